namespace Dewar.Bench;

/// <summary>Many small files on their way out, beside what only copies them.</summary>
internal static class Downloading
{
    private const int Size = 8 << 10;
    private const int PerFolder = 100;

    public static async Task Run(Bench bench)
    {
        var files = bench.Options.Files;
        var tree = Trees.Many(bench, "out", files, Size, PerFolder);
        foreach (var engine in bench.Options.Engines)
        {
            await using var site = await bench.Start(engine);
            await site.SignIn();
            var experiment = await site.AddExperiment();
            await site.Verb("upload", experiment, tree, "--wait");
            var (dewar, tar) = (new List<double>(), new List<double>());
            double processor = 0;
            for (var round = 0; round < bench.Options.Rounds; round++)
            {
                await Copying.Warm(bench, Path.Combine(site.Home, "storage"));
                var to = Path.Combine(bench.Work, $"tar-{engine}-{round}");
                tar.Add(await Tool.Shell("""mkdir "$2"; tar c -C "$1" . | tar x -C "$2" """, tree, to));
                await Copying.Warm(bench, Path.Combine(site.Home, "storage"));
                var before = Tool.Processor() + Tool.Processor(site.ProcessId);
                to = Path.Combine(bench.Work, $"dewar-{engine}-{round}");
                dewar.Add((await site.Verb("download", experiment, to, "--json")).Seconds);
                processor = Tool.Processor() + Tool.Processor(site.ProcessId) - before;
                var there = Directory.EnumerateFiles(to, "*", SearchOption.AllDirectories).Count();
                if (there != files)
                {
                    throw new InvalidOperationException($"Of {files} files {there} were downloaded.");
                }
            }

            bench.Report.Add($"dewar download on {engine}, {files} files of 8 KB", dewar);
            bench.Report.AddFact("  processor time of site and command", processor, "s");
            bench.Report.AddFact("  files a second", files / Tool.Median(dewar), "files/s");
            bench.Report.AddPeer("  tar c | tar x, nothing checked", tar, Tool.Median(dewar), 0.5);
        }
    }
}
