using Dewar.Acquisitions;
using Xunit;

namespace Dewar.Torture;

[Collection("Torture")]
public sealed class LineTests(ITestOutputHelper output)
{
    /// <summary>Minutes where somebody has them.</summary>
    private static readonly TimeSpan Each = Environment.GetEnvironmentVariable("DEWAR_TEST_LONG") == "1" ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(3);

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_line_that_is_cut_silent_or_slow_loses_nothing(bool seesStorage)
    {
        await using var laboratory = await Laboratory.Open();
        await using var line = new CuttableLine(laboratory.Url);
        var station = await laboratory.AddStation("hall", line.Url, seesStorage: seesStorage);
        var instrument = new Instrument(laboratory.Folder("data"), 1, TimeSpan.FromSeconds(1));
        station.Start();
        var acquisition = await laboratory.Acquire([new(instrument.Folder, "hall")]);

        var random = instrument.NewRandom();
        var round = 0;
        foreach (var state in (LineState[])[LineState.Cut, LineState.Silent, LineState.Slow, LineState.Cut, LineState.Slow, LineState.Silent])
        {
            await instrument.Burst(random, 100, $"before-{round}");
            await line.Become(state);
            await instrument.Burst(random, 150, $"during-{round++}");
            await Task.Delay(Each);
            await line.Become(LineState.Open);
        }

        await laboratory.UntilCurrent(instrument.Current);
        var ended = await laboratory.Stop(acquisition);
        var end = new EndState(laboratory);
        await end.Check([(instrument, "")]);
        Assert.Equal((AcquisitionState.Done, end.Files, 0), (ended.State, ended.Totals.Registered, ended.Totals.Failed));
        output.WriteLine($"{end.Files} files, {line.Bytes} bytes over the line");
    }

    [Fact]
    public async Task Files_go_on_to_the_storage_while_the_site_cannot_be_reached_and_the_end_takes_effect_when_it_can()
    {
        await using var laboratory = await Laboratory.Open();
        await using var line = new CuttableLine(laboratory.Url);
        var station = await laboratory.AddStation("hall", line.Url);
        var instrument = new Instrument(laboratory.Folder("data"), 2, TimeSpan.FromSeconds(1));
        station.Start();
        var acquisition = await laboratory.Acquire([new(instrument.Folder, "hall")]);
        await instrument.Burst(instrument.NewRandom(), 20, "first");
        await laboratory.UntilCurrent(instrument.Current);

        await line.Become(LineState.Cut);
        await instrument.Burst(instrument.NewRandom(), 50, "second");
        await Laboratory.Until(() => Task.FromResult(Directory.Exists(laboratory.Storage) && Directory.EnumerateFiles(laboratory.Storage, "*.dat", SearchOption.AllDirectories).Count() == 70),
            () => "70 files in the storage");
        Assert.Equal(20, (await laboratory.Files()).Count);
        var stopping = laboratory.Stop(acquisition);
        station.Kill();
        station.Start();
        await Task.Delay(2000);
        await line.Become(LineState.Open);

        Assert.Equal(AcquisitionState.Done, (await stopping).State);
        await new EndState(laboratory).Check([(instrument, "")]);
    }
}
