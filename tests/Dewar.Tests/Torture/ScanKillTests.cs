using System.Globalization;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Scans;
using Xunit;

namespace Dewar.Torture;

/// <summary>A site that is killed again and again while it scans a share on which people work: in the end the catalogue is as the share.</summary>
[Collection("Torture")]
public sealed class ScanKillTests(ITestOutputHelper output)
{
    private const string Name = "shared";
    private const string Api = $"api/experiments/{Name}";
    private const int Files = 3000;
    private const int Kills = 8;

    [Theory, InlineData("SQLite"), InlineData("PostgreSQL")]
    public async Task Killed_at_random_instants_a_scan_comes_to_its_end(string engine)
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("DEWAR_TEST_SEED") ?? $"{Random.Shared.Next(1_000_000)}", CultureInfo.InvariantCulture);
        output.WriteLine($"DEWAR_TEST_SEED={seed}");
        var random = new Random(seed);
        await using var laboratory = await Laboratory.Open(engine == "SQLite" ? null : await Laboratory.FreshDatabase());
        var share = laboratory.Folder("share/proposal");
        for (var i = 0; i < Files; i++)
        {
            Directory.CreateDirectory(Path.Combine(share, $"{i % 40}"));
            await File.WriteAllBytesAsync(Path.Combine(share, $"{i % 40}", $"{i}.dat"), Instrument.Bytes(random, i < 8 ? 20_000_000 : random.Next(1, 3000)));
        }

        await Laboratory.Insist(() => laboratory.Api.Post<Experiment>("api/experiments", new NewExperiment(Name, "test", Storage: "share", StoragePath: "proposal"), default));
        var kills = 0;
        var moved = 0L;
        foreach (var round in Enumerable.Range(0, 3))
        {
            var scan = await Laboratory.Insist(() => laboratory.Api.Post<Scan>($"{Api}/scans", new NewScan(), default));
            while (scan.EndedAt is null)
            {
                if (kills < Kills * (round + 1))
                {
                    await Task.Delay(random.Next(20, 600));
                    laboratory.Site.Kill();
                    _ = round == 1 ? Work(share, random) : 0;
                    laboratory.Site.Start();
                    kills++;
                }

                await Task.Delay(50);
                scan = await Laboratory.Insist(() => laboratory.Api.Get<Scan>($"{Api}/scans/{scan.Id}", default));
            }

            moved += scan.Moved;
            Work(share, random);
        }

        output.WriteLine($"{kills} kills, {moved} moves told");
        var last = await Laboratory.Insist(() => laboratory.Api.Post<Scan>($"{Api}/scans", new NewScan(), default));
        await Laboratory.Until(async () => (last = await Laboratory.Insist(() => laboratory.Api.Get<Scan>($"{Api}/scans/{last.Id}", default))).EndedAt is not null, () => $"the end of {last}");
        Assert.Equal((0L, 0L), (last.Left, last.Unsettled));
        var there = Directory.GetFiles(share, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(share, path), path => Disk.TestFolder.Sha256(File.ReadAllBytes(path)));
        var files = await laboratory.Files(experiment: Name);
        Assert.Equal(Text(there.Select(each => (each.Key, each.Value))), Text(files.Where(file => file.Replicas.Single().State == ReplicaState.Verified).Select(file => (file.Path, file.Sha256))));
        Assert.All(files.Where(file => !there.ContainsKey(file.Path)), file => Assert.Equal(ReplicaState.Missing, file.Replicas.Single().State));
        Assert.Equal(files.Count, files.Select(file => file.Path).Distinct().Count());
        Assert.True(kills > 2);
        Assert.True(moved > 0);
    }

    /// <summary>Moves, writes and deletes some.</summary>
    private static int Work(string share, Random random)
    {
        var files = Directory.GetFiles(share, "*", SearchOption.AllDirectories);
        foreach (var file in files.OrderBy(_ => random.Next()).Take(60))
        {
            switch (random.Next(4))
            {
                case 0:
                    File.Delete(file);
                    break;
                case 1:
                    File.WriteAllBytes(file, Instrument.Bytes(random, random.Next(1, 3000)));
                    break;
                case 2:
                    File.WriteAllBytes($"{file}-{random.Next()}", Instrument.Bytes(random, random.Next(1, 3000)));
                    break;
                default:
                    File.Move(file, $"{file}-moved");
                    break;
            }
        }

        var folder = Directory.GetDirectories(share)[random.Next(20)];
        Directory.Move(folder, $"{folder}-renamed-{random.Next()}");
        return files.Length;
    }

    private static string Text(IEnumerable<(string Path, string Sha256)> files) => string.Join('\n', files.OrderBy(each => each.Path, StringComparer.Ordinal).Select(each => $"{each.Path} {each.Sha256}"));
}
