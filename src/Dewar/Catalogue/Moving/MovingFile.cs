using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Catalogue;

/// <summary>A file that goes to another experiment.</summary>
/// <param name="Root">The experiment's folder in storages.</param>
internal sealed record MovingFile(
    long Id, long ExperimentId, string Experiment, string Root, long FolderId, string Folder, string Name, long Version, long Size, byte[] Sha256, string? Delivery, string? Metadata, bool Deleted)
{
    public string Path => Folder + Name;

    /// <summary>Below the root of a storage.</summary>
    public string Place => RelativePath.Join(Root, Path);

    public string Digest => Convert.ToHexStringLower(Sha256);

    public static Task<MovingFile?> Find(Transaction read, long id, CancellationToken ct) => read.First<MovingFile?>($"""
        select f.id, f.experiment_id, e.name, e.storage_path, f.folder_id, d.path, f.name, f.version, f.size, f.sha256, f.delivery, f.metadata, f.deleted_us
        from catalogue_file f join catalogue_folder d on d.id = f.folder_id join experiments_experiment e on e.id = f.experiment_id where f.id = {id}
        """, row => new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetString(5), row.GetString(6), row.GetInt64(7), row.GetInt64(8), row.Bytes(9),
        row.TextOrNull(10), row.TextOrNull(11), !row.IsDBNull(12)), ct);

    /// <summary>Where its bytes are: storages, versions and states.</summary>
    public Task<List<(long Storage, long Version, bool Kept, ReplicaState State)>> Replicas(Transaction read, CancellationToken ct) => read.Query($"""
        select storage_id, version, kept, state from catalogue_replica where file_id = {Id} and state <> 'deleted' order by storage_id, version
        """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) != 0, Enum.Parse<ReplicaState>(row.GetString(3), true)), ct);

    /// <summary>Earlier contents by their versions.</summary>
    public async Task<Dictionary<long, string>> Earlier(Transaction read, CancellationToken ct) =>
        (await read.Query($"select version, sha256 from catalogue_version where file_id = {Id}", row => (Version: row.GetInt64(0), Digest: Convert.ToHexStringLower(row.Bytes(1))), ct)).ToDictionary(each => each.Version, each => each.Digest);
}
