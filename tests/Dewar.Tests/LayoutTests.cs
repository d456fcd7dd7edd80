using System.Diagnostics;
using Xunit;

namespace Dewar;

/// <summary>How large files and folders may grow before somebody has to think.</summary>
public sealed class LayoutTests
{
    // Old habits of naming folders for the kind of thing in them, not for what the system does.
    private static readonly string[] Kinds =
        ["Common", "Controllers", "Core", "Dtos", "Helpers", "Interfaces", "Models", "Services", "Shared", "Utils"];

    // A reader follows a structure of a specification, and those are longer than what a server does in one place.
    [Theory, InlineData("src/Dewar/", 60), InlineData("src/Dewar.Sdk/", 100), InlineData("src/Dewar.Formats/", 100)]
    public void Half_of_the_files_are_short_and_19_of_20_have_at_most_250_lines(string project, int half)
    {
        var lines = SourceFile.Product.Where(file => file.Path.StartsWith(project, StringComparison.Ordinal)).Select(file => file.Lines).ToArray();

        Assert.InRange(Quantile(lines, 0.5), 0, half);
        Assert.InRange(Quantile(lines, 0.95), 0, 250);
    }

    // What the program itself writes down to be approved is as long as it is.
    [Fact]
    public void No_file_has_more_than_400_lines() =>
        Assert.Empty(TooLong([.. SourceFile.Product, .. SourceFile.Tests.Where(file => !file.Path.Contains("/Approved/", StringComparison.Ordinal))]));

    [Fact]
    public void No_folder_has_more_than_20_files() => Assert.Empty(TooFull([.. SourceFile.Product, .. SourceFile.Tests]));

    [Fact]
    public void Nothing_lies_deeper_than_four_below_src() => Assert.Empty(TooDeep(SourceFile.Product));

    [Fact]
    public void Folders_are_named_for_what_the_system_does() =>
        Assert.Empty(NamedForKinds([.. SourceFile.Product, .. SourceFile.Tests]));

    [Fact]
    public void The_root_can_be_taken_in_at_a_glance()
    {
        var entries = Entries(Tracked());

        Assert.True(entries.Length <= 18, $"{entries.Length} entries: {string.Join(' ', entries)}");
        Assert.True(entries.Count(entry => entry.EndsWith('/')) <= 7, $"more than 7 folders: {string.Join(' ', entries)}");
    }

    // The floors, not the aim: the house style asks for four to five. A reader's tests compare thousands of files that other programs wrote.
    [Theory, InlineData("src/Dewar/", "tests/Dewar.Tests/", 0.57), InlineData("src/Dewar.Formats/", "tests/Dewar.Formats.Tests/", 1.0 / 4)]
    public void There_are_enough_lines_of_tests(string project, string tests, double floor)
    {
        // Pages are markup for the most part and tried in a browser; those steps stand in tests/browser.
        var steps = project == "src/Dewar/" ? Directory.EnumerateFiles(Repository.PathOf("tests/browser"), "*.js").Sum(path => File.ReadLines(path).Count()) : 0;
        var (ours, theirs) = (Lines([.. SourceFile.Product.Where(file => !file.Path.EndsWith(".razor", StringComparison.Ordinal))], project), Lines(SourceFile.Tests, tests) + steps);

        Assert.True(theirs >= floor * ours, $"{theirs} lines in {tests}, {ours} lines in {project}");

        static int Lines(SourceFile[] files, string below) => files.Where(file => file.Path.StartsWith(below, StringComparison.Ordinal)).Sum(file => file.Lines);
    }

    [Theory, InlineData(0.5, 3), InlineData(0.95, 5), InlineData(1, 5), InlineData(0.2, 1)]
    public void A_quantile_is_one_of_the_values(double share, int value) => Assert.Equal(value, Quantile([5, 1, 4, 2, 3], share));

    [Fact]
    public void Breaches_are_found()
    {
        Assert.Equal(["src/A/Long.cs: 401 lines"], TooLong([new("src/A/Short.cs", Lines(400)), new("src/A/Long.cs", Lines(401))]));
        Assert.Equal(["src/B: 21 files"], TooFull([.. Files("src/A", 20), .. Files("src/B", 21)]));
        Assert.Equal(["src/A/B/C/D/E.cs"], TooDeep([new("src/A/B/C/D.cs", ""), new("src/A/B/C/D/E.cs", "")]));
        Assert.Equal(["src/A/Core/B.cs"], NamedForKinds([new("src/A/Core/B.cs", ""), new("src/A/Cores/Core.cs", "")]));
        Assert.Equal(["README.md", "src/"], Entries(["README.md", "src/A.cs", "src/B/C.cs", ".ci/run", ".gitignore"]));
    }

    private static IEnumerable<string> TooLong(SourceFile[] files) =>
        files.Where(file => file.Lines > 400).Select(file => $"{file.Path}: {file.Lines} lines");

    private static IEnumerable<string> TooFull(SourceFile[] files) => files
        .CountBy(file => file.Path[..file.Path.LastIndexOf('/')])
        .Where(folder => folder.Value > 20)
        .Select(folder => $"{folder.Key}: {folder.Value} files");

    private static IEnumerable<string> TooDeep(SourceFile[] files) =>
        files.Select(file => file.Path).Where(path => path.Count('/') > 4);

    private static IEnumerable<string> NamedForKinds(SourceFile[] files) =>
        files.Select(file => file.Path).Where(path => path.Split('/')[..^1].Intersect(Kinds).Any());

    private static string[] Entries(IEnumerable<string> paths) =>
        [.. paths.Where(path => path[0] != '.').Select(path => path[..(path.IndexOf('/') + 1)] is [_, ..] folder ? folder : path).Distinct()];

    private static int Quantile(int[] values, double share) => values.Order().ElementAt((int)Math.Ceiling(share * values.Length) - 1);

    private static string[] Tracked()
    {
        // A container runs as somebody else than the owner of the files, which git would refuse.
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "-C", Repository.Root, "ls-files"]) { RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var paths = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.SkipWhen(paths is [], "Not in a git checkout, or nothing is committed.");
        return paths;
    }

    private static string Lines(int count) => new('\n', count);

    private static SourceFile[] Files(string folder, int count) =>
        [.. Enumerable.Range(0, count).Select(number => new SourceFile($"{folder}/{number}.cs", ""))];
}
