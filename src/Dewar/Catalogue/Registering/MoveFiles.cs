using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Catalogue;

/// <summary>A file that lies at another path now: it keeps its number, its versions and what was said of it.</summary>
/// <param name="VerifiedAt">When its bytes were read there and had its digest.</param>
internal sealed record FileMove(long FileId, string From, string To, long ModifiedNs, DateTimeOffset VerifiedAt);

/// <summary>Gives files other paths, inside a transaction that holds the lock of the experiment's files.</summary>
internal static class MoveFiles
{
    /// <summary>Those that were moved: not one whose new path another file has, or had.</summary>
    public static async Task<List<FileMove>> Run(Transaction write, long experimentId, long storageId, IReadOnlyList<FileMove> moves, CancellationToken ct)
    {
        var folders = await FolderStore.Ensure(write, experimentId, moves.Select(move => RelativePath.Split(move.To).Folder).Distinct(), ct);
        var growth = new Dictionary<string, (long Files, long Bytes)>(StringComparer.Ordinal);
        var moved = new List<FileMove>();
        foreach (var move in moves)
        {
            var (folder, name) = RelativePath.Split(move.To);
            var before = await write.First($"select folder_id, name, metadata from catalogue_file where id = {move.FileId}",
                row => (Folder: row.GetInt64(0), Name: row.GetString(1), Metadata: row.TextOrNull(2)), ct);
            var size = await write.First($"""
                update catalogue_file set folder_id = {folders[folder].Id}, name = {name}, modified_ns = {move.ModifiedNs}
                where id = {move.FileId} and deleted_us is null and not exists (select 1 from catalogue_file o where o.folder_id = {folders[folder].Id} and o.name = {name})
                returning size
                """, row => (long?)row.GetInt64(0), ct);
            if (size is not { } bytes)
            {
                continue;
            }

            await FileMetadata.MoveWords(write, FileMetadata.Words(experimentId, before.Metadata), (before.Folder, before.Name), (folders[folder].Id, name), ct);
            Count(growth, RelativePath.Split(move.From).Folder, -1, -bytes);
            Count(growth, folder, 1, bytes);
            await write.Execute($"""
                update catalogue_replica set state = 'verified', verified_us = {move.VerifiedAt.InMicroseconds}, checked_us = {move.VerifiedAt.InMicroseconds}, cause = null
                where file_id = {move.FileId} and storage_id = {storageId} and version = (select version from catalogue_file where id = {move.FileId})
                """, ct);
            moved.Add(move);
        }

        await FolderStore.Grow(write, experimentId, growth, ct);
        return moved;
    }

    private static void Count(Dictionary<string, (long Files, long Bytes)> growth, string folder, long files, long bytes)
    {
        var (f, b) = growth.GetValueOrDefault(folder);
        growth[folder] = (f + files, b + bytes);
    }
}
