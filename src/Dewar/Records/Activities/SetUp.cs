namespace Dewar.Records;

/// <summary>What is equal in all files of an activity stands once, as its set-up; the rest stays with the files.</summary>
internal static class SetUp
{
    /// <param name="files">What each file says, in its order.</param>
    /// <returns>The set-up in the order of the first file, and what is left of each file.</returns>
    public static (IReadOnlyList<RecordValue> Common, IReadOnlyList<IReadOnlyList<RecordValue>> Left) Of(IReadOnlyList<IReadOnlyList<RecordValue>> files)
    {
        // Of a single file everything would be equal, and nothing would be left of it.
        if (files.Count < 2)
        {
            return ([], files);
        }

        var byName = files.Select(values => values.ToLookup(value => value.Name)).ToArray();
        var common = byName[0].Where(first => byName.All(values => Says(values[first.Key]).SequenceEqual(Says(first)))).Select(first => first.Key).ToHashSet();
        var doubted = files.SelectMany(values => values).Where(value => value.HasWarning).Select(value => value.Name).ToHashSet();
        return (
            [.. files[0].Where(value => common.Contains(value.Name)).Select(value => value with { HasWarning = doubted.Contains(value.Name) })],
            [.. files.Select(values => (IReadOnlyList<RecordValue>)[.. values.Where(value => !common.Contains(value.Name))])]);
    }

    private static IEnumerable<(string Text, string? Unit)> Says(IEnumerable<RecordValue> values) => values.Select(value => (value.Text, value.Unit));
}
