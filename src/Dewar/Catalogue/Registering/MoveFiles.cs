using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Catalogue;

/// <summary>A file that lies at another path now: it keeps its number, its versions and what was said of it.</summary>
/// <param name="Version">The one that was found there: with another by now, it is another file's story.</param>
/// <param name="VerifiedAt">When its bytes were read there and had its digest.</param>
internal sealed record FileMove(long FileId, long Version, string From, string To, long ModifiedNs, DateTimeOffset VerifiedAt);

/// <summary>Gives files other paths, inside a transaction that holds the lock of the experiment's files.</summary>
internal static class MoveFiles
{
    /// <summary>Those that were moved: not one whose new path another file has, or had, and none that is not as it was when it was missed.</summary>
    public static async Task<List<FileMove>> Run(Transaction write, long experimentId, long storageId, IReadOnlyList<FileMove> moves, CancellationToken ct)
    {
        var folders = await FolderStore.Ensure(write, experimentId, moves.Select(move => RelativePath.Split(move.To).Folder).Distinct(), ct);
        var growth = new Dictionary<string, (long Files, long Bytes)>(StringComparer.Ordinal);
        var moved = new List<FileMove>();
        foreach (var move in moves)
        {
            var (folder, name) = RelativePath.Split(move.To);
            var (before, nameBefore) = RelativePath.Split(move.From);
            var was = await write.First($"select folder_id, metadata from catalogue_file where id = {move.FileId}", row => (Folder: row.GetInt64(0), Metadata: row.TextOrNull(1)), ct);
            var size = await write.First($"""
                update catalogue_file set folder_id = {folders[folder].Id}, name = {name}, modified_ns = {move.ModifiedNs}
                where id = {move.FileId} and version = {move.Version} and name = {nameBefore} and deleted_us is null
                    and folder_id = (select d.id from catalogue_folder d where {FolderStore.At(experimentId, before)})
                    and not exists (select 1 from catalogue_file o where o.folder_id = {folders[folder].Id} and o.name = {name})
                returning size
                """, row => (long?)row.GetInt64(0), ct);
            if (size is not { } bytes)
            {
                continue;
            }

            await FileMetadata.MoveWords(write, FileMetadata.Words(experimentId, was.Metadata), (was.Folder, nameBefore), (folders[folder].Id, name), ct);
            Count(growth, before, -1, -bytes);
            Count(growth, folder, 1, bytes);
            await write.Execute($"""
                update catalogue_replica set state = 'verified', verified_us = {move.VerifiedAt.InMicroseconds}, checked_us = {move.VerifiedAt.InMicroseconds}, cause = null
                where file_id = {move.FileId} and storage_id = {storageId} and version = (select version from catalogue_file where id = {move.FileId})
                """, ct);
            moved.Add(move);
        }

        await FolderStore.Grow(write, experimentId, growth, ct);
        await FileHistory.Note(write, moved.Select(move =>
            new HistoryNote(move.FileId, move.VerifiedAt.InMicroseconds, "moved", move.Version, storageId, null, $"from {move.From}")), ct);
        return moved;
    }

    private static void Count(Dictionary<string, (long Files, long Bytes)> growth, string folder, long files, long bytes)
    {
        var (f, b) = growth.GetValueOrDefault(folder);
        growth[folder] = (f + files, b + bytes);
    }
}
