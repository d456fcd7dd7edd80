using System.Text.Json;

namespace Dewar.Bench;

/// <summary>Copying with digests and a check, beside other tools that do the same to the same files in turn.</summary>
internal static class Copying
{
    private const int Medium = 4 << 20;
    private const int Small8K = 8 << 10;
    private const int PerFolder = 100;
    private const int Few = 5000;

    private static int _copies;

    /// <summary>Another tool: copies $1 into $2, which is not there yet, and checks every byte.</summary>
    private sealed record Peer(string Name, string Script, double? Promised);

    /// <param name="Command">Seconds from the command's start to its end.</param>
    /// <param name="Inside">Of Dewar: seconds from the start of the acquisition to its last registration. Of others: until it was flushed, too.</param>
    /// <param name="Processor">Seconds of processor time.</param>
    private sealed record Times(double Command, double Inside, double Processor);

    // So few at a time that what each prints goes to the pipe in one piece.
    private static readonly Peer CpAndOpenSsl = new("cp -r, then openssl sha256 of both, 2 at a time", """
        cp -r "$1" "$2"
        digests() { (cd "$1" && find . -type f -print0 | xargs -0 -n 32 -P 2 openssl dgst -sha256 -r | sort -k 2) >"$3"; }
        digests "$1" - "$2.a"; digests "$2" - "$2.b"
        cmp "$2.a" "$2.b"; rm "$2.a" "$2.b"
        """, 1.2);

    private static readonly Peer Rsync = new("rsync -a, then rsync -ac", """rsync -a "$1/" "$2/"; rsync -ac "$1/" "$2/" """, 1.5);

    private static readonly Peer Rclone = new("rclone copy, then rclone check", """
        export RCLONE_CONFIG=/dev/null; rclone -q copy "$1" "$2"; rclone -q check "$1" "$2"
        """, 2);

    private static readonly Peer PastTheCache = new("the limit: dd writes and reads back past the cache", """
        mkdir -p "$2"; (cd "$1" && find . -type f -printf '%f\n%p\n') | while read -r name && read -r path; do
            dd if="$1/$path" of="$2/$name" bs=4M oflag=direct status=none; dd if="$2/$name" of=/dev/null bs=4M iflag=direct status=none
        done
        """, null);

    public static async Task Large(Bench bench)
    {
        var size = bench.Options.Size;
        var one = Trees.One(bench, "one", size);
        await Measure(bench, one, $"one file of {size >> 20} MB", ["sqlite"], [CpAndOpenSsl, Rsync, Rclone, PastTheCache]);
        Bench.Remove(one);

        var files = (int)Math.Max(1, size / Medium);
        var many = Trees.Many(bench, "many", files, Medium, PerFolder);
        await Measure(bench, many, $"{files} files of 4 MB", ["sqlite"], [CpAndOpenSsl, Rsync, Rclone, PastTheCache]);
        Bench.Remove(many);
    }

    public static async Task Small(Bench bench)
    {
        var files = bench.Options.Files;
        var tree = Trees.Many(bench, "small", files, Small8K, PerFolder);
        var dewar = await Measure(bench, tree, $"{files} files of 8 KB", bench.Options.Engines, [Rsync, Rclone with { Promised = 4 }]);
        foreach (var (engine, seconds) in dewar)
        {
            bench.Report.AddAtLeast($"dewar on {engine}, whole command", files / Tool.Median(seconds), "files/s", 5000, [.. seconds.Select(each => files / each)]);
        }

        Bench.Remove(tree);
    }

