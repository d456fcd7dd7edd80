using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Search;

/// <summary>
/// Bars over the values of a quantity. The values of a part stand in order, so that a bar is a run of them: nothing is done for each of a million
/// values but to add up.
/// </summary>
internal static class Histogram
{
    private const int Bars = 30;

    /// <summary>Values that differ by less are the same, to people and to the digits of an edge.</summary>
    private const double Close = 1e-10;

    /// <param name="parts">Values, and how many files have each; the first count is of those that have none.</param>
    /// <returns>Null when there is no value at all.</returns>
    public static Facet? Of(SearchKey key, IReadOnlyList<(NumberColumn Column, long[] Counts)> parts)
    {
        var (low, high) = Ends(parts);
        if (low > high)
        {
            return null;
        }

        var (unit, scale) = Scale(key, high);
        var (least, most) = (Shown(scale.FromSi(low)), Shown(scale.FromSi(high)));
        var isLogarithmic = least > 0 && most / least > 1000;
        double Edge(int number) => number == Bars ? most : Shown(isLogarithmic ? least * Math.Pow(most / least, number / (double)Bars) : least + (most - least) * number / Bars);
        double[] edges = least == most ? [least, most] : [.. Enumerable.Range(0, Bars + 1).Select(Edge)];
        var files = new long[edges.Length - 1];
        foreach (var (column, counts) in parts)
        {
            Add(column, counts, [.. edges[1..^1].Select(edge => scale.ToSi(edge) is var si ? si - Math.Abs(si) * Close : 0)], files);
        }

        return new(key.Name, key.Meaning, unit, [], [.. files.Select((count, bar) => new FacetBar(edges[bar], edges[bar + 1], count))], isLogarithmic, 0);
    }

    private static (double Low, double High) Ends(IReadOnlyList<(NumberColumn Column, long[] Counts)> parts)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var (column, counts) in parts)
        {
            var (first, last) = (1, counts.Length - 1);
            while (first <= last && counts[first] == 0)
            {
                first++;
            }

            while (last > first && counts[last] == 0)
            {
                last--;
            }

            (low, high) = first <= last ? (Math.Min(low, column.Values[first - 1]), Math.Max(high, column.Values[last - 1])) : (low, high);
        }

        return (low, high);
    }

    // Sizes in the unit that leaves few digits of the largest.
    private static (string Unit, Unit Scale) Scale(SearchKey key, double most)
    {
        if (key.Kind == KeyKind.Size)
        {
            var steps = (int)Math.Clamp(Math.Log10(Math.Max(1, most)) / 3, 0, 5);
            return (((string[])["B", "kB", "MB", "GB", "TB", "PB"])[steps], new(default, Math.Pow(1000, steps)));
        }

        return (key.Unit!, Unit.TryParse(key.Unit, out var known) ? known : new(default, 1));
    }

    /// <param name="edges">Where the second bar begins, and each after it, in SI.</param>
    private static void Add(NumberColumn column, long[] counts, double[] edges, long[] files)
    {
        var code = 1;
        for (var bar = 0; bar < files.Length; bar++)
        {
            for (; code < counts.Length && (bar == edges.Length || column.Values[code - 1] < edges[bar]); code++)
            {
                files[bar] += counts[code];
            }
        }
    }

    private static double Shown(double value) => double.Parse(value.ToString("G10", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
