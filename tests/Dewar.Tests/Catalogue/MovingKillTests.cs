using System.Globalization;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Torture;
using Xunit;

namespace Dewar.Catalogue;

/// <summary>A site that is killed again and again while files that an instrument still rewrites go to another experiment.</summary>
[Collection("Torture")]
public sealed class MovingKillTests(ITestOutputHelper output)
{
    private const string Target = "target";
    private const int Paths = 40;
    private const int Kills = 6;

    [Theory, InlineData("SQLite"), InlineData("PostgreSQL")]
    public async Task Killed_at_random_instants_every_content_arrives_and_none_stays_behind(string engine)
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("DEWAR_TEST_SEED") ?? $"{Random.Shared.Next(1_000_000)}", CultureInfo.InvariantCulture);
        output.WriteLine($"DEWAR_TEST_SEED={seed}");
        var random = new Random(seed);
        await using var laboratory = await Laboratory.Open(engine == "SQLite" ? null : await Laboratory.FreshDatabase());
        await Laboratory.Insist(() => laboratory.Api.Post<Experiment>("api/experiments", new NewExperiment(Target, "test", Station: "local"), default));
        var folder = laboratory.Folder("scope");
        var acquisition = await laboratory.Acquire([new(folder, "local")], quiet: 0.3);
        var written = Enumerable.Range(0, Paths).ToDictionary(each => $"{each % 7}/{each}.dat", _ => new List<string>(), StringComparer.Ordinal);

        foreach (var round in Enumerable.Range(0, 3))
        {
            foreach (var (path, digests) in written.Where(_ => round == 0 || random.Next(2) == 0))
            {
                var bytes = Instrument.Bytes(random, random.Next(1, 20_000));
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
                await File.WriteAllBytesAsync(Path.Combine(folder, path), bytes);
                digests.Add(Instrument.Digest(bytes));
            }

            var kills = 0;
            while (kills < Kills / 3 || !await AreThere(laboratory, written))
            {
                await Move(laboratory, random);
                await Task.Delay(random.Next(50, 700));
                if (kills < Kills / 3)
                {
                    laboratory.Site.Kill();
                    laboratory.Site.Start();
                    kills++;
                }
            }
        }

        await laboratory.Stop(acquisition);
        await Laboratory.Until(async () => await Move(laboratory, random, all: true) == 0 && await Waiting(laboratory) == 0, () => "the last files to go");
        await Check(laboratory, written);
    }

    private static async Task<int> Move(Laboratory laboratory, Random random, bool all = false)
    {
        var paths = (await laboratory.Files()).Select(file => file.Path).Where(_ => all || random.Next(3) > 0).ToList();
        if (paths.Count > 0 && (all == false || await Waiting(laboratory) == 0))
        {
            await Laboratory.Insist(() => laboratory.Api.Post<BatchResult>($"api/experiments/{Laboratory.Experiment}/move", new FileMoving(paths, Target), default));
        }

        return paths.Count;
    }

    /// <summary>Jobs that are due or under way; one that failed while a station was at its file is due later, and another has done its work by then.</summary>
    private static async Task<int> Waiting(Laboratory laboratory) =>
        (await Laboratory.Insist(() => laboratory.Api.Get<List<JobView>>("api/jobs", default))).Count(job => job.Working || job.DueAt <= TimeProvider.System.GetUtcNow());

    /// <summary>The last content of every path is in the catalogue, here or there.</summary>
    private static async Task<bool> AreThere(Laboratory laboratory, Dictionary<string, List<string>> written)
    {
        var known = (await laboratory.Files()).Concat(await laboratory.Files(experiment: Target)).Select(file => file.Sha256).ToHashSet();
        return written.Values.All(digests => known.Contains(digests[^1]));
    }

    private static async Task Check(Laboratory laboratory, Dictionary<string, List<string>> written)
    {
        var files = await laboratory.Files(experiment: Target);
        Assert.Equal(written.Keys.Order(StringComparer.Ordinal), files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Empty(await laboratory.Files());
        foreach (var (path, digests) in written)
        {
            var versions = await Laboratory.Insist(() => laboratory.Api.Get<List<FileVersion>>($"api/experiments/{Target}/versions/{path}", default));
            Assert.Equal(digests[^1], versions[0].Sha256);
            Assert.Equal(digests.Order(StringComparer.Ordinal), versions.Select(version => version.Sha256).Order(StringComparer.Ordinal));
        }

        // The bytes are where the catalogue says, once, and nowhere else.
        var experiment = await Laboratory.Insist(() => laboratory.Api.Get<Experiment>($"api/experiments/{Target}", default));
        var root = Path.Combine(laboratory.Storage, experiment.StoragePath);
        var there = Directory.EnumerateFiles(laboratory.Storage, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Where(path => Path.GetFileName(path) != ".dewar-storage").ToList();
        Assert.Equal(written.Values.SelectMany(digests => digests).Order(StringComparer.Ordinal), there.Select(path => Instrument.Digest(File.ReadAllBytes(path))).Order(StringComparer.Ordinal));
        Assert.All(there, path => Assert.StartsWith(root, path, StringComparison.Ordinal));
        Assert.Equal((written.Count, there.Sum(path => new FileInfo(path).Length)), ((int)experiment.Files, experiment.Bytes + Earlier(root)));
    }

    private static long Earlier(string root) => Path.Combine(root, Disk.KeptVersions.Root) is var kept && Directory.Exists(kept)
        ? Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length) : 0;
}