    private static async Task<Dictionary<string, double[]>> Measure(Bench bench, string source, string what, IReadOnlyList<string> engines, Peer[] peers)
    {
        Report.Note($"{what}: {bench.Options.Rounds} rounds");
        // What was changed in the last two seconds, were it only its time stamp, is still watched.
        await Task.Delay(TimeSpan.FromSeconds(3));
        var dewars = engines.ToDictionary(each => each, _ => new List<Times>());
        var others = peers.ToDictionary(each => each, _ => new List<Times>());
        for (var round = 0; round < bench.Options.Rounds; round++)
        {
            foreach (var engine in engines)
            {
                dewars[engine].Add(await Dewar(bench, engine, source));
            }

            foreach (var peer in peers)
            {
                var destination = Path.Combine(bench.Work, $"copy-{++_copies}");
                await Warm(bench, source);
                var before = Tool.Processor();
                var seconds = await Tool.Shell(peer.Script, source, destination);
                var processor = Tool.Processor() - before;
                others[peer].Add(new(seconds, seconds + await Tool.Shell("""sync -f "$2" """, source, destination), processor));
                Clear(destination);
            }
        }

        foreach (var engine in engines)
        {
            var label = engines.Count > 1 ? $"dewar on {engine}" : "dewar";
            var dewar = dewars[engine];
            bench.Report.Add($"{label}, {what}: upload --wait", Commands(dewar));
            bench.Report.Add("  start to last registration, by the site's clock", [.. dewar.Select(each => each.Inside)]);
            bench.Report.AddFact("  processor time of site and command", Tool.Median(dewar.Select(each => each.Processor)), "s");
            foreach (var peer in peers)
            {
                bench.Report.AddPeer($"  {peer.Name}", Commands(others[peer]), Tool.Median(Commands(dewar)), peer.Promised);
                bench.Report.AddPeer("    and flushed, as Dewar's copy is", [.. others[peer].Select(each => each.Inside)], Tool.Median(Commands(dewar)), null);
                bench.Report.AddFact("    processor time", Tool.Median(others[peer].Select(each => each.Processor)), "s");
            }
        }

        return dewars.ToDictionary(each => each.Key, each => Commands(each.Value));
    }

    /// <summary>A site that has run before but never with this experiment; what it copied is gone with it.</summary>
    private static async Task<Times> Dewar(Bench bench, string engine, string source)
    {
        await using var site = await bench.Start(engine);
        try
        {
            await site.SignIn();
            var experiment = await site.AddExperiment();
            await Warm(bench, source);
            double Processor() => Tool.Processor() + Tool.Processor(site.ProcessId);
            var before = Processor();
            var (seconds, text) = await site.Verb("upload", experiment, source, "--wait", "--json");
            var processor = Processor() - before;
            var acquisition = JsonSerializer.Deserialize<JsonElement>(text);
            var (found, registered) = (acquisition.GetProperty("totals").GetProperty("found").GetInt64(), acquisition.GetProperty("totals").GetProperty("registered").GetInt64());
            if (found != registered || registered == 0)
            {
                throw new InvalidOperationException($"Only {registered} of {found} files were registered:\n{text}");
            }

            var last = (await site.Get("api/audit?limit=100")).EnumerateArray().First(entry => entry.GetProperty("action").GetString() == "files.registered");
            var inside = last.GetProperty("at").GetDateTimeOffset() - acquisition.GetProperty("startedAt").GetDateTimeOffset();
            return new(seconds, inside.TotalSeconds, processor);
        }
        finally
        {
            Clear(Path.Combine(site.Home, "storage"));
        }
    }

    /// <summary>
    /// Many small copies are left until the end: for minutes after so many deletions ext4 searches long for each new file's inode, and
    /// whoever comes next would pay for it.
    /// </summary>
    private static void Clear(string copies)
    {
        if (Directory.Exists(copies) && !Directory.EnumerateFiles(copies, "frame-*", SearchOption.AllDirectories).Skip(Few).Any())
        {
            Bench.Remove(copies);
        }
    }

    private static double[] Commands(IEnumerable<Times> times) => [.. times.Select(each => each.Command)];

    /// <summary>
    /// The source in memory, nothing left to be written, and as much free memory as the copy takes used just before: on a virtual machine
    /// memory that was free for seconds was given back to the host, and whoever uses it next would pay for that.
    /// </summary>
    public static async Task Warm(Bench bench, string source)
    {
        await Tool.Shell("""find "$1" -type f -print0 | xargs -0 -n 1000 cat >/dev/null; sync""", source);
        await Tool.Shell("""find "$1" -type f -print0 | xargs -0 -n 1000 cat >"$2"; rm "$2" """, source, Path.Combine(bench.Work, "scratch"));
    }
}
