using System.Globalization;
using Dewar.Acquisitions;
using Dewar.Monitoring;
using Xunit;

namespace Dewar.Torture;

// Beside the others: they wait for most of their time.
[Collection("Kills")]
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly string[] Folders = ["", "a/", "b/", "a/b/", "a/b/c/d/", "run 1/", "run ü/"];

    private int _kills;
    private volatile bool _over;

    /// <summary>DEWAR_TEST_KILLS says how many in all, DEWAR_TEST_SEED which ones.</summary>
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("DEWAR_TEST_KILLS") ?? "220", CultureInfo.InvariantCulture) / 3;

    private static int Seed { get; } = int.Parse(Environment.GetEnvironmentVariable("DEWAR_TEST_SEED") ?? $"{Random.Shared.Next(1_000_000)}", CultureInfo.InvariantCulture);

    [Theory, InlineData("SQLite", true), InlineData("PostgreSQL", true), InlineData("SQLite", false)]
    public async Task Killed_at_random_instants_nothing_is_lost(string engine, bool seesStorage)
    {
        var began = TimeProvider.System.GetTimestamp();
        output.WriteLine($"DEWAR_TEST_SEED={Seed}");
        await using var laboratory = await Laboratory.Open(engine == "SQLite" ? null : await Laboratory.FreshDatabase());
        var station = await laboratory.AddStation("hall", seesStorage: seesStorage);
        var one = new Instrument(laboratory.Folder("one"), Seed, Quiet);
        var two = new Instrument(laboratory.Folder("two"), Seed + 1, Quiet);
        var acquisition = await laboratory.Acquire([new(one.Folder, "hall", "one"), new(two.Folder, "local", "two")], Quiet.TotalSeconds);

        var sampler = new Sampler(laboratory, Seed);
        using var sampling = new CancellationTokenSource();
        var sample = sampler.Run(sampling.Token);
        Task[] writing = [.. new[] { one, two }.SelectMany(instrument => Writing(laboratory, instrument, instrument == one ? "one" : "two"))];
        laboratory.Site.Kill();
        await Task.WhenAll(Torment(laboratory, laboratory.Site, new(Seed + 2)), Torment(laboratory, station, new(Seed + 3)));
        _over = true;
        laboratory.Site.Start();
        station.Start();
        await Task.WhenAll(writing);
        output.WriteLine($"{_kills} kills in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");

        await laboratory.UntilCurrent(one.Current.ToDictionary(each => $"one/{each.Key}", each => each.Value));
        await laboratory.UntilCurrent(two.Current.ToDictionary(each => $"two/{each.Key}", each => each.Value));
        var ended = await laboratory.Stop(acquisition);
        await sampling.CancelAsync();
        await sample;

        var state = new EndState(laboratory);
        await state.Check([(one, "one"), (two, "two")]);
        output.WriteLine($"{state.Files} files, {state.Versions} versions, {sampler.Read} samples, {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        Assert.Empty(sampler.Faults);
        Assert.True(state.Versions > state.Files, "No file got a second version: this has not tried what it should.");
        Assert.Equal(AcquisitionState.Done, ended.State);
        Assert.Equal((state.Files, 0), (ended.Totals.Registered, ended.Totals.Failed));
    }

    private async Task Torment(Laboratory laboratory, Product product, Random random)
    {
        while (Volatile.Read(ref _kills) < Kills)
        {
            product.Start();
            if (random.Next(10) < 4)
            {
                // Some of its lives are counted from when it works, however busy the machine is.
                await UntilWorking(laboratory);
                await Task.Delay(random.Next(1000, 4000));
            }
            else
            {
                await Task.Delay(random.Next(0, 1500));
            }

            Assert.True(product.IsRunning, $"It ended by itself: {product.Log}");
            product.Kill();
            Interlocked.Increment(ref _kills);
        }
    }

    private static async Task UntilWorking(Laboratory laboratory)
    {
        for (var patience = 20; patience > 0; patience--)
        {
            try
            {
                await laboratory.Api.Get<Health>("api/health", default);
                return;
            }
            catch (Exception away) when (Laboratory.MayPass(away))
            {
                await Task.Delay(200);
            }
        }
    }

    private IEnumerable<Task> Writing(Laboratory laboratory, Instrument instrument, string to)
    {
        yield return Bursts(instrument, instrument.NewRandom());
        for (var i = 0; i < 3; i++)
        {
            yield return Rewrite(instrument, instrument.NewRandom(), $"impatient-{i}");
        }

        for (var i = 0; i < 3; i++)
        {
            yield return RewriteWhenTaken(laboratory, instrument, $"{(i == 0 ? "a/" : "")}patient-{i}", to);
        }
    }

    private async Task Bursts(Instrument instrument, Random random)
    {
        for (var number = 0; !_over;)
        {
            var writing = new List<Task>();
            for (var more = random.Next(1, 60); more > 0; more--)
            {
                var own = new Random(random.Next());
                var path = $"{random.GetItems(Folders, 1)[0]}{number++:00000}.dat";
                writing.Add(instrument.Write(own, path, Instrument.Bytes(own, Instrument.SomeSize(own) / (more > 10 ? 20 : 1))));
            }

            await Task.WhenAll(writing);
            await Task.Delay(random.Next(0, 1500));
        }
    }

    /// <summary>Writes one file again and again without asking whether it was taken.</summary>
    private async Task Rewrite(Instrument instrument, Random random, string path)
    {
        while (!_over)
        {
            await instrument.Write(random, path, Instrument.Bytes(random, random.Next(1, 100_000)), certain: false);
            await Task.Delay(random.Next(10, 6000));
        }

        await instrument.Write(random, path, Instrument.Bytes(random, 5000));
    }

    /// <summary>Writes one file anew each time that it has arrived, sometimes as it was before: each of its contents must become a version.</summary>
    private async Task RewriteWhenTaken(Laboratory laboratory, Instrument instrument, string path, string to)
    {
        var random = instrument.NewRandom();
        var (bytes, before) = (Instrument.Bytes(random, 30_000), Instrument.Bytes(random, 2_000_000));
        // Twice at least: on a busy machine the first may come only when all is over.
        for (var round = 0; !_over || round < 2; round++)
        {
            await instrument.Write(random, path, bytes);
            await laboratory.UntilCurrent($"{to}/{path}", Instrument.Digest(bytes));
            (bytes, before) = (random.Next(3) == 0 ? before : Instrument.Bytes(random, random.Next(1, 200_000)), bytes);
        }
    }
}
