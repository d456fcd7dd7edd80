using Dewar.Acquisitions;
using Dewar.Disk;
using Dewar.Instruments;
using Dewar.Journeys;
using Dewar.Transfers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dewar.Station;

/// <summary>A station without its site: journal, storage and watched folders, and a clock that moves when told.</summary>
internal sealed class StationRig : IAsyncDisposable
{
    private const string Mark = "mark";
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private StationRig(Journal journal, TestFolder disk, ManualTime time)
    {
        (Journal, Disk, Time) = (journal, disk, time);
        MarkedTree.Mark(disk["storage"], Mark);
        Options = new() { Site = new("http://127.0.0.1:1"), Token = "t", Home = disk["home"] };
        Mover = NewMover();
        Claims = new(journal);
    }

    public Journal Journal { get; private set; }
    public TestFolder Disk { get; }
    public ManualTime Time { get; }
    public StationOptions Options { get; }
    public Mover Mover { get; private set; }
    public Claims Claims { get; private set; }
    public string Source => Disk["source"];

    public static async Task<StationRig> Open()
    {
        var (disk, time) = (new TestFolder(), new ManualTime());
        disk.Make("storage").Make("source").Make("home");
        return new(await Journal.Open(disk["home/journal.db"], time, default), disk, time);
    }

    public static AcquisitionOptions With(double quietSeconds = 5, string? marker = null, params string[] temporary) =>
        new() { Settling = new() { QuietSeconds = quietSeconds, Marker = marker, Temporary = temporary } };

    public Assignment Assign(AcquisitionOptions? options = null, AcquisitionKind kind = AcquisitionKind.Acquisition, long source = 1, string to = "", string? folder = null) => new(
        source, "acq", "exp", kind, folder ?? Source, to, options ?? With(), "main", Disk["storage"], Mark, "exp", AnyFolder: true, Stop: false, Abort: false);

    public async Task<SourceWatch> Watch(Assignment assignment)
    {
        var watch = new SourceWatch(assignment, Journal, Options, Time);
        await watch.Begin((await Journal.Sources(default)).FirstOrDefault(each => each.Source == assignment.Source), default);
        await Mover.CleanUp(watch, default);
        return watch;
    }

    /// <summary>The process ends at once and starts again; the clock goes on.</summary>
    public async Task Crash()
    {
        await Journal.DisposeAsync();
        Journal = await Journal.Open(Disk["home/journal.db"], Time, default);
        (Mover, Claims) = (NewMover(), new(Journal));
    }

    /// <summary>Looks, moves and registers, a second a turn.</summary>
    public async Task Run(SourceWatch watch, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            await watch.Turn(default);
            await Move(watch);
            await Register(watch);
            Time.Advance(Turn);
        }
    }

    public async Task Move(params SourceWatch[] watches)
    {
        foreach (var watch in watches)
        {
            await Mover.CleanUp(watch, default);
        }

        while (await Claims.Next(watches, default) is { } next)
        {
            await Move(next.Watch, next.Files);
        }
    }

    /// <summary>A batch; what got its place waits in the journal, as when the site is slow.</summary>
    public async Task Move(SourceWatch watch, List<JourneyFile> files)
    {
        var placed = await Mover.Move(watch, files, default);
        await Journal.Advance([.. placed.Select(file => (file, TimeSpan.Zero))], default);
        await Claims.Release(watch, files);
    }

    /// <summary>What the registrar does when the site takes everything.</summary>
    public async Task<List<JourneyFile>> Register(SourceWatch watch)
    {
        var files = await Journal.Due(watch.Assignment.Source, JourneyStage.Placed, 0, 10_000, default);
        await Journal.Advance(files.ConvertAll(file => (file with { Stage = JourneyStage.Registered, Displaced = null }, TimeSpan.Zero)), default);
        foreach (var file in files)
        {
            watch.Progress.Move(JourneyStage.Placed, JourneyStage.Registered, file.Size);
            Registered.Add((file.Path, Disk.Read($"storage/exp/{RelativePath.Join(watch.Assignment.To, file.Path)}")));
        }

        return files;
    }

    /// <summary>Path and content of all that was registered, in order.</summary>
    public List<(string Path, string Content)> Registered { get; } = [];

    public string[] Stored => [.. Disk.Files.Where(file => file.StartsWith("storage/exp/", StringComparison.Ordinal)).Select(file => file["storage/exp/".Length..])];

    public async Task<(JourneyStage Stage, string? Cause)> StageOf(string path, long source = 1) =>
        await Journal.Find(source, path, default) is { } file ? (file.Stage, file.Cause) : throw new FileNotFoundException(path);

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        Disk.Dispose();
    }

    private static Plugins OnlyPosix()
    {
        var plugins = new Plugins();
        plugins.Add(new PosixMethod());
        return plugins;
    }

    private Mover NewMover() => new(Journal, OnlyPosix(), Options, Time, NullLogger<Mover>.Instance);
}
