using System.Text.Json;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Expected;

/// <summary>
/// Holds what was found in a family of real files against what independent programs say of them. What differs on purpose stands with the
/// reason in <c>Expected/differences.tsv</c>: file, key, reason.
/// </summary>
/// <param name="folder">The family's folder, as <c>formats/mrc</c>.</param>
public abstract class ExpectationContract(string folder)
{
    private static readonly Lazy<HashSet<(string File, string Key)>> Differences = new(() =>
        [.. File.ReadLines(Repository.PathOf("tests/Dewar.Formats.Tests/Expected/differences.tsv")).Skip(1).Select(line => line.Split('\t')).Select(row => (row[0], row[1]))]);

    /// <summary>The file that is being compared, without folders.</summary>
    protected string FileName { get; private set; } = "";

    /// <summary>The file that is held against them, from the folder of the real files.</summary>
    protected string FilePath => $"{folder}/{FileName}";

    [Fact]
    public void Every_expected_value_is_met()
    {
        var problems = new List<string>();
        foreach (var path in Directory.EnumerateFiles(Samples.PathOf("expected/values.tsv").Replace("expected/values.tsv", folder, StringComparison.Ordinal)).Order())
        {
            var name = $"{folder}/{Path.GetFileName(path)}";
            var finding = Samples.Inspect(name);
            FileName = Path.GetFileName(path);
            foreach (var (key, expected) in Samples.Expected(name))
            {
                var actual = Actual(finding, key) ?? CommonKeys.Actual(finding, key) ?? CommonKeys.OfBytes(name, key);
                var same = actual is not null && Matches(expected, actual);
                if (same == Differences.Value.Contains((name, key)))
                {
                    problems.Add(same
                        ? $"{name} {key}: is met, and yet stands among the differences"
                        : $"{name} {key}: {expected.GetRawText()} expected, {Show(actual)} found");
                }
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>
    /// What was found for a key that is not common to all families: a number, word, flag, array of them; null for a key it does not know.
    /// </summary>
    protected abstract object? Actual(Finding finding, string key);

    /// <summary>Finds a value in the tree of what the file says by a path with dots, as <c>ImageList.TagGroup0.Name</c>.</summary>
    protected static object? InTree(Finding finding, string path) => (finding.Extraction.Metadata.Find(path.Split('.')) as MetaValue)?.Value;

    private static bool Matches(JsonElement expected, object actual) => expected.ValueKind switch
    {
        JsonValueKind.Number => Number(actual) is { } number && Near(expected.GetDouble(), number),
        JsonValueKind.String => string.Equals(expected.GetString()!.Trim(), Show(actual).Trim(), StringComparison.Ordinal),
        JsonValueKind.True or JsonValueKind.False => actual is bool flag && flag == expected.GetBoolean(),
        JsonValueKind.Array => actual is Array array && array.Length == expected.GetArrayLength()
            && expected.EnumerateArray().Zip(array.Cast<object>()).All(pair => Matches(pair.First, pair.Second)),
        _ => false,
    };

    private static double? Number(object actual) => actual switch
    {
        bool or string or Array => null,
        _ => Convert.ToDouble(actual),
    };

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) <= 1e-4 * Math.Abs(expected);

    // As JSON writes it.
    private static string Show(object? actual) => actual switch
    {
        Array array => $"[{string.Join(", ", array.Cast<object>())}]",
        bool flag => flag ? "true" : "false",
        _ => actual?.ToString() ?? "nothing",
    };
}
