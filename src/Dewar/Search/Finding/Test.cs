using Dewar.Disk;

namespace Dewar.Search;

/// <summary>Parts that are looked through together, and what was read of them.</summary>
/// <param name="Parts">With the rows that are current.</param>
internal sealed record PartGroup(PartStore Store, IReadOnlyList<ListedPart> Parts)
{
    /// <summary>A column, for the parts in which something is left.</summary>
    public Task<Column?[]> Column(string name, RowSet?[] among, CancellationToken ct) =>
        Store.Column([.. Parts.Select((listed, place) => among[place] is null ? null : listed.Part)], name, ct);
}

/// <summary>
/// Something that rows of parts fulfil or not. Sets of rows go from test to test, one for each part; null where none is left, and then nothing
/// more is read of that part.
/// </summary>
internal abstract class Test
{
    /// <summary>Those of some rows that fulfil it.</summary>
    public abstract Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct);

    /// <summary>How much has to be read for it; the cheap ones come first.</summary>
    public abstract int Cost { get; }

    protected static RowSet? Left(RowSet rows) => rows.IsEmpty ? null : rows;
}

internal sealed class AllTest(IEnumerable<Test> of) : Test
{
    private readonly Test[] _of = [.. of.OrderBy(test => test.Cost)];

    public override int Cost => _of.Sum(test => test.Cost);

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        foreach (var test in _of)
        {
            among = await test.Rows(group, among, ct);
        }

        return among;
    }
}

internal sealed class AnyTest(IReadOnlyList<Test> of) : Test
{
    public override int Cost => of.Sum(test => test.Cost) + 1;

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        var found = new RowSet?[among.Length];
        foreach (var test in of)
        {
            var more = await test.Rows(group, among, ct);
            for (var place = 0; place < found.Length; place++)
            {
                found[place] = (found[place], more[place]) switch
                {
                    (null, var other) => other,
                    (var one, null) => one,
                    var (one, other) => one.Or(other),
                };
            }
        }

        return found;
    }
}

internal sealed class NotTest(Test of) : Test
{
    public override int Cost => of.Cost + 1;

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        var without = await of.Rows(group, among, ct);
        return [.. among.Select((rows, place) => rows is null || without[place] is not { } some ? rows : Left(rows.Without(some)))];
    }
}

/// <summary>A number within bounds. What is known of a column without reading it often says it for a whole part.</summary>
internal sealed class NumberTest(string column, Bounds bounds) : Test
{
    public override int Cost => 10;

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        var notes = group.Parts.Select(listed => listed.Part.Head.Columns.GetValueOrDefault(column)).ToArray();
        bool None(int place) => notes[place] is not { } note || note.Most < bounds.From || note.Least > bounds.To;
        bool All(int place) => notes[place] is { } note && note.Filled == group.Parts[place].Part.Files && bounds.Contain(note.Least) && bounds.Contain(note.Most);
        var columns = await group.Column(column, [.. among.Select((rows, place) => None(place) || All(place) ? null : rows)], ct);
        return [.. among.Select((rows, place) => rows is null || None(place) ? null : All(place) ? rows
            : columns[place] is NumberColumn numbers ? Left(numbers.Within(bounds).And(rows)) : null)];
    }
}

/// <summary>One of some experiments, or any at all: who is gone has none.</summary>
/// <param name="wanted">Their numbers; null for any.</param>
internal sealed class ExperimentTest(IReadOnlySet<double>? wanted) : Test
{
    public override int Cost => 5;

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        var notes = group.Parts.Select(listed => (Files: listed.Part.Files, Note: listed.Part.Head.Columns.GetValueOrDefault(Columns.Experiment))).ToArray();
        // All of a part in one experiment: the common case of large ones.
        bool All(int place) => notes[place] is (var files, { } note) && note.Filled == files && (wanted is null || note.Least == note.Most && wanted.Contains(note.Least));
        bool None(int place) => notes[place].Note is not { } note || wanted is not null && note.Least == note.Most && !wanted.Contains(note.Least);
        var columns = await group.Column(Columns.Experiment, [.. among.Select((rows, place) => All(place) || None(place) ? null : rows)], ct);
        return [.. among.Select((rows, place) => rows is null || None(place) ? null : All(place) ? rows
            : columns[place] is NumberColumn numbers ? Left((wanted is null ? numbers.Any() : numbers.In(wanted)).And(rows)) : null)];
    }
}

/// <summary>A value of a column of words for which something holds.</summary>
internal sealed class WordTest(string column, Func<string, bool> holds) : Test
{
    public override int Cost => column == Columns.Name || column == Columns.Folder ? 200 : 20;

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        var columns = await group.Column(column, among, ct);
        return [.. among.AsParallel().AsOrdered().WithCancellation(ct).Select((rows, place) => rows is null || columns[place] is not WordColumn words ? null : Left(Rows(words, rows)))];
    }

    // Where values are many and rows few, only theirs are asked.
    private RowSet Rows(WordColumn words, RowSet among)
    {
        if (words.Codes.Distinct <= 4 * among.Count || words.Codes.More.Length > 0)
        {
            return words.Where(holds).And(among);
        }

        var found = new RowSet(among.Places);
        foreach (var row in among.Rows())
        {
            found[row] = words[row] is { } word && holds(word);
        }

        return found;
    }
}

/// <summary>A path that fits a pattern.</summary>
internal sealed class PathTest(Glob glob) : Test
{
    public override int Cost => 300;

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        var folders = await group.Column(Columns.Folder, among, ct);
        var near = among.Select((rows, place) => rows is null || folders[place] is not WordColumn words ? null
            : Left(words.Where(MayHave).And(rows))).ToArray();
        var names = await group.Column(Columns.Name, near, ct);
        return [.. near.AsParallel().AsOrdered().WithCancellation(ct).Select((rows, place) =>
        {
            if (rows is null || names[place] is not WordColumn name)
            {
                return null;
            }

            var (folder, found) = ((WordColumn)folders[place]!, new RowSet(rows.Places));
            foreach (var row in rows.Rows())
            {
                found[row] = glob.Matches(folder[row] + name[row]);
            }

            return Left(found);
        })];
    }

    private bool MayHave(string folder) => glob.Start.StartsWith(folder, StringComparison.Ordinal) || folder.StartsWith(glob.Start, StringComparison.Ordinal);
}

/// <summary>That there is a value of a key, whatever it measures.</summary>
internal sealed class HasTest(string key) : Test
{
    public override int Cost => 15;

    public override async Task<RowSet?[]> Rows(PartGroup group, RowSet?[] among, CancellationToken ct)
    {
        var found = new RowSet?[among.Length];
        var names = group.Parts.SelectMany(listed => listed.Part.Head.Columns.Keys).Distinct().Where(name => Columns.KeyOf(name) == key).ToList();
        foreach (var name in names)
        {
            var columns = await group.Column(name, among, ct);
            for (var place = 0; place < found.Length; place++)
            {
                if (columns[place]?.Any().And(among[place]!) is { } rows)
                {
                    found[place] = Left(found[place]?.Or(rows) ?? rows);
                }
            }
        }

        return found;
    }
}
