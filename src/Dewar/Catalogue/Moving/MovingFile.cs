using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Catalogue;

/// <summary>A file that goes to another experiment.</summary>
/// <param name="Root">The experiment's folder in storages.</param>
internal sealed record MovingFile(
    long Id, long ExperimentId, string Experiment, string Root, long FolderId, string Folder, string Name, long Version, long Size, byte[] Sha256, string? Delivery, string? Metadata, bool Deleted, long ModifiedNs)
{
    public string Path => Folder + Name;

    /// <summary>Below the root of a storage.</summary>
    public string Place => RelativePath.Join(Root, Path);

    public string Digest => Convert.ToHexStringLower(Sha256);

    public static Task<MovingFile?> Find(Transaction read, long id, CancellationToken ct) => read.First<MovingFile?>($"""
        select f.id, f.experiment_id, e.name, e.storage_path, f.folder_id, d.path, f.name, f.version, f.size, f.sha256, f.delivery, f.metadata, f.deleted_us, f.modified_ns
        from catalogue_file f join catalogue_folder d on d.id = f.folder_id join experiments_experiment e on e.id = f.experiment_id where f.id = {id}
        """, row => new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetString(5), row.GetString(6), row.GetInt64(7), row.GetInt64(8), row.Bytes(9),
        row.TextOrNull(10), row.TextOrNull(11), !row.IsDBNull(12), row.GetInt64(13)), ct);

    /// <summary>Where a content of it lies in a storage, below its root. Not at its path while a station has put something newer there and has yet to tell.</summary>
    /// <param name="digest">Of its newest content, or of an earlier one, which is kept under it.</param>
    /// <exception cref="IOException">It is in neither place, just now at least.</exception>
    public string WhereIs(Folder storage, string digest, CancellationToken ct)
    {
        var kept = RelativePath.Join(Root, KeptVersions.PathOf(digest));
        return digest == Digest && IsAtItsPath(storage, ct) ? Place : storage.TryStatBelow(kept, out _) ? kept
            : throw new IOException($"'{Path}' of '{Experiment}' is being changed just now, or its bytes are not where they should be. It is tried again; 'dewar verify {Experiment}' tells.");
    }

    private bool IsAtItsPath(Folder storage, CancellationToken ct)
    {
        if (!storage.TryStatBelow(Place, out var there) || there.Kind != EntryKind.File || there.Size != Size || there.ModifiedNs == ModifiedNs)
        {
            return there is { Kind: EntryKind.File } && there.Size == Size && there.ModifiedNs == ModifiedNs;
        }

        using var folder = storage.Below(RelativePath.Split(Place).Folder);
        using var file = folder.OpenFile(Name);
        return FileDigest.Of(file, ct) == Digest;
    }

    /// <summary>Where its bytes are: storages, versions and states.</summary>
    public Task<List<(long Storage, long Version, bool Kept, ReplicaState State)>> Replicas(Transaction read, CancellationToken ct) => read.Query($"""
        select storage_id, version, kept, state from catalogue_replica where file_id = {Id} and state <> 'deleted' order by storage_id, version
        """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) != 0, Enum.Parse<ReplicaState>(row.GetString(3), true)), ct);

    /// <summary>Earlier contents by their versions.</summary>
    public async Task<Dictionary<long, string>> Earlier(Transaction read, CancellationToken ct) =>
        (await read.Query($"select version, sha256 from catalogue_version where file_id = {Id}", row => (Version: row.GetInt64(0), Digest: Convert.ToHexStringLower(row.Bytes(1))), ct)).ToDictionary(each => each.Version, each => each.Digest);
}
