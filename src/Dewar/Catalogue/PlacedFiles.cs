using Dewar.Database;

namespace Dewar.Catalogue;

/// <summary>What the catalogue expects to lie at a place in a storage.</summary>
/// <param name="State">Of its replica there.</param>
/// <param name="Deleted">From the catalogue.</param>
internal sealed record PlacedFile(long Id, string Name, long Size, long ModifiedNs, ReplicaState State, bool Deleted);

/// <summary>Reads what should lie where in a storage, for whoever compares.</summary>
internal static class PlacedFiles
{
    /// <summary>Files that should be directly in a folder, with those that were deleted from the catalogue.</summary>
    /// <param name="folder">With its closing slash, "" for the experiment's own.</param>
    public static Task<List<PlacedFile>> InFolder(Transaction read, long experimentId, long storageId, string folder, CancellationToken ct) => read.Query($"""
        select f.id, f.name, f.size, f.modified_ns, r.state, f.deleted_us
        from catalogue_folder d join catalogue_file f on f.folder_id = d.id
        join catalogue_replica r on r.file_id = f.id and r.version = f.version and r.storage_id = {storageId}
        where {FolderStore.At(experimentId, folder)}
        """, row => new PlacedFile(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), Enum.Parse<ReplicaState>(row.GetString(4), true), !row.IsDBNull(5)), ct);

    /// <summary>The names of the folders with files in them that should be directly in a folder.</summary>
    public static async Task<List<string>> FoldersIn(Transaction read, long experimentId, string folder, CancellationToken ct) => (await read.Query($"""
        select c.path from catalogue_folder d join catalogue_folder c on c.parent_id = d.id
        where {FolderStore.At(experimentId, folder)} and c.files > 0
        """, row => row.GetString(0), ct)).ConvertAll(path => path[folder.Length..^1]);

    /// <summary>The paths of a folder and of those below it that have files of their own, a few at a time.</summary>
    /// <param name="after">Only behind this one.</param>
    public static Task<List<string>> FoldersBelow(Transaction read, long experimentId, string folder, string? after, CancellationToken ct)
    {
        Sql behind = after is null ? Sql.Nothing : (Sql)$" and d.path <> {after}";
        return read.Query($"""
            select d.path from catalogue_folder d
            where {FolderStore.From(experimentId, after ?? folder, folder)}{behind} and d.own_files > 0 order by substr(d.path, 1, 500), d.path limit {FolderStore.Chunk}
            """, row => row.GetString(0), ct);
    }

    /// <summary>How many files of an experiment should lie in the storage, as far as is known.</summary>
    public static Task<long> Count(Transaction read, long experimentId, long storageId, CancellationToken ct) => read.Number($"""
        select count(*) from catalogue_file f join catalogue_replica r on r.file_id = f.id and r.version = f.version and r.storage_id = {storageId}
        where f.experiment_id = {experimentId} and f.deleted_us is null and r.state in ('stored', 'verified', 'suspect')
        """, ct);
}
