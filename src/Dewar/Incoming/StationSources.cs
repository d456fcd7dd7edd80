using Dewar.Acquisitions;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Sdk;

namespace Dewar.Incoming;

/// <summary>The sources of stations, as far as receiving for them needs.</summary>
internal sealed class StationSources(SiteDatabase database)
{
    /// <summary>Where a station's source brings its files; refused when the source is not its own, or has ended.</summary>
    public Task<SourcePlace> Place(string station, long source, CancellationToken ct) => database.Read(async read => await SourcePlace.FindOpen(read, station, source, ct)
        ?? throw Refusal.Conflict("source-ended", $"Source {source} is not one that the station '{station}' is working on."), ct);

    public async Task<Destination> Destination(string station, long source, CancellationToken ct) => (await Place(station, source, ct)).Destination;
}
