using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Experiments;
using Xunit;

namespace Dewar.Torture;

[Collection("Torture")]
public sealed class VanishingFolderTests
{
    /// <summary>The watched folder itself, or one in it: as a share does that loses its server, or a disk that is unplugged.</summary>
    [Theory, InlineData(""), InlineData("run"), InlineData("run", true), InlineData("", true)]
    public async Task A_folder_that_vanishes_and_returns_loses_nothing(string which, bool restart = false)
    {
        await using var laboratory = await Laboratory.Open();
        var station = await laboratory.AddStation("hall");
        var instrument = new Instrument(laboratory.Folder("data"), 8, TimeSpan.FromSeconds(1));
        var (here, away) = (Path.Combine(instrument.Folder, which).TrimEnd('/'), laboratory.PathOf("away"));
        station.Start();
        var acquisition = await laboratory.Acquire([new(instrument.Folder, "hall")]);
        var random = instrument.NewRandom();
        for (var round = 0; round < 4; round++)
        {
            await instrument.Burst(random, 150, $"run/{round}");
            // At any stage: still watched, being copied, partly registered.
            await Task.Delay(random.Next(0, 2000));
            Directory.Move(here, away);
            if (restart)
            {
                station.Kill();
                station.Start();
            }

            await Task.Delay(random.Next(500, 2500));
            Directory.Move(away, here);
            if (round % 2 == 0)
            {
                await laboratory.UntilCurrent(instrument.Current, TimeSpan.FromMinutes(2));
            }
        }

        await instrument.Burst(random, 30, "run/after");
        await laboratory.UntilCurrent(instrument.Current, TimeSpan.FromMinutes(2));
        var deleted = await laboratory.Api.Get<Page<CatalogueFile>>($"api/experiments/{Laboratory.Experiment}/files?deleted=true", default);
        Assert.Empty(deleted.Items);
        var ended = await laboratory.Stop(acquisition);
        var end = new EndState(laboratory);
        await end.Check([(instrument, "")]);
        Assert.Equal((AcquisitionState.Done, end.Files, 0), (ended.State, ended.Totals.Registered, ended.Totals.Failed));
    }
}
