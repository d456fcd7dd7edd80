namespace Dewar.Search;

/// <summary>A value, and how many of the files that were found have it.</summary>
/// <param name="Query">What to add to the query to find only these.</param>
public sealed record FacetValue(string Value, long Files, string Query);

/// <summary>A bar of a histogram: from, up to but without the end except for the last.</summary>
/// <param name="From">In the facet's unit; so is the end.</param>
public sealed record FacetBar(double From, double To, long Files);

/// <summary>What the files that were found have of one key.</summary>
/// <param name="Unit">For quantities; bars are then set, values are empty.</param>
/// <param name="IsLogarithmic">The bars grow by a factor.</param>
/// <param name="Distinct">How many values there are, of which not all need be listed; 0 for quantities.</param>
public sealed record Facet(string Key, string Meaning, string? Unit, IReadOnlyList<FacetValue> Values, IReadOnlyList<FacetBar> Bars, bool IsLogarithmic, long Distinct);

/// <summary>Counts values among what was found.</summary>
internal sealed class Facets(PartStore store, Matches matches)
{
    /// <summary>So many files are counted at most, the newest; who shows the counts says so.</summary>
    public const long MostCounted = 500_000;

    private const int MostValues = 50;

    /// <summary>How many files the counts are of.</summary>
    public long Counted { get; } = Math.Min(matches.Count, Counting(matches).Sum(each => (long)each.Count));

    /// <param name="names">The names of experiments, by their numbers.</param>
    public async Task<Facet?> Of(SearchKey key, Func<IEnumerable<long>, Task<IReadOnlyDictionary<long, string>>> names, CancellationToken ct)
    {
        if (key.Kind is KeyKind.Quantity or KeyKind.Size)
        {
            var unit = key.Kind == KeyKind.Size ? "byte" : key.Dimension!.Value.ToString();
            return Histogram.Of(key, [.. (await Counts(Columns.Number(key.Name, unit), ct)).Where(each => each.Column is NumberColumn).Select(each => ((NumberColumn)each.Column!, each.Counts))]);
        }

        if (key == SearchKeys.Experiment)
        {
            var files = await Count(Columns.Experiment, (column, code) => ((NumberColumn)column).Values[code - 1], ct);
            var most = files.OrderByDescending(each => each.Value).Take(MostValues).ToList();
            var known = await names(most.Select(each => (long)each.Key));
            return files.Count == 0 ? null : new(key.Name, key.Meaning, null, [.. most.Where(each => known.ContainsKey((long)each.Key))
                .Select(each => new FacetValue(known[(long)each.Key], each.Value, Term(key, known[(long)each.Key])))], [], false, files.Count);
        }

        var words = await Count(Columns.Word(key.Name), (column, code) => ((WordColumn)column).Values[code - 1], ct);
        var order = key == SearchKeys.Month ? words.OrderByDescending(each => each.Key, StringComparer.Ordinal) : words.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal);
        return words.Count == 0 ? null : new(key.Name, key.Meaning, null, [.. order.Take(MostValues).Select(each => new FacetValue(each.Key, each.Value, Term(key, each.Key)))], [], false, words.Count);
    }

    /// <summary>How large the counted files together are.</summary>
    public async Task<long> Bytes(CancellationToken ct)
    {
        return (await Counts(Columns.Number(SearchKeys.Size.Name, "byte"), ct)).Sum(each => each.Column is NumberColumn sizes ? Sum(sizes, each.Counts) : 0);

        static long Sum(NumberColumn sizes, long[] counts)
        {
            var sum = 0.0;
            for (var code = 1; code < counts.Length; code++)
            {
                sum += counts[code] * sizes.Values[code - 1];
            }

            return (long)sum;
        }
    }

    /// <summary>The part of a query that asks for one value.</summary>
    public static string Term(SearchKey key, string value) => WishText.Of(new Says(key, value, IsWhole: true));

    private static IEnumerable<(Part Part, RowSet Rows, int Count)> Counting(Matches matches)
    {
        var counted = 0L;
        foreach (var each in matches.Parts)
        {
            yield return each;
            counted += each.Count;
            if (counted >= MostCounted)
            {
                yield break;
            }
        }
    }

    private async Task<Dictionary<T, long>> Count<T>(string column, Func<Column, int, T> value, CancellationToken ct)
        where T : notnull
    {
        var sum = new Dictionary<T, long>();
        foreach (var (found, of) in await Counts(column, ct))
        {
            for (var code = 1; code < of.Length; code++)
            {
                if (of[code] > 0)
                {
                    var one = value(found!, code);
                    sum[one] = sum.GetValueOrDefault(one) + of[code];
                }
            }
        }

        return sum;
    }

    // How many of the counted files have each value of a column, part by part.
    private async Task<List<(Column? Column, long[] Counts)>> Counts(string column, CancellationToken ct)
    {
        var parts = Counting(matches).ToList();
        var columns = await store.Column([.. parts.Select(each => each.Part)], column, ct);
        return [.. parts.AsParallel().AsOrdered().WithCancellation(ct).Select((each, place) => (columns[place], CountsOf(columns[place], each.Rows)))];
    }

    private static long[] CountsOf(Column? column, RowSet rows)
    {
        if (column is null)
        {
            return [];
        }

        var counts = new long[column.Codes.Distinct + 1];
        column.Codes.Count(rows, counts);
        return counts;
    }
}
