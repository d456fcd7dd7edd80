using Dewar.Formats.Drawing.Cards;

namespace Dewar.Formats.Drawing.Plots;

/// <summary>A table as curves over one of its columns, or as words where there are no curves in it.</summary>
internal static class TablePicture
{
    private const int FewestRows = 3;
    private const int MostLines = 6;

    public static Canvas Draw(Drawable source, int width, int height, Style style, CancellationToken ct)
    {
        if (source.Rank != 2 || source.Element.Channels > 1)
        {
            return source.Rank == 1 ? SpectrumPicture.Draw(source, width, height * 3 / 4, style, ct) : WordTable.Draw(source, width, height, style);
        }

        var columns = TableColumns.Read(source, style, ct);
        return columns.Rows < FewestRows || columns.Plotted.Count == 0 || columns.AreToBeRead
            ? WordTable.Draw(source, width, height, style)
            : Panels(source, columns, width, height * 3 / 4, style);
    }

    // One below the other over the same axis: what has the same unit and size shares a plot.
    private static Canvas Panels(Drawable source, TableColumns columns, int width, int height, Style style)
    {
        var groups = Groups(columns).Take(style.IsSmall ? 2 : 4).ToList();
        var canvas = new Canvas(width, height, Colour.White);
        var top = 0;
        for (var i = 0; i < groups.Count; i++)
        {
            var isLast = i == groups.Count - 1;
            var plot = Plot(source, columns, groups[i], isLast);
            var panel = plot.Draw(width, isLast ? height - top : (height - style.Label.Line) / groups.Count, style);
            canvas.Lay(panel, 0, top);
            top += panel.Height;
        }

        return canvas;
    }

    private static Plot Plot(Drawable source, TableColumns columns, List<int> group, bool isLast)
    {
        var unit = AxisText.Tidy(columns.Unit(group[0]));
        var isLogarithmic = source.Hints.Logarithmic == true && group.All(column => columns.Values[column].Any(value => value > 0));
        var across = columns.Over is { } over ? columns.Name(over) : "row";
        return new([.. group.Select(column => new PlotLine(columns.Name(column), columns.X, columns.Values[column]))])
        {
            Across = isLast ? AxisText.Of(across, columns.Over is { } one && !columns.IsTime ? columns.Unit(one) : null) : "",
            Up = group.Count == 1 ? AxisText.Of(columns.Name(group[0]), unit) : unit,
            IsLogarithmic = isLogarithmic,
            IsLogarithmicAcross = isLogarithmic && LogarithmicAxis.Suits(across, columns.X),
            IsTime = columns.IsTime,
            HasDots = columns.Rows < 40,
        };
    }

    private static List<List<int>> Groups(TableColumns columns)
    {
        var groups = new List<List<int>>();
        foreach (var column in columns.Plotted)
        {
            var group = groups.Find(one => one.Count < MostLines && columns.Unit(one[0]) == columns.Unit(column) && AreAlike(columns.Values[one[0]], columns.Values[column]));
            if (group is null)
            {
                groups.Add(group = []);
            }

            group.Add(column);
        }

        return groups;
    }

    // One would not be a flat line beside the other, nor both flat because they are far apart.
    private static bool AreAlike(double[] one, double[] other)
    {
        var ((low, high), (otherLow, otherHigh)) = (Range(one), Range(other));
        var all = Math.Max(high, otherHigh) - Math.Min(low, otherLow);
        return high - low > all / 12 && otherHigh - otherLow > all / 12;
    }

    private static (double Low, double High) Range(double[] values)
    {
        var (low, high) = (double.NaN, double.NaN);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                low = value > low ? low : value;
                high = value < high ? high : value;
            }
        }

        return (low, high);
    }
}
