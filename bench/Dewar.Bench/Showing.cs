using System.Collections.Concurrent;
using System.Diagnostics;

namespace Dewar.Bench;

/// <summary>Files come in at a steady rate; how long after each has settled is it in the list?</summary>
internal static class Showing
{
    private const double QuietSeconds = 1;
    private const int Size = 64 << 10;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    public static async Task Run(Bench bench)
    {
        foreach (var engine in bench.Options.Engines)
        {
            await using var site = await bench.Start(engine);
            await site.SignIn();
            var delays = await Delays(bench, site, engine);
            bench.Report.AddFact($"{engine}: settled to listed, p50", Tool.Median(delays), "s");
            bench.Report.AddAtMost($"{engine}: settled to listed, p95", Tool.Quantile(delays, 0.95), "s", 1);
            bench.Report.AddFact($"{engine}: the slowest", delays.Max(), "s");
        }
    }

    /// <summary>Seconds from settled to listed, of each of the files that come into a folder.</summary>
    public static async Task<List<double>> Delays(Bench bench, Site site, string name)
    {
        var (experiment, folder) = (await site.AddExperiment(), bench.Folder($"instrument-{name}"));
        await site.Post($"api/experiments/{experiment}/acquisitions", new
        {
            sources = new[] { new { folder } },
            options = new { settling = new { quietSeconds = QuietSeconds } },
        });
        await Task.Delay(TimeSpan.FromSeconds(2));

        var count = bench.Options.Rate * bench.Options.Seconds / 60;
        Report.Note($"{name}: {count} files at {bench.Options.Rate} a minute");
        var written = new ConcurrentDictionary<string, long>();
        var writing = Task.Run(() => Write(folder, count, bench.Options, written));
        var delays = await Watch(site, experiment, count, written);
        await writing;
        return delays;
    }

    private static async Task Write(string folder, int count, Options options, ConcurrentDictionary<string, long> written)
    {
        var (bytes, random, begun) = (new byte[Size], new Random(4), Stopwatch.GetTimestamp());
        for (var i = 0; i < count; i++)
        {
            var wait = TimeSpan.FromSeconds(i * 60.0 / options.Rate) - Stopwatch.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            random.NextBytes(bytes);
            var name = $"{i:000000}.bin";
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
            written[name] = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Asks for the list behind the oldest file that is missing in it, again and again.</summary>
    private static async Task<List<double>> Watch(Site site, string experiment, int count, ConcurrentDictionary<string, long> written)
    {
        var (delays, seen, oldest) = (new List<double>(count), new HashSet<string>(), -1);
        var last = Stopwatch.GetTimestamp();
        while (seen.Count < count)
        {
            var after = oldest < 0 ? "" : $"{oldest:000000}.bin";
            var page = await site.Get($"api/experiments/{experiment}/folders/?limit=1000&after={after}");
            var now = Stopwatch.GetTimestamp();
            foreach (var name in page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("path").GetString()!).Where(seen.Add))
            {
                delays.Add(Stopwatch.GetElapsedTime(written[name], now).TotalSeconds - QuietSeconds);
                last = now;
            }

            while (seen.Contains($"{oldest + 1:000000}.bin"))
            {
                oldest++;
            }

            if (Stopwatch.GetElapsedTime(last).TotalSeconds > 120)
            {
                throw new InvalidOperationException($"Only {seen.Count} of {count} files came in.");
            }

            await Task.Delay(Turn);
        }

        return delays;
    }
}
