namespace Dewar.Search;

/// <summary>Looks through the index. Parts go through the tests in groups, the newest files first.</summary>
internal sealed class Finder(PartStore store)
{
    /// <summary>So many parts are looked through in one go: enough that one question to the database serves many, few enough for memory.</summary>
    private const int AtOnce = 32;

    /// <summary>All that fulfils a test.</summary>
    /// <param name="visible">Which experiments the caller may see; null for all.</param>
    /// <param name="enough">When so many are found behind <paramref name="after"/> the rest is not looked at; they are whole sections.</param>
    public async Task<Matches> Find(Test test, IReadOnlySet<double>? visible, long? enough, long? after, CancellationToken ct)
    {
        var matches = new Matches();
        var both = new AllTest([new ExperimentTest(visible), test]);
        var sections = (await store.List(ct)).Where(listed => after is null || listed.Part.Section <= after >> 16).ToList();
        for (var from = 0; from < sections.Count && (enough is null || matches.Count < enough);)
        {
            // Alone at first, where a page is all that is asked for.
            var end = Math.Min(sections.Count, from + (enough is null ? AtOnce : Math.Min(AtOnce, 2 + from)));
            while (end < sections.Count && sections[end].Part.Section == sections[end - 1].Part.Section)
            {
                end++;
            }

            var group = new PartGroup(store, sections[from..end]);
            var found = await both.Rows(group, [.. group.Parts.Select(listed => Behind(listed, after))], ct);
            for (var place = 0; place < found.Length; place++)
            {
                if (found[place] is { IsEmpty: false } rows)
                {
                    matches.Add(group.Parts[place].Part, rows);
                }
            }

            from = end;
        }

        return matches;
    }

    /// <summary>A page of what was found, in an order.</summary>
    public Task<List<(Place Place, Part Part, int Row)>> Page(Matches matches, Order order, Place? after, int limit, CancellationToken ct) =>
        order.Column is null ? Task.FromResult(Newest(matches, limit)) : new Sorting(store, order, after, limit).Page(matches, order.Column, ct);

    private static List<(Place, Part, int)> Newest(Matches matches, int limit)
    {
        var page = new List<(Place Place, Part Part, int Row)>();
        foreach (var section in matches.Parts.GroupBy(each => each.Part.Section))
        {
            page.AddRange(section.SelectMany(each => Last(each.Rows, limit - page.Count).Select(row => (new Place(each.Part.FileAt(row)), each.Part, row)))
                .OrderByDescending(each => each.Item1.File).Take(limit - page.Count));
            if (page.Count >= limit)
            {
                break;
            }
        }

        return page;
    }

    private static IEnumerable<int> Last(RowSet rows, int most)
    {
        for (var number = rows.Words.Length - 1; number >= 0 && most > 0; number--)
        {
            for (var word = rows.Words[number]; word != 0 && most > 0; most--)
            {
                var bit = 63 - System.Numerics.BitOperations.LeadingZeroCount(word);
                word &= ~(1UL << bit);
                yield return number << 6 | bit;
            }
        }
    }

    private static RowSet? Behind(ListedPart listed, long? after)
    {
        if (listed.Current.IsEmpty || after is not { } file || listed.Part.Section < file >> 16)
        {
            return listed.Current.IsEmpty ? null : listed.Current;
        }

        var first = new RowSet(listed.Part.Files);
        var most = Array.BinarySearch(listed.Part.Head.Rows, (ushort)file);
        for (var row = 0; row < (most < 0 ? ~most : most); row++)
        {
            first[row] = true;
        }

        return first.And(listed.Current);
    }
}
