using System.Globalization;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Verification;
using Xunit;

namespace Dewar.Torture;

/// <summary>A site that is killed again and again while it reads its storage: the reading comes to its end, misses nothing and blames nothing.</summary>
[Collection("Torture")]
public sealed class VerifyKillTests(ITestOutputHelper output)
{
    private const string Api = $"api/experiments/{Laboratory.Experiment}";
    private const int Files = 1500;
    private const int Large = 12;
    private const int Damages = 120;

    [Theory, InlineData("SQLite"), InlineData("PostgreSQL")]
    public async Task Killed_at_random_instants_a_verification_comes_to_its_end(string engine)
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("DEWAR_TEST_SEED") ?? $"{Random.Shared.Next(1_000_000)}", CultureInfo.InvariantCulture);
        output.WriteLine($"DEWAR_TEST_SEED={seed}");
        var random = new Random(seed);
        await using var laboratory = await Laboratory.Open(engine == "SQLite" ? null : await Laboratory.FreshDatabase());
        var folder = laboratory.Folder("source");
        for (var i = 0; i < Files; i++)
        {
            Directory.CreateDirectory(Path.Combine(folder, $"{i % 20}"));
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{i % 20}", $"{i}.dat"), Instrument.Bytes(random, i < Large ? 20_000_000 : random.Next(1, 3000)));
        }

        await Upload(laboratory, folder);
        var files = await laboratory.Files();
        Assert.Equal(Files, files.Count);
        var damaged = files.OrderBy(_ => random.Next()).Take(Damages).ToDictionary(file => file.Path, file => file.Replicas.Single().Path);
        foreach (var file in damaged.Values)
        {
            Damage(file, random);
        }

        var run = await Laboratory.Insist(() => laboratory.Api.Post<Verification.Verification>($"{Api}/verifications", new NewVerification(), default));
        var kills = 0;
        while (run.EndedAt is null)
        {
            if (kills < 8)
            {
                await Task.Delay(random.Next(20, 700));
                laboratory.Site.Kill();
                laboratory.Site.Start();
                kills++;
            }

            await Task.Delay(50);
            run = await Show(laboratory, run.Id);
        }

        output.WriteLine($"{kills} kills, {run.Replicas} replicas read");
        Assert.Equal((VerificationState.Done, Files, Damages), (run.State, run.Replicas, run.Suspect + run.Missing));
        Assert.Equal(damaged.Keys.Order(StringComparer.Ordinal), (await Findings(laboratory)).Order(StringComparer.Ordinal));

        // What the instrument still has is brought anew.
        await Upload(laboratory, folder);
        Assert.Empty(await Findings(laboratory));
        run = await Laboratory.Insist(() => laboratory.Api.Post<Verification.Verification>($"{Api}/verifications", new NewVerification(), default));
        await Laboratory.Until(async () => (run = await Show(laboratory, run.Id)).EndedAt is not null, () => $"the end of {run}");
        Assert.Equal((Files, 0), (run.Replicas, run.Suspect + run.Missing));
    }

    private static void Damage(string file, Random random)
    {
        if (random.Next(4) == 0)
        {
            File.Delete(file);
            return;
        }

        var bytes = File.ReadAllBytes(file);
        bytes[random.Next(bytes.Length)] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static async Task Upload(Laboratory laboratory, string folder)
    {
        var upload = await laboratory.End(await laboratory.Acquire([new(folder, "local")], 0, AcquisitionKind.Upload));
        Assert.Equal((AcquisitionState.Done, Files), (upload.State, upload.Totals.Registered));
    }

    private static Task<Verification.Verification> Show(Laboratory laboratory, string id) =>
        Laboratory.Insist(() => laboratory.Api.Get<Verification.Verification>($"{Api}/verifications/{id}", default));

    private static async Task<List<string>> Findings(Laboratory laboratory) =>
        [.. (await Laboratory.Insist(() => laboratory.Api.Get<Page<Finding>>($"{Api}/findings", default))).Items.Select(each => each.Path)];
}
