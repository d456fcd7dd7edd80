using System.Diagnostics;
using System.Globalization;
using Dewar.Database;

namespace Dewar.Bench;

/// <summary>Searching a catalogue with forty metadata values a file, through the API, on both engines.</summary>
internal static class Searching
{
    private const int Asked = 100;

    public static async Task Run(Bench bench)
    {
        foreach (var engine in bench.Options.Engines)
        {
            await using var site = await bench.Start(engine);
            await site.SignIn();
            var files = bench.Options.Searched;
            await using var database = SiteDatabase.Open(site.Database ?? "", Path.Combine(site.Home, "dewar.db"));
            await new Shelf(database).Fill(site, files);
            var begun = Stopwatch.GetTimestamp();
            while (await database.Number($"select count(*) from search_indexer where next_file <= last_file", default) > 0)
            {
                await Task.Delay(500);
            }

            bench.Report.AddFact($"{engine}: indexing files that were there before", files / Stopwatch.GetElapsedTime(begun).TotalSeconds, "files/s");
            bench.Report.AddFact($"{engine}: size of the index", await database.Number($"select sum(length(body)) from search_column", default) / (double)files
                + await database.Number($"select sum(length(body)) from search_term", default) / (double)files, "bytes/file");
            await Look(bench, engine, site, files);
            await Registering(bench, engine, site, database);
            bench.Report.AddFact($"{engine}: memory of the site after all this", Site.Memory(site.ProcessId), "MB");
        }
    }

    private static async Task Look(Bench bench, string engine, Site site, int files)
    {
        var promised = files <= 1_000_000 ? 50 : 200;
        var random = new Random(3);
        var sessions = files / Shelf.PerSession;
        string Range(string key, double from, double width, string unit) => string.Create(CultureInfo.InvariantCulture, $"{key}:{from:0.####}..{from + width:0.####}{unit}");
        var deep = await Deep(site);

        await Add("the limit, /api/health (select 1)", null, () => "api/health");
        await Ask("free text: a common word", () => $"{((string[])["gold", "copper", "graphene"])[random.Next(3)]}");
        await Ask("free text: two words", () => $"gold {((string[])["foil", "powder", "wire"])[random.Next(3)]}");
        await Ask("free text: one file", () => $"{random.Next(files):00000000}");
        await Ask("key = value, one of five", () => $"acceleration_voltage={((int[])[60, 80, 120, 200, 300])[random.Next(5)]}kV");
        await Ask("key = value, one of ninety-seven", () => $"operator=\"Person {random.Next(97)}\"");
        await Ask("key = value, one session of all", () => $"proposal=P-{random.Next(Math.Max(1, sessions / 20)):00000}");
        await Ask("numeric range", () => Range("pixel_size", random.NextDouble() * 0.9, 0.05, "nm"));
        await Ask("numeric range that nothing is in", () => Range("pixel_size", 5 + random.NextDouble(), 0.05, "nm"));
        await Ask("time range: a day", () => $"taken:{DateTimeOffset.UnixEpoch.AddTicks(Shelf.TimeOf(random.Next(files)) * 10):yyyy-MM-dd}");
        await Ask("two ranges and a facet", () => $"{Range("exposure_time", random.NextDouble() * 0.1, 0.5, "s")} {Range("stage_x", random.Next(-400, 300), 100, "µm")}", "&facets=operator");
        await Ask("newest first, of all", () => "");
        await Ask("largest value first, of all", () => "", "&sort=-exposure_time");
        await Ask("largest value first, of a range", () => Range("pixel_size", random.NextDouble() * 0.9, 0.05, "nm"), "&sort=-stage_x");
        await Ask("page 1 000 of a word", () => "gold", $"&after={deep}");
        await Ask("the eight usual facets, of a word", () => ((string[])["gold", "copper", "graphene"])[random.Next(3)], "&facets=default");
        await Ask("the eight usual facets, of all", () => "", "&facets=default");
        await Ask("a histogram, of a word", () => "silver", "&facets=exposure_time");
        await Ask("names that fit a pattern", () => $"path:**/session-{random.Next(sessions):000000}/*7.*", isPromised: false);
        await Add("completing a value", promised, () => $"api/search/complete?q=operator:per{random.Next(9)}");
        await Add("the portal's page of results with its facets, of a word", 300, () => $"search?q={((string[])["gold", "copper", "graphene"])[random.Next(3)]}");
        await Add("the portal's page of results with its facets, of all", 300, () => "search");

        Task Ask(string what, Func<string> query, string more = "", bool isPromised = true) =>
            Add(what, isPromised ? promised : null, () => $"api/search?limit=50&q={Uri.EscapeDataString(query())}{more}");

        async Task Add(string what, double? most, Func<string> path)
        {
            var times = new List<double>();
            var cold = 0.0;
            for (var i = 0; i < Asked + 5; i++)
            {
                var asked = Stopwatch.GetTimestamp();
                await site.Fetch(path());
                var took = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
                cold = i == 0 ? took : cold;
                if (i >= 5)
                {
                    times.Add(took);
                }
            }

            bench.Report.AddFact($"{engine}: {what}, the very first", cold, "ms");
            bench.Report.AddFact($"{engine}: {what}, p50", Tool.Median(times), "ms");
            if (most is { } limit)
            {
                bench.Report.AddAtMost($"{engine}: {what}, p95", Tool.Quantile(times, 0.95), "ms", limit);
            }
            else
            {
                bench.Report.AddFact($"{engine}: {what}, p95", Tool.Quantile(times, 0.95), "ms");
            }
        }
    }

    /// <summary>Where the thousandth page of fifty begins.</summary>
    private static async Task<string?> Deep(Site site)
    {
        string? after = null;
        for (var page = 0; page < 50; page++)
        {
            after = (await site.Get($"api/search?q=gold&limit=1000{(after is null ? "" : $"&after={after}")}")).GetProperty("next").GetString() ?? after;
        }

        return after;
    }

    /// <summary>Registering while the index is brought up to date beside it, and while it waits, in turn.</summary>
    private static async Task Registering(Bench bench, string engine, Site site, SiteDatabase database)
    {
        var source = await Dewar.Bench.Registering.Source.Open(site);
        var (with, without, from) = (new List<double>(), new List<double>(), 0);
        await source.Register(from, 10_000);
        from += 10_000;
        for (var round = 0; round < bench.Options.Rounds; round++)
        {
            foreach (var (rates, isHeld) in ((List<double>, bool)[])[(without, true), (with, false)])
            {
                await database.Execute(isHeld ? $"update search_indexer set holder = {"bench"}, until_us = {long.MaxValue}" : (Sql)$"update search_indexer set holder = null, until_us = 0", default);
                rates.Add(bench.Options.Files / await source.Register(from, bench.Options.Files));
                from += bench.Options.Files;
            }

            while (await database.Number($"select count(*) from search_change", default) > 0)
            {
                await Task.Delay(200);
            }
        }

        bench.Report.AddFact($"{engine}: registering while the index waits", Tool.Median(without), "files/s", without);
        bench.Report.AddFact($"{engine}: registering while it is written", Tool.Median(with), "files/s", with);
        bench.Report.AddAtLeast($"{engine}: with the index to without", Tool.Median(with) / Tool.Median(without), "x", 2 / 3.0);
    }
}
