using Dewar.Acquisitions;
using Xunit;

namespace Dewar.Torture;

[Collection("Torture")]
public sealed class ClockTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly string? Library = new[] { "x86_64-linux-gnu", "aarch64-linux-gnu" }
        .Select(machine => $"/usr/lib/{machine}/faketime/libfaketimeMT.so.1").FirstOrDefault(File.Exists);

    [Fact]
    public async Task A_clock_that_jumps_by_hours_settles_nothing_early_and_loses_nothing()
    {
        Laboratory.Need(Library is not null, "libfaketime is not installed.");
        await using var laboratory = await Laboratory.Open();
        var clock = laboratory.PathOf("clock");
        await File.WriteAllTextAsync(clock, "+0");
        var station = await laboratory.AddStation("hall", environment: new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library!,
            ["FAKETIME_TIMESTAMP_FILE"] = clock,
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
            ["NO_FAKE_STAT"] = "1",
        });
        var instrument = new Instrument(laboratory.Folder("data"), 6, Quiet);
        station.Start();
        var acquisition = await laboratory.Acquire([new(instrument.Folder, "hall")], Quiet.TotalSeconds);

        var random = instrument.NewRandom();
        string[] jumps = ["+5h", "-7h", "+0", "+20h", "-20h", "+3h"];
        var grown = instrument.Grow("growing.dat", Instrument.Bytes(random, 300_000), pieces: 60);
        for (var round = 0; round < jumps.Length; round++)
        {
            await instrument.Burst(random, 40, $"{round}");
            await File.WriteAllTextAsync(clock, jumps[round]);
            await Task.Delay(3000);
            if (round % 2 == 0)
            {
                // One that it finds half written when it starts.
                station.Kill();
                var late = instrument.Grow($"late-{round}.dat", Instrument.Bytes(random, 60_000), pieces: 12);
                await Task.Delay(1000);
                station.Start();
                await late;
            }
        }

        await grown;
        await laboratory.UntilCurrent(instrument.Current, TimeSpan.FromMinutes(1));
        var ended = await laboratory.Stop(acquisition);
        var end = new EndState(laboratory);
        await end.Check([(instrument, "")]);
        Assert.Equal((AcquisitionState.Done, end.Files, 0), (ended.State, ended.Totals.Registered, ended.Totals.Failed));
    }
}
