using System.Text.Json;

namespace Dewar.Bench;

/// <summary>Looking into an HDF5 file of 20 GB over the API, beside h5py in one process that has no server around it.</summary>
internal static class Viewing
{
    public static async Task Run(Bench bench)
    {
        var share = bench.Folder("views");
        var folder = Directory.CreateDirectory(Path.Combine(share, "all")).FullName;
        var path = Path.Combine(folder, "large.h5");
        await Script("make", path);
        await using var site = await bench.Start("sqlite", share);
        await site.SignIn();
        await site.Post("api/experiments", new { name = "share", type = "bench", storage = "share", storagePath = "all" });
        await site.Verb(["scan", "share", "--wait", "--json"]);

        var theirs = await Script("local", path);
        var ours = await Script("site", $"{site.Url}api/experiments/share/h5grove", site.Token);
        bench.Report.AddAtMost("first answer about a file of 20 GB", ours["first"][0], "s", 2);
        Compare("a group of 502 objects", "tree");
        Compare("a frame of 2 MB", "plain");
        Compare("a frame of 2 MB, packed with gzip", "packed");
        bench.Report.AddFact("memory of the site", Site.Memory(site.ProcessId), "MB");

        void Compare(string what, string name)
        {
            bench.Report.Add(what, ours[name]);
            bench.Report.AddPeer("  h5py: open and read", theirs[name], Tool.Median(ours[name]), null);
        }
    }

    private static async Task<Dictionary<string, double[]>> Script(params string[] words)
    {
        var (_, text) = await Tool.Output("/usr/bin/python3", [Path.Combine(Bench.Root, "bench/Dewar.Bench/Viewing/views.py"), .. words]);
        return text.Trim() is "" ? [] : JsonDocument.Parse(text).RootElement.EnumerateObject().ToDictionary(each => each.Name,
            each => each.Value.ValueKind == JsonValueKind.Number ? [each.Value.GetDouble()] : each.Value.EnumerateArray().Select(one => one.GetDouble()).ToArray());
    }
}
