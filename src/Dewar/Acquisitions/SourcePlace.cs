using Dewar.Database;
using Dewar.Sdk;

namespace Dewar.Acquisitions;

/// <summary>Whose a source is, and where its files go.</summary>
/// <param name="IsOpen">It has not ended: files may be registered.</param>
internal sealed record SourcePlace(string Station, bool IsOpen, long ExperimentId, string Experiment, long StorageId, Destination Destination)
{
    public static Task<SourcePlace?> Find(Transaction read, long source, CancellationToken ct) => read.First($"""
        select q.station, q.state in ('pending', 'running', 'finalizing'), e.id, e.name, s.id, s.name, s.path, s.mark, e.storage_path
        from acquisitions_source q
        join acquisitions_acquisition a on a.id = q.acquisition_id
        join experiments_experiment e on e.id = a.experiment_id
        join storages_storage s on s.id = e.storage_id
        where q.id = {source}
        """, row => new SourcePlace(row.GetString(0), row.GetBoolean(1), row.GetInt64(2), row.GetString(3), row.GetInt64(4),
        new(row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), source)), ct);

    /// <summary>Null when the source is not the station's own, or has ended.</summary>
    public static async Task<SourcePlace?> FindOpen(Transaction read, string station, long source, CancellationToken ct) =>
        await Find(read, source, ct) is { IsOpen: true } found && found.Station == station ? found : null;
}
