using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Plots;

/// <summary>A spectrum, or several of a series.</summary>
internal static class SpectrumPicture
{
    private const int MostLines = 8;

    public static Canvas Draw(Drawable source, int width, int height, Style style, CancellationToken ct)
    {
        var series = source.Product(0, source.Rank - 1);
        var count = (int)Math.Min(series, MostLines);
        var lines = new List<PlotLine>();
        for (var i = 0; i < count; i++)
        {
            ct.ThrowIfCancellationRequested();
            var number = count == 1 ? 0 : (long)Math.Round(i * ((series - 1) / (double)(count - 1)));
            var (x, y) = LineReader.Read(source, source.Place(number, source.Rank - 1), source.Rank - 1, style.Budget / count);
            lines.Add(new(Name(source, number), x, y) { Colour = series > MostLines ? Colour.Ramp(i / (count - 1.0) * 0.9) : null });
        }

        return Of(source, lines).Draw(width, height, style);
    }

    /// <summary>A plot over the last axis.</summary>
    public static Plot Of(Drawable source, IReadOnlyList<PlotLine> lines)
    {
        var axis = source.Axes[^1];
        return new(lines)
        {
            Across = AxisText.Of(axis.Name is "" && axis.Scale is null ? "" : axis.Name, axis.Unit),
            Up = AxisText.Of(source.Signal.Quantity, source.Signal.Unit),
            IsLogarithmic = source.Hints.Logarithmic ?? false,
            IsLogarithmicAcross = source.Hints.Logarithmic == true && lines.All(line => LogarithmicAxis.Suits(axis.Name, line.X)),
        };
    }

    private static string Name(Drawable source, long number)
    {
        var place = source.Place(number, source.Rank - 1);
        return string.Join(", ", Enumerable.Range(0, source.Rank - 1).Where(axis => source.Length(axis) > 1).Select(axis => Name(source.Axes[axis], place[axis])));
    }

    private static string Name(Axis axis, long index) => axis is { Scale: { } scale, Places: null } && double.IsFinite(scale)
        ? $"{TickText.Plain(Math.Round(axis.At(index), 6))} {AxisText.Tidy(axis.Unit)}".Trim()
        : $"{axis.Name} {index + 1}".Trim();
}
