using Dewar.Acquisitions;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Incoming;

/// <summary>The sources of stations, as far as receiving for them needs.</summary>
internal sealed class StationSources(SiteDatabase database)
{
    /// <summary>Where a station's source brings its files; refused when the source is not its own, or has ended.</summary>
    public Task<Destination> Destination(string station, long source, CancellationToken ct) => database.Read(async read =>
        await AcquisitionStore.DestinationOf(read, station, source, ct)
            ?? throw Refusal.Conflict("source-ended", $"Source {source} is not one that the station '{station}' is working on."), ct);

    /// <summary>The experiment of a station's source; refused as above.</summary>
    public Task<(long Id, string Name)> Experiment(string station, long source, CancellationToken ct) => database.Read(async read =>
        await AcquisitionStore.ExperimentOf(read, station, source, ct) is { Id: > 0 } found ? found
            : throw Refusal.Conflict("source-ended", $"Source {source} is not one that the station '{station}' is working on."), ct);
}
