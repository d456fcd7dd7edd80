using System.Diagnostics;
using System.Globalization;
using Dewar.Acquisitions;
using Xunit;

namespace Dewar.Torture;

[Collection("Torture")]
public sealed class PostgresRestartTests : IDisposable
{
    private readonly string _services = Directory.CreateTempSubdirectory("dewar-torture-postgres-").FullName;

    [Fact]
    public async Task PostgreSQL_that_crashes_and_comes_back_loses_nothing()
    {
        Laboratory.Need(Directory.Exists("/usr/lib/postgresql"), "There is no PostgreSQL on this computer.");
        File.SetUnixFileMode(_services, (UnixFileMode)Convert.ToInt32("711", 8));
        await Service("start", Laboratory.FreePort());
        await using var laboratory = await Laboratory.Open(await Service("address"));
        var station = await laboratory.AddStation("hall");
        station.Start();
        var instrument = new Instrument(laboratory.Folder("data"), 3, TimeSpan.FromSeconds(1));
        var embedded = new Instrument(laboratory.Folder("embedded"), 4, TimeSpan.FromSeconds(1));
        var acquisition = await laboratory.Acquire([new(instrument.Folder, "hall", "hall"), new(embedded.Folder, "local", "local")]);

        var random = instrument.NewRandom();
        for (var round = 0; round < 6; round++)
        {
            var writing = Task.WhenAll(instrument.Burst(instrument.NewRandom(), 80, $"{round}"), embedded.Burst(embedded.NewRandom(), 80, $"{round}"));
            await Task.Delay(random.Next(200, 2500));
            await Service("restart");
            await writing;
        }

        await laboratory.UntilCurrent(instrument.Current.ToDictionary(each => $"hall/{each.Key}", each => each.Value));
        await laboratory.UntilCurrent(embedded.Current.ToDictionary(each => $"local/{each.Key}", each => each.Value));
        var ended = await laboratory.Stop(acquisition);
        var end = new EndState(laboratory);
        await end.Check([(instrument, "hall"), (embedded, "local")]);
        Assert.Equal((AcquisitionState.Done, end.Files, 0), (ended.State, ended.Totals.Registered, ended.Totals.Failed));
    }

    public void Dispose()
    {
        using var stop = Start("stop", null);
        stop.WaitForExit();
        if (Directory.Exists(_services))
        {
            Directory.Delete(_services, recursive: true);
        }
    }

    private async Task<string> Service(string verb, int? port = null)
    {
        using var process = Start(verb, port);
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"postgres {verb} ended with {process.ExitCode}");
        return said.Trim();
    }

    private Process Start(string verb, int? port)
    {
        var start = new ProcessStartInfo(Repository.PathOf("tests", "services", "postgres"), [verb]) { RedirectStandardOutput = true };
        start.Environment["DEWAR_SERVICES"] = _services;
        start.Environment["PORT"] = port?.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }
}
