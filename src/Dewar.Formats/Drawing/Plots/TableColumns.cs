using System.Globalization;
using System.Text.RegularExpressions;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Plots;

/// <summary>The columns of a table that have numbers, and which of them the others are plotted over.</summary>
internal sealed partial class TableColumns
{
    private const int MostColumns = 64;
    private const int FewRows = 12;

    private readonly Signal _signal;

    private TableColumns(Signal signal, double[][] values)
    {
        (_signal, Values) = (signal, values);
        Rows = values.Length == 0 ? 0 : values[0].Length;
        var times = Enumerable.Range(0, values.Length).Select(column => (Column: column, Times: Times(column))).FirstOrDefault(one => one.Times is not null);
        int[] numeric = [.. Enumerable.Range(0, values.Length).Where(column => values[column].Any(double.IsFinite))];
        Over = signal.Hints?.Over is { } over && numeric.Contains(over) && Varies(values[over]) ? over : times.Times is not null ? times.Column : Chosen(numeric);
        IsTime = times.Times is not null && Over == times.Column;
        X = IsTime ? times.Times! : Over is { } chosen ? values[chosen] : [.. Enumerable.Range(0, Rows).Select(row => (double)row)];
        Plotted = Worthwhile([.. numeric.Where(column => column != Over)]);
    }

    /// <summary>Numbers by column; fewer rows than there are where these are very many.</summary>
    public double[][] Values { get; }

    public int Rows { get; }

    /// <summary>The column that the others are plotted over; null for the number of the row.</summary>
    public int? Over { get; }

    /// <summary>Whether it is times, in seconds since the year 1.</summary>
    public bool IsTime { get; }

    public double[] X { get; }

    public IReadOnlyList<int> Plotted { get; }

    /// <summary>There is more to be read in it than to be plotted: words beside the numbers, or numbers that are all the same.</summary>
    public bool AreToBeRead => !Plotted.Any(column => Varies(Values[column])) || _signal.Hints?.Plot is null && (Rows <= FewRows && _signal.Words.Count > 0
        || !IsTime && _signal.Words.Count(column => column.Value.Any(word => word.Length > 0)) * 2 > Plotted.Count);

    public static TableColumns Read(Drawable source, Style style, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var (all, columns) = (source.Length(0), (int)Math.Min(source.Length(1), MostColumns));
        var step = Math.Max(1, (long)Math.Ceiling((double)all * columns / (style.Budget / 16)));
        var rows = (int)((all - 1) / step + 1);
        var numbers = Numbers.Of(source, Drawable.Part([0, 0], new(0, 0, rows, step), new(1, 0, columns)));
        return new(source.Signal, [.. Enumerable.Range(0, columns).Select(column =>
        {
            var values = new double[rows];
            for (var row = 0; row < rows; row++)
            {
                values[row] = numbers[row * columns + column];
            }

            return values;
        })]);
    }

    public string Name(int column) => Drawable.NameOf(_signal, column) ?? $"column {column + 1}";

    public string? Unit(int column) => column < _signal.ColumnUnits.Count ? _signal.ColumnUnits[column] : null;

    [GeneratedRegex(@"^(err(or)?|sigma|std|s?dev|idev|qdev|q?res|resolution|unc(ertainty)?|d[IQq]|[IQq]dev|shadowfactor)\b|[_ ](err(or)?|std|sigma|dev)$|^d[qi]$", RegexOptions.IgnoreCase)]
    private static partial Regex Spread { get; }

    // The first that only rises or only falls; by its name what is no result of the others.
    private int? Chosen(int[] numeric) => numeric.Length < 2 ? null : numeric.Take(4).Cast<int?>().FirstOrDefault(column => IsMonotonic(Values[column!.Value]));

    private static bool IsMonotonic(double[] values)
    {
        var (rises, falls) = (0, 0);
        for (var i = 1; i < values.Length; i++)
        {
            rises += values[i] > values[i - 1] ? 1 : 0;
            falls += values[i] < values[i - 1] ? 1 : 0;
            if (rises > 0 && falls > 0 || !double.IsFinite(values[i]))
            {
                return false;
            }
        }

        return Math.Max(rises, falls) > (values.Length - 1) / 2;
    }

    private static bool Varies(double[] values)
    {
        var first = double.NaN;
        foreach (var value in values)
        {
            if (double.IsFinite(value) && value != first)
            {
                if (!double.IsNaN(first))
                {
                    return true;
                }

                first = value;
            }
        }

        return false;
    }

    private int[] Worthwhile(int[] columns)
    {
        var changing = columns.Where(column => Varies(Values[column])).ToArray();
        if (_signal.Hints?.Plot is { } wanted && changing.Length > 0)
        {
            return changing.Where(wanted.Contains).ToArray() is { Length: > 0 } hinted ? hinted : changing[^1..];
        }

        var results = changing.Where(column => !Spread.IsMatch(Name(column))).ToArray();
        return results.Length > 0 ? results : changing.Length > 0 ? changing : columns;
    }

    // A column of words that are times.
    private double[]? Times(int column)
    {
        if (!_signal.Words.TryGetValue(column, out var words) || words.Count < 3 || Rows < 3 || words.Count < Rows && words.Count < 20)
        {
            return null;
        }

        var times = new double[Rows];
        Array.Fill(times, double.NaN);
        var known = 0;
        for (var row = 0; row < Math.Min(Rows, words.Count); row++)
        {
            if (words[row] is { Length: >= 8 and < 40 } word && DateTime.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) && time.Year > 1900)
            {
                times[row] = time.Ticks / (double)TimeSpan.TicksPerSecond;
                known++;
            }
        }

        return known >= Math.Min(Rows, words.Count) * 9 / 10 ? times : null;
    }
}
