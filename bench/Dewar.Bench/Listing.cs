using System.Diagnostics;

namespace Dewar.Bench;

/// <summary>Pages of a listing, wherever they are, through the API.</summary>
internal static class Listing
{
    private const int Page = 100;
    private const int Asked = 500;
    private const double PromisedMs = 20;

    public static async Task Run(Bench bench)
    {
        foreach (var engine in bench.Options.Engines)
        {
            await using var site = await bench.Start(engine);
            await site.SignIn();
            var source = await Registering.Source.Open(site);
            Report.Note($"{engine}: registering {bench.Options.Files} files");
            await source.Register(0, bench.Options.Files);

            var files = $"api/experiments/{source.Experiment}/files?limit=";
            var places = await Places(site, $"{files}{Page}");
            var random = new Random(3);
            string Anywhere() => places[random.Next(places.Count)];
            string Folder() => $"run-{random.Next(Math.Max(1, bench.Options.Files / 100)):00000}";

            var limit = await Times(site, () => "api/health");
            bench.Report.AddFact($"{engine}: the limit, /api/health (select 1), p50", limit.P50, "ms");
            Add($"first page of {Page}", await Times(site, () => $"{files}{Page}"));
            Add($"page of {Page} anywhere", await Times(site, () => $"{files}{Page}&after={Anywhere()}"));
            Add($"last page of {Page}", await Times(site, () => $"{files}{Page}&after={places[^1]}"));
            Add("page of 1000 anywhere", await Times(site, () => $"{files}1000&after={Anywhere()}"), promised: false);
            Add("browse a folder of 100", await Times(site, () => $"api/experiments/{source.Experiment}/folders/{Folder()}"));
            Add("browse the root", await Times(site, () => $"api/experiments/{source.Experiment}/folders/"), promised: false);

            void Add(string what, (double P50, double P95) times, bool promised = true)
            {
                bench.Report.AddFact($"{engine}: {what}, p50", times.P50, "ms");
                if (promised)
                {
                    bench.Report.AddAtMost($"{engine}: {what}, p95", times.P95, "ms", PromisedMs);
                }
                else
                {
                    bench.Report.AddFact($"{engine}: {what}, p95", times.P95, "ms");
                }
            }
        }
    }

    /// <summary>Walks the whole list once and notes where each page ended.</summary>
    private static async Task<List<string>> Places(Site site, string first)
    {
        var places = new List<string>();
        for (var path = first; ;)
        {
            var page = await site.Get(path);
            if (page.GetProperty("next").GetString() is not { } next)
            {
                return places.Count > 0 ? places : throw new InvalidOperationException("The list has one page only; take more --files.");
            }

            places.Add(next);
            path = $"{first}&after={next}";
        }
    }

    private static async Task<(double P50, double P95)> Times(Site site, Func<string> path)
    {
        var times = new List<double>(Asked);
        for (var i = 0; i < Asked + 50; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await site.Get(path());
            if (i >= 50)
            {
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        return (Tool.Median(times), Tool.Quantile(times, 0.95));
    }
}
