using System.Diagnostics;

namespace Dewar.Bench;

/// <summary>One sends a large file, another many small ones, a third browses: each alone, then all three at once. Does anybody starve?</summary>
internal static class Fairness
{
    public const int Files = 20_000;
    private const int Size = 8 << 10;
    private const int PerFolder = 100;

    /// <summary>A station that is known and runs nowhere: what is to be uploaded goes over the site's address.</summary>
    private const string Away = "away";

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BrowseAlone = TimeSpan.FromSeconds(20);

    public static async Task Run(Bench bench)
    {
        var files = bench.Options.FilesGiven ?? Files;
        var one = Trees.Sparse(bench, "one", bench.Options.Large);
        var many = Trees.Many(bench, "many", files, Size, PerFolder);
        foreach (var engine in bench.Options.Engines)
        {
            await using var site = await bench.Start(engine);
            await site.SignIn();
            await site.Post("api/stations", new { name = Away });
            var source = await Registering.Source.Open(site);
            await source.Register(0, Browsing.Files);
            var (large, small) = (await Person.Add(site, "large"), await Person.Add(site, "small"));
            var browsing = new Browsing(site, source.Experiment, await Person.Add(site, "browser"), Breath, 5);

            Task<Uploading> Large(string experiment) => Uploading.Begin(bench, site, large, experiment, Away, one, bench.Options.Large, upload => Task.FromResult(upload.Stored));
            Task<Uploading> Small(string experiment) => Uploading.Begin(bench, site, small, experiment, Away, many, files, async upload => (await site.Get(upload.At)).GetProperty("files").GetInt64());

            Report.Note($"{engine}: each alone");
            var browsedAlone = await Watched(site, () => browsing.Until(Task.Delay(BrowseAlone)));
            var smallAlone = await Watched(site, () => Alone(Small("small-alone")));
            var largeAlone = await Watched(site, () => Alone(Large("large-alone")));
            // There may be no room for two of them.
            await largeAlone.Result.Remove();

            Report.Note($"{engine}: all three at once");
            var together = await Watched(site, async () =>
            {
                var begun = Stopwatch.GetTimestamp();
                await using var first = await Large("large-together");
                await using var second = await Small("small-together");
                var uploads = Task.WhenAll(first.Ended, second.Ended);
                var answers = await browsing.Until(uploads);
                await uploads;
                return (Begun: begun, Large: first, Small: second, Answers: answers);
            });
            var (begun, sentLarge, sentSmall, answers) = together.Result;
            var both = Math.Min(sentLarge.Arrived, sentSmall.Arrived);
            Tell("the large file", "MB/s", 1e6, largeAlone.Result, sentLarge);
            Tell("the small files", "files/s", 1, smallAlone.Result, sentSmall);
            foreach (var kind in browsedAlone.Result.Select(answer => answer.What).Distinct())
            {
                TellBrowsing(kind, answer => answer.What == kind);
            }

            TellBrowsing("browsing", _ => true);
            bench.Report.AddFact($"{engine}: browsing, slowest of {answers.Count} answers", answers.Max(answer => answer.Ms), "ms", answers.Max(answer => answer.Ms) / browsedAlone.Result.Max(answer => answer.Ms));
            bench.Report.AddFact($"{engine}: peak memory of the site, browsing alone", browsedAlone.Memory.Peak, "MB");
            bench.Report.AddFact($"{engine}: peak memory of the site, the small files alone", smallAlone.Memory.Peak, "MB");
            bench.Report.AddFact($"{engine}: peak memory of the site, the large file alone", largeAlone.Memory.Peak, "MB");
            bench.Report.AddFact($"{engine}: peak memory of the site, all at once", together.Memory.Peak, "MB");
            bench.Report.AddFact($"{engine}:   resident, in the first third of it", together.Memory.Third(0), "MB");
            bench.Report.AddFact($"{engine}:   in the last third (ratio: to the first)", together.Memory.Third(2), "MB", together.Memory.Third(2) / together.Memory.Third(0));
            bench.Report.AddFact($"{engine}: peak memory of the command, the large file", sentLarge.Peak, "MB");
            bench.Report.AddFact($"{engine}: peak memory of the command, the small files", sentSmall.Peak, "MB");

            void Tell(string what, string unit, double per, Uploading alone, Uploading beside)
            {
                bench.Report.AddFact($"{engine}: {what}, alone", alone.Rate(alone.Arrived) / per, unit);
                bench.Report.AddFact($"{engine}:   while both come (ratio: to alone)", beside.Rate(both) / per, unit, beside.Rate(both) / alone.Rate(alone.Arrived));
                bench.Report.AddFact($"{engine}:   to the end of the command, alone", alone.Seconds, "s");
                bench.Report.AddFact($"{engine}:   beside the others (ratio: to alone)", beside.Seconds, "s", beside.Seconds / alone.Seconds);
                bench.Report.AddFact($"{engine}:   of it from the last byte on, alone", alone.Seconds - alone.Arrived, "s");
                bench.Report.AddFact($"{engine}:   beside the others", beside.Seconds - beside.Arrived, "s");
                bench.Report.AddFact($"{engine}:   until the first of it was there, alone", alone.First, "s");
                bench.Report.AddFact($"{engine}:   beside the others", beside.First, "s");
                bench.Report.AddFact($"{engine}:   longest time without any progress after that, alone", alone.LongestPause, "s");
                bench.Report.AddFact($"{engine}:   beside the others", beside.LongestPause, "s");
            }

            void TellBrowsing(string what, Func<Answer, bool> which)
            {
                var alone = browsedAlone.Result.Where(which).Select(answer => answer.Ms).ToList();
                var beside = answers.Where(which).Where(answer => Stopwatch.GetElapsedTime(begun, answer.At).TotalSeconds < both).Select(answer => answer.Ms).ToList();
                foreach (var (name, share) in new[] { ("p50", 0.5), ("p95", 0.95) })
                {
                    bench.Report.AddFact($"{engine}: {what}, alone, {name}", Tool.Quantile(alone, share), "ms");
                    bench.Report.AddFact($"{engine}:   while both come (ratio: to alone)", Tool.Quantile(beside, share), "ms", Tool.Quantile(beside, share) / Tool.Quantile(alone, share));
                }
            }
        }
    }

    private static async Task<Uploading> Alone(Task<Uploading> begun)
    {
        await using var upload = await begun;
        return await upload.Ended;
    }

    /// <summary>Does something and looks at the memory of the site meanwhile. What an earlier part left to be written is on the disk before.</summary>
    private static async Task<(T Result, MemoryWatch Memory)> Watched<T>(Site site, Func<Task<T>> work)
    {
        await Tool.Run("sync", []);
        await using var memory = new MemoryWatch(site.ProcessId);
        return (await work(), memory);
    }
}
