using System.Diagnostics;
using System.Globalization;

namespace Dewar.Bench;

/// <summary>A catalogue as large as it is to get: registering from its first file to its last, then pages, folders and filters anywhere in it.</summary>
internal static class Scale
{
    private const int Asked = 200;
    private const int Part = 100_000;
    private const double PageMs = 20;
    private const double FilterMs = 50;

    /// <summary>The small catalogue that the large one is compared with.</summary>
    private const int Small = 5 * Part;

    public static async Task Run(Bench bench)
    {
        foreach (var engine in bench.Options.Engines)
        {
            var small = await Looked(bench, engine);
            var (home, database) = await Filled(bench, engine, small);
            var starts = new List<double>();
            for (var round = 0; round < bench.Options.Rounds; round++)
            {
                await using var site = await Site.Start(home, database);
                starts.Add(site.StartedIn);
            }

            bench.Report.AddAtMost($"{engine}: start of the site with all this, to the first answer", Tool.Median(starts), "s", 1, starts);
        }
    }

    /// <summary>What everything takes in a small catalogue, in this very run.</summary>
    private static async Task<Dictionary<string, double>> Looked(Bench bench, string engine)
    {
        await using var site = await bench.Start(engine);
        await site.SignIn();
        var world = await World.Open(site, Small);
        Report.Note($"{engine}: {Small:#,0} files to compare with");
        await world.Register(0, Small - Part);
        await world.Describe();
        await world.Register(Small - Part, Part);
        await Settle(site);
        var times = new Dictionary<string, double>();
        await Look(site, world, (what, _, found) => times[what] = found.P50);
        return times;
    }

    private static async Task<(string Home, string? Database)> Filled(Bench bench, string engine, Dictionary<string, double> small)
    {
        await using var site = await bench.Start(engine);
        await site.SignIn();
        var world = await World.Open(site, bench.Options.Catalogue);
        await Fill(bench, engine, world);
        await Settle(site);
        bench.Report.AddFact($"{engine}: size of the database", await Size(site) / world.Files, "bytes/file");
        bench.Report.AddFact($"{engine}: the limit, /api/health (select 1), p95", (await Times(site, () => "api/health")).P95, "ms");
        await Look(site, world, (what, promised, found) =>
        {
            bench.Report.AddFact($"{engine}: {what}, p50 (ratio: to the small catalogue)", found.P50, "ms", found.P50 / small[what]);
            bench.Report.AddAtMost($"{engine}: {what}, p95", found.P95, "ms", promised);
        });
        bench.Report.AddFact($"{engine}: memory of the site after all this", Site.Memory(site.ProcessId), "MB");
        return (site.Home, site.Database);
    }

    /// <summary>What the server does by itself within some minutes, so that it is not measured with the rest.</summary>
    private static async Task Settle(Site site) => _ = site.Database is { } address ? await Tool.Run("psql", ["--no-psqlrc", "-q", address, "-c", "vacuum (analyze)"]) : 0;

    private static async Task<double> Size(Site site) => site.Database is { } address
        ? double.Parse((await Tool.Output("psql", ["--no-psqlrc", "-qAt", address, "-c", "select pg_database_size(current_database())"])).Text, CultureInfo.InvariantCulture)
        : new DirectoryInfo(site.Home).EnumerateFiles("*.db*").Sum(file => file.Length);

    /// <summary>What is registered in parts; the first and the last are compared, and the smallest rate of all is shown.</summary>
    private static async Task Fill(Bench bench, string engine, World world)
    {
        var rates = new List<double>();
        var begun = Stopwatch.GetTimestamp();
        for (var from = 0; from < world.Files; from += Part)
        {
            var more = Math.Min(Part, world.Files - from);
            rates.Add(more / await world.Register(from, more));
            if (rates.Count % 10 == 0)
            {
                Report.Note($"{engine}: {from + more:#,0} files, {rates[^1]:#,0} a second, {Stopwatch.GetElapsedTime(begun).TotalMinutes:0.0} min");
            }

            if (from + more >= world.Files - Part && !world.IsDescribed)
            {
                await world.Describe();
            }
        }

        // The very first requests are compiled on the way: the first part is the second one.
        var first = rates[Math.Min(1, rates.Count - 1)];
        bench.Report.AddFact($"{engine}: registering the first {Part:#,0}", first, "files/s");
        bench.Report.AddAtLeast($"{engine}: registering the last {Part:#,0} of {world.Files:#,0}", rates[^1], "files/s", 0.8 * first, rates[^Math.Min(5, rates.Count)..]);
        bench.Report.AddAtLeast($"{engine}: last to first", rates[^1] / first, "x", 0.8);
        bench.Report.AddFact($"{engine}: slowest {Part:#,0}", rates.Min(), "files/s");
        bench.Report.AddFact($"{engine}: the whole, making requests included", Stopwatch.GetElapsedTime(begun).TotalMinutes, "min");
    }

