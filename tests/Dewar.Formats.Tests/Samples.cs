using System.Text.Json;
using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats;

/// <summary>
/// Real files of instruments. They are other people's and lie outside of the repository, where DEWAR_TEST_DATA says, or in the folder
/// <c>shared/data</c> beside it; without them the tests that want them are skipped.
/// </summary>
internal static class Samples
{
    public static string? Folder { get; } =
        new[] { Environment.GetEnvironmentVariable("DEWAR_TEST_DATA"), Path.Combine(Repository.Root, "../shared/data") }
            .FirstOrDefault(folder => folder is not (null or "") && Directory.Exists(folder));

    public static string PathOf(string name)
    {
        Assert.SkipWhen(Folder is null, "The real files are not here: set DEWAR_TEST_DATA to their folder.");
        var path = Path.Combine(Folder!, name);
        Assert.SkipUnless(File.Exists(path), $"{name} is not among the real files here.");
        return path;
    }

    /// <summary>Opens one by its path from the folder, as <c>formats/mrc/HAADFscan.mrc</c>.</summary>
    public static FileSource Open(string name) => OpenFile(PathOf(name));

    /// <summary>Opens any file of this computer.</summary>
    public static FileSource OpenFile(string path) => FileSource.Open(new PlainFolder(Path.GetDirectoryName(path)!), Path.GetFileName(path))!;

    /// <summary>Has a file read by whichever reader takes it. The source stays open for the values.</summary>
    public static Finding Inspect(string name) => new Inspector(FormatsPlugin.Readers).Inspect(Open(name));

    /// <summary>What independent programs say of a real file: rows of <c>expected/values.tsv</c>.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Expected(string name) => ExpectedValues.Value.TryGetValue(name, out var values)
        ? values
        : new Dictionary<string, JsonElement>();

    private static Lazy<Dictionary<string, Dictionary<string, JsonElement>>> ExpectedValues { get; } = new(() => File
        .ReadLines(PathOf("expected/values.tsv")).Skip(1).Select(line => line.Split('\t'))
        .GroupBy(row => row[0])
        .ToDictionary(file => file.Key, file => file.DistinctBy(row => row[1]).ToDictionary(row => row[1], row => JsonDocument.Parse(row[2]).RootElement)));
}
