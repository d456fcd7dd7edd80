using Dewar.Acquisitions;
using Xunit;

namespace Dewar.Torture;

[Collection("Torture")]
public sealed class LargeFileKillTests(ITestOutputHelper output)
{
    private const int Kills = 20;

    [Fact]
    public async Task A_station_that_is_killed_while_it_copies_a_large_file_takes_it_in_the_end()
    {
        await using var laboratory = await Laboratory.Open();
        var station = await laboratory.AddStation("hall");
        var instrument = new Instrument(laboratory.Folder("data"), 13, TimeSpan.FromSeconds(0.5));
        var acquisition = await laboratory.Acquire([new(instrument.Folder, "hall")], quiet: 0.5);
        var random = instrument.NewRandom();
        var during = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            if (kill % 4 == 0)
            {
                // Every other time the one that is there gets a new content.
                await instrument.Write(random, $"large-{kill / 8}", Instrument.Bytes(random, random.Next(64 << 20, 100 << 20)));
            }

            station.Start();
            for (var patience = 2000; patience > 0 && !IsCopying(laboratory); patience--)
            {
                await Task.Delay(5);
            }

            await Task.Delay(random.Next(0, 80));
            during += IsCopying(laboratory) ? 1 : 0;
            station.Kill();
            if (kill % 4 == 3)
            {
                station.Start();
                await laboratory.UntilCurrent(instrument.Current);
                station.Kill();
            }
        }

        station.Start();
        await laboratory.UntilCurrent(instrument.Current);
        var ended = await laboratory.Stop(acquisition);
        var end = new EndState(laboratory);
        await end.Check([(instrument, "")]);
        Assert.NotEqual(0, during);
        output.WriteLine($"{Kills} kills, {during} of them while a copy was under way; {end.Files} files, {end.Versions} versions");
        Assert.Equal((AcquisitionState.Done, end.Files, 0), (ended.State, ended.Totals.Registered, ended.Totals.Failed));
    }

    private static bool IsCopying(Laboratory laboratory) =>
        Directory.EnumerateFiles(laboratory.Storage, ".dewar-*.part", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Any();
}
