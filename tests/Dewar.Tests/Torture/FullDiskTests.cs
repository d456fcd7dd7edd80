using System.Diagnostics;
using Dewar.Acquisitions;
using Xunit;

namespace Dewar.Torture;

[Collection("Torture")]
public sealed class FullDiskTests : IDisposable
{
    private readonly string _disk = Directory.CreateTempSubdirectory("dewar-torture-disk-").FullName;
    private bool _mounted;

    [Fact]
    public async Task A_full_disk_is_named_and_when_there_is_room_again_all_goes_on()
    {
        Laboratory.Need(Environment.UserName == "root", "Only root can mount a small disk.");
        Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", _disk);
        _mounted = true;
        await using var laboratory = await Laboratory.Open(storage: Path.Combine(_disk, "storage"));
        var station = await laboratory.AddStation("hall");
        var instrument = new Instrument(laboratory.Folder("data"), 5, TimeSpan.FromSeconds(1));
        station.Start();
        var acquisition = await laboratory.Acquire([new(instrument.Folder, "hall")]);
        var random = instrument.NewRandom();
        await instrument.Burst(random, 30, "first");
        await laboratory.UntilCurrent(instrument.Current);

        for (var round = 0; round < 3; round++)
        {
            // Other people's data leave a little room: small files fit here and there, large ones do not.
            var ballast = Path.Combine(_disk, "ballast");
            var free = new DriveInfo(_disk).AvailableFreeSpace;
            await File.WriteAllBytesAsync(ballast, new byte[free - 400_000]);
            await instrument.Burst(random, 60, $"full-{round}", largest: 40_000);
            await instrument.Write(random, $"large-{round}", Instrument.Bytes(random, 3_000_000));
            await instrument.Write(random, "changed", Instrument.Bytes(random, 200_000));
            Acquisition shown = null!;
            await Laboratory.Until(async () => (shown = await laboratory.Show(acquisition)).Sources[0].Message?.Contains("No space left", StringComparison.Ordinal) is true,
                () => $"a message that the disk is full, and not: {shown.Sources[0].Message}");
            Assert.Contains("'main'", shown.Sources[0].Message);
            if (round == 1)
            {
                station.Kill();
                station.Start();
                await Task.Delay(1500);
            }

            File.Delete(ballast);
            await laboratory.UntilCurrent(instrument.Current);
            await Laboratory.Until(async () => (shown = await laboratory.Show(acquisition)).Sources[0].Message is null, () => $"an end of the message: {shown.Sources[0].Message}");
        }

        var ended = await laboratory.Stop(acquisition);
        var end = new EndState(laboratory);
        await end.Check([(instrument, "")]);
        Assert.Equal((AcquisitionState.Done, end.Files, 0), (ended.State, ended.Totals.Registered, ended.Totals.Failed));
    }

    [Fact]
    public async Task A_station_whose_own_disk_is_full_says_so_and_goes_on_when_there_is_room()
    {
        Laboratory.Need(Environment.UserName == "root", "Only root can mount a small disk.");
        await using var laboratory = await Laboratory.Open();
        var station = await laboratory.AddStation("hall");
        var home = laboratory.Folder("hall-home");
        Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", home);
        try
        {
            var instrument = new Instrument(laboratory.Folder("data"), 6, TimeSpan.FromSeconds(1));
            station.Start();
            var acquisition = await laboratory.Acquire([new(instrument.Folder, "hall")]);
            var random = instrument.NewRandom();
            await instrument.Burst(random, 10, "first");
            await laboratory.UntilCurrent(instrument.Current);

            var ballast = Path.Combine(home, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[new DriveInfo(home).AvailableFreeSpace]);
            await instrument.Burst(random, 60, "full");
            Acquisition shown = null!;
            await Laboratory.Until(async () => (shown = await laboratory.Show(acquisition)).Sources[0].Message?.Contains("can't use its journal", StringComparison.Ordinal) is true,
                () => $"a message that the journal can't be written, and not: {shown.Sources[0].Message}");
            Assert.Contains("disk is full", shown.Sources[0].Message);

            File.Delete(ballast);
            await laboratory.UntilCurrent(instrument.Current);
            await Laboratory.Until(async () => (shown = await laboratory.Show(acquisition)).Sources[0].Message is null, () => $"an end of the message: {shown.Sources[0].Message}");
            Assert.Equal(AcquisitionState.Done, (await laboratory.Stop(acquisition)).State);
            await new EndState(laboratory).Check([(instrument, "")]);
        }
        finally
        {
            station.Kill();
            Run("umount", "-l", home);
        }
    }

    public void Dispose()
    {
        if (_mounted)
        {
            Run("umount", "-l", _disk);
        }

        Directory.Delete(_disk);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        Laboratory.Need(process.ExitCode == 0, $"'{program} {string.Join(' ', arguments)}' is not allowed here.");
    }
}
