namespace Dewar.Search;

/// <summary>Words anywhere in the text of a file. The last one may be the beginning of a longer word, as long as somebody types.</summary>
/// <param name="words">In the form of <see cref="Tokens"/>.</param>
/// <param name="isOpen">Whether the last may go on.</param>
internal sealed class TextTest(IReadOnlyList<string> words, bool isOpen) : Test
{
    /// <summary>Shorter beginnings would be those of half of all words.</summary>
    private const int ShortestOpen = 3;

    public override int Cost => 50;

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        // What is long is rare, mostly.
        foreach (var (word, last) in words.Select((word, place) => (word, place == words.Count - 1)).OrderByDescending(each => each.word.Length))
        {
            among = await Rows(group, among, word, isOpen && last && word.Length >= ShortestOpen, ct);
        }

        return among;
    }

    private static async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, string word, bool open, CancellationToken ct)
    {
        var parts = group.Parts.Where((_, place) => among[place] is not null).Select(listed => listed.Part).ToList();
        var blocks = await group.Store.Terms(parts, word, open ? word + "\U0010FFFF" : word, ct);
        return [.. among.AsParallel().AsOrdered().WithCancellation(ct).Select((rows, place) =>
            rows is null ? null : Left(Rows(group.Parts[place].Part, blocks[group.Parts[place].Part.Id], word, open).And(rows)))];
    }

    private static RowSet Rows(Part part, IEnumerable<byte[]> blocks, string word, bool open)
    {
        var found = new RowSet(part.Files);
        bool? Wants(string other) => other == word || open && other.StartsWith(word, StringComparison.Ordinal) ? true
            : Disk.PathOrder.ByBytes.Compare(other, word) > 0 ? null : false;
        foreach (var row in blocks.SelectMany(block => TermBlock.Read(block, Wants)).SelectMany(each => each.Rows))
        {
            found[row] = true;
        }

        return found;
    }
}

/// <summary>Words side by side in one value, or in the path.</summary>
internal sealed class PhraseTest(IReadOnlyList<string> words) : Test
{
    private readonly TextTest _each = new(words, isOpen: false);

    public override int Cost => 60;

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        among = await _each.Rows(group, among, ct);
        if (words.Count < 2)
        {
            return among;
        }

        var columns = group.Parts.Where((_, place) => among[place] is not null).SelectMany(listed => listed.Part.Head.Columns.Keys)
            .Distinct().Where(name => !Columns.IsNumbers(name));
        return await new AnyTest([.. columns.Select(name => new WordTest(name, value => Tokens.Has(value, words)))]).Rows(group, among, ct);
    }
}