    private static async Task Look(Site site, World world, Action<string, double, (double P50, double P95)> note)
    {
        var random = new Random(3);
        int Scan() => random.Next(world.Scans);
        string Time(long number) => Uri.EscapeDataString(World.ModifiedAt(number).ToString("O", CultureInfo.InvariantCulture));
        var experiment = $"api/experiments/{world.Main}";
        string Page(int limit, int scan, string? filter = null) => $"{experiment}/files?limit={limit}&after={World.Cursor(scan)}{filter}";

        foreach (var limit in new[] { 100, 1000 })
        {
            await Add($"first page of {limit}", PageMs, () => $"{experiment}/files?limit={limit}");
            await Add($"page of {limit} in the middle", PageMs, () => Page(limit, world.Scans / 2));
            await Add($"page of {limit} anywhere", PageMs, () => Page(limit, Scan()));
            await Add($"last page of {limit}", PageMs, () => Page(limit, world.Scans - 1));
        }

        await Add("page of 1000 anywhere, without replicas", PageMs, () => Page(1000, Scan(), "&replicas=false"));
        await Add("the experiment with its counters", FilterMs, () => experiment);
        await Add("first page of the experiments", FilterMs, () => "api/experiments?limit=50");
        await Add("one file", FilterMs, () => $"{experiment}/files/{world.Path(world.Any(random))}");
        await Add("browse a folder of 1000, 100 shown", FilterMs, () => $"{experiment}/folders/{World.Folder(Scan())}?limit=100");
        await Add($"browse a folder of {World.Flat:#,0}, 100 shown, anywhere", FilterMs, () => $"{experiment}/folders/flat?limit=100&after=frame-{random.Next(World.Flat):0000000}.tif");
        await Add("browse a folder of one folder for each 1000 files", FilterMs, () => $"{experiment}/folders/scans");
        await Add("browse the root", FilterMs, () => $"{experiment}/folders/");

        await Filter("digest", () => $"sha256={World.Digest(world.Any(random))}");
        await Filter("date: 100 seconds (1000 files)", () => random.Next(World.Flat, world.InMain - 2000) is var at ? $"since={Time(world.Main0 + at)}&until={Time(world.Main0 + at + 1000)}" : "");
        await Filter("date: the second half", () => $"since={Time(world.Main0 + world.InMain / 2)}");
        await Filter("date: 10 s in the folder of 100 000", () => random.Next(World.Flat - 200) is var at ? $"folder=flat&since={Time(world.Main0 + at)}&until={Time(world.Main0 + at + 100)}" : "");
        await Filter("date: none", () => "since=2040-01-01T00:00:00Z");
        await Filter("glob: one folder, every tenth", () => $"path={World.Folder(Scan())}/*7.tif");
        await Filter("glob: 100 folders, one file each", () => $"path=scans/scan-{random.Next(Math.Max(1, world.Scans / 100)):0000}*/*-500.tif");
        await Filter("glob: 100 folders, one file in all", () => Scan() is var scan ? $"path=scans/scan-{scan / 100:0000}*/*-{scan:000000}-777.tif" : "");
        await Filter("glob: 10 of 100 000 by their beginning", () => $"path=flat/frame-{random.Next(World.Flat / 10):000000}*");
        await Filter("glob: 100 of 100 000 by their end", () => $"path=flat/*-{random.Next(1000):0000}.tif");
        await Filter("metadata: on a quarter of the files", () => $"meta=detector%3Dd{random.Next(4)}");
        await Filter("metadata: on 100 folders", () => $"meta=sample%3Dsample-{random.Next(Math.Max(1, world.Scans / 100)):0000}");
        await Filter("metadata: one file in each folder", () => "meta=kind%3Ddark");
        await Filter("metadata: 20 files anywhere", () => "meta=quality%3Dbad");
        await Filter("metadata: none", () => $"meta=quality%3Dnone-{random.Next(100)}");
        await Filter("metadata: one file in each folder, anywhere", () => $"meta=kind%3Ddark&after={World.Cursor(Scan())}");
        await Filter("metadata: in one other experiment only", () => "meta=detector%3Dother");
        async Task Add(string what, double promised, Func<string> path) => note(what, promised, await Times(site, path));

        Task Filter(string what, Func<string> query) => Add($"{what}, 100 shown", FilterMs, () => $"{experiment}/files?limit=100&{query()}");
    }

    private static async Task<(double P50, double P95)> Times(Site site, Func<string> path)
    {
        var times = new List<double>(Asked);
        var begun = Stopwatch.GetTimestamp();
        // What takes seconds is known after a few.
        for (var i = 0; i < Asked + 20 && (times.Count < 10 || Stopwatch.GetElapsedTime(begun).TotalSeconds < 20); i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await site.Fetch(path());
            if (i >= 20 || Stopwatch.GetElapsedTime(begun).TotalSeconds > 10)
            {
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        }

        return (Tool.Median(times), Tool.Quantile(times, 0.95));
    }
}
