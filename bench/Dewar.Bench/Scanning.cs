using System.Text.Json;

namespace Dewar.Bench;

/// <summary>Files that stay where they are: the first scan and those after it, beside what only reads or asks the same.</summary>
internal static class Scanning
{
    private const int Size = 8 << 10;
    private const int PerFolder = 100;

    public static async Task Run(Bench bench)
    {
        var few = Math.Min(100, bench.Options.Files / PerFolder);
        foreach (var engine in bench.Options.Engines)
        {
            var share = bench.Folder($"share-{engine}");
            var tree = Trees.Many(bench, $"share-{engine}/all", bench.Options.Files, Size, PerFolder);
            await using var site = await bench.Start(engine, share);
            await site.SignIn();
            await site.Post("api/experiments", new { name = "share", type = "bench", storage = "share", storagePath = "all" });
            var read = await Tool.Shell("""find "$1" -type f -print0 | xargs -0 -n 64 -P 4 sha256sum >/dev/null""", tree);
            var first = await Scan(site, bench.Options.Files);
            bench.Report.Add($"first scan on {engine}, {bench.Options.Files} files of 8 KB, read and catalogued", [first]);
            bench.Report.AddFact("  files a second", bench.Options.Files / first, "files/s");
            bench.Report.AddPeer("  find | sha256sum, four at once", [read], first, null);

            // A folder that changed within three seconds before it was read is read once more.
            await Scan(site, 0);
            await Compare(bench, site, "every file asked, nothing new", [], 0, """find "$1" -type f -printf '%s %T@\n' >/dev/null""", tree);
            await Compare(bench, site, "folders asked, nothing new", ["--quick"], 0, """find "$1" -type d -printf '%T@\n' >/dev/null""", tree);
            Trees.More(tree, few, Size, PerFolder);
            await Compare(bench, site, $"folders asked, {few} new files in as many folders", ["--quick"], few, """find "$1" -type d -printf '%T@\n' >/dev/null""", tree);
        }
    }

    private static async Task Compare(Bench bench, Site site, string what, string[] how, int added, string peer, string tree)
    {
        var asked = await Tool.Shell(peer, tree);
        var dewar = await Scan(site, added, how);
        bench.Report.Add($"  scan, {what}", [dewar]);
        bench.Report.AddPeer("    find, which compares nothing", [asked], dewar, null);
    }

    private static async Task<double> Scan(Site site, int added, params IEnumerable<string> how)
    {
        var (seconds, text) = await site.Verb(["scan", "share", "--wait", "--json", .. how]);
        var done = JsonSerializer.Deserialize<JsonElement>(text);
        return done.GetProperty("added").GetInt32() == added ? seconds : throw new InvalidOperationException($"The scan found other than {added} new files: {text}");
    }
}
