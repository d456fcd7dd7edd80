using Dewar.Acquisitions;
using Xunit;

namespace Dewar.Torture;

[Collection("Torture")]
public sealed class GrowingFileTests
{
    [Fact]
    public async Task A_file_that_never_stops_growing_holds_up_no_other_and_not_the_end()
    {
        await using var laboratory = await Laboratory.Open();
        var station = await laboratory.AddStation("hall");
        var instrument = new Instrument(laboratory.Folder("data"), 7, TimeSpan.FromSeconds(1));
        instrument.NotOurs.Add("endless.log");
        station.Start();
        var acquisition = await laboratory.Acquire([new(instrument.Folder, "hall")]);
        using var enough = new CancellationTokenSource();
        var growing = Grow(Path.Combine(instrument.Folder, "endless.log"), enough.Token);

        await instrument.Burst(instrument.NewRandom(), 100, "others");
        await laboratory.UntilCurrent(instrument.Current);
        Acquisition shown = null!;
        await Laboratory.Until(async () => (shown = await laboratory.Show(acquisition)).Totals is { Settling: 1, Moving: 0 }, () => $"only one that is still written: {shown.Totals}");

        var ended = await laboratory.Stop(acquisition);
        await enough.CancelAsync();
        await growing;
        await new EndState(laboratory).Check([(instrument, "")]);
        Assert.Equal((AcquisitionState.Done, 100, 1), (ended.State, ended.Totals.Registered, ended.Totals.Failed));
        var problem = Assert.Single(ended.Sources[0].Problems);
        Assert.Equal("endless.log", problem.Path);
        Assert.Contains("still being written", problem.Cause);
    }

    private static async Task Grow(string file, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await File.AppendAllTextAsync(file, "One more line, as every few moments.\n", CancellationToken.None);
            await Task.Delay(100, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
