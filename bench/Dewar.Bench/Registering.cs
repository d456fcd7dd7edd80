using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Dewar.Bench;

/// <summary>Registration alone, as a station does it: batches over the public API, of files that are nowhere.</summary>
internal static class Registering
{
    private const int Batch = 2000;
    private const int PerFolder = 100;

    public static async Task Run(Bench bench)
    {
        foreach (var engine in bench.Options.Engines)
        {
            await using var site = await bench.Start(engine);
            await site.SignIn();
            var source = await Source.Open(site);
            // The first requests are compiled on the way.
            await source.Register(0, 5 * Batch);

            var files = bench.Options.Files;
            var (registered, rates) = (5 * Batch, new List<double>());
            var (empty, first) = (0.0, true);
            Report.Note($"{engine}: {files} files, then on to {bench.Options.Filled}, then {files} more");
            while (first || registered < bench.Options.Filled)
            {
                var more = first ? files : Math.Min(files, bench.Options.Filled - registered);
                var rate = more / await source.Register(registered, more);
                (empty, first) = (first ? rate : empty, false);
                registered += more;
            }

            for (var round = 0; round < bench.Options.Rounds; round++)
            {
                rates.Add(files / await source.Register(registered, files));
                registered += files;
            }

            bench.Report.AddAtLeast($"{engine}: into an empty catalogue", empty, "files/s", 5000);
            bench.Report.AddAtLeast($"{engine}: with {registered - bench.Options.Rounds * files:#,0} files in it", Tool.Median(rates), "files/s", 5000, rates);
            bench.Report.AddAtLeast($"{engine}: filled to empty", Tool.Median(rates) / empty, "x", 0.8);
            bench.Report.AddFact($"{engine}: the same {Batch} again (known already)", Batch / await source.Register(registered - Batch, Batch), "files/s");
        }
    }

    /// <summary>A station of our own with an acquisition, to register in its name.</summary>
    public sealed class Source
    {
        private readonly Site _site;
        private readonly string _token;
        private readonly long _id;

        private Source(Site site, string experiment, string token, long id) => (_site, Experiment, _token, _id) = (site, experiment, token, id);

        public string Experiment { get; }

        public static async Task<Source> Open(Site site)
        {
            var token = (await site.Post("api/stations", new { name = "fabricator" })).GetProperty("token").GetString()!;
            var experiment = await site.AddExperiment();
            await site.Post($"api/experiments/{experiment}/acquisitions", new { sources = new[] { new { folder = "/nowhere", station = "fabricator" } } });
            var assignments = await site.First("api/stations/fabricator/assignments", token);
            return new(site, experiment, token, assignments[0].GetProperty("source").GetInt64());
        }

        /// <summary>Seconds for so many files from a number on; making the requests is not counted.</summary>
        public async Task<double> Register(int from, int count)
        {
            var seconds = 0.0;
            for (var first = from; first < from + count; first += Batch)
            {
                var body = new { source = _id, files = Enumerable.Range(first, Math.Min(Batch, from + count - first)).Select(Arrival).ToList() };
                var begun = Stopwatch.GetTimestamp();
                await _site.Post($"api/experiments/{Experiment}/registrations", body, _token);
                seconds += Stopwatch.GetElapsedTime(begun).TotalSeconds;
            }

            return seconds;
        }

        private static object Arrival(int number)
        {
            var text = number.ToString("0000000", CultureInfo.InvariantCulture);
            return new
            {
                path = $"run-{number / PerFolder:00000}/frame-{text}.bin",
                size = 8192 + number,
                sha256 = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text))),
                modifiedNs = 1_700_000_000_000_000_000 + number * 1_000_000L,
                delivery = $"fabricated-{text}.1",
                verifiedAt = DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000),
            };
        }
    }
}
