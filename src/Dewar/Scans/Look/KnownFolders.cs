using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Scans;

/// <summary>Folders of trees as they were when they were read last.</summary>
internal sealed class KnownFolders(SiteDatabase database)
{
    private const int AtOnce = 500;

    /// <summary>In the order of their paths, behind one.</summary>
    /// <param name="unread">Only those that must be read again.</param>
    public Task<List<KnownFolder>> After(long experimentId, string? after, bool unread, int limit, CancellationToken ct)
    {
        Sql behind = after is null ? Sql.Nothing : (Sql)$" and d.path <> {after}";
        Sql only = unread ? $" and d.modified_ns is null" : Sql.Nothing;
        return database.Query($"""
            select d.path, d.modified_ns, d.mounted from scans_folder d
            where {FolderStore.From(experimentId, after ?? "", "")}{behind}{only} order by substr(d.path, 1, 500), d.path limit {limit}
            """, row => new KnownFolder(row.GetString(0), row.NumberOrNull(1), row.GetInt64(2) != 0), ct);
    }

    /// <summary>Those of some folders that were never seen before.</summary>
    public async Task<List<string>> Unknown(long experimentId, IEnumerable<string> paths, CancellationToken ct)
    {
        var unknown = new List<string>();
        foreach (var some in paths.Chunk(AtOnce))
        {
            unknown.AddRange(some.Except(await database.Query(
                $"select d.path from scans_folder d where {FolderStore.Among(experimentId, some)}", row => row.GetString(0), ct), StringComparer.Ordinal));
        }

        return unknown;
    }

    public async Task<bool> IsMounted(long experimentId, string path, CancellationToken ct) =>
        await database.Number($"select max(d.mounted) from scans_folder d where {FolderStore.At(experimentId, path)}", ct) > 0;

    /// <summary>Writes what a look found. May be done again with the same result.</summary>
    public async Task Write(Looked found, long storageId, long nowUs, CancellationToken ct)
    {
        var id = found.Experiment.Id;

        // Before the folders above are remembered as read: a kill in between would leave the rest unnoticed.
        foreach (var lacking in found.Lacking)
        {
            await Forget(id, storageId, lacking, nowUs, ct);
        }

        await database.Write(async write =>
        {
            foreach (var (folder, differing) in found.Differences)
            {
                await DifferenceStore.Put(write, id, folder, differing, nowUs, ct);
            }

            await DifferenceStore.Opened(write, id, found.Read.Select(each => each.Path), ct);
            foreach (var (path, cause) in found.Closed.Where(each => each.Path.Length > 0))
            {
                var (above, name) = RelativePath.Split(path.TrimEnd('/'));
                await DifferenceStore.PutOdd(write, id, above, name, cause, nowUs, ct);
                await write.Execute($"update scans_folder as d set modified_ns = null where {FolderStore.At(id, path)}", ct);
            }

            await Remember(write, found, ct);
        }, ct);
    }

    private static async Task Remember(Transaction write, Looked found, CancellationToken ct)
    {
        var id = found.Experiment.Id;
        foreach (var some in found.Read.Chunk(AtOnce))
        {
            await write.Execute($"delete from scans_folder as d where {FolderStore.Among(id, some.Select(each => each.Path))}", ct);
        }

        var rows = found.Read.ToDictionary(each => each.Path, StringComparer.Ordinal);
        foreach (var some in found.Children.Chunk(AtOnce))
        {
            var known = await write.Query($"select d.path from scans_folder d where {FolderStore.Among(id, some)}", row => row.GetString(0), ct);
            foreach (var path in some.Except(known, StringComparer.Ordinal))
            {
                rows.TryAdd(path, new(path, null, false));
            }
        }

        await write.Insert("scans_folder", ["experiment_id", "path", "modified_ns", "mounted"],
            rows.Values.Select(each => new object?[] { id, each.Path, each.ModifiedNs, each.IsMounted ? 1L : 0L }), ct);
    }

    /// <summary>A folder is gone, and so is all that should be below it: a few folders at a time, since that may be a million files.</summary>
    private async Task Forget(long experimentId, long storageId, string lacking, long nowUs, CancellationToken ct)
    {
        await database.Execute($"delete from scans_difference as d where {FolderStore.From(experimentId, lacking, lacking)}", ct);
        List<string> page;
        for (string? after = null; (page = await database.Read(read => PlacedFiles.FoldersBelow(read, experimentId, lacking, after, ct), ct)).Count > 0; after = page[^1])
        {
            foreach (var folder in page)
            {
                await database.Write(async write =>
                {
                    var files = await PlacedFiles.InFolder(write, experimentId, storageId, folder, ct);
                    await DifferenceStore.Put(write, experimentId, folder, new FolderJudge(true, DateTimeOffset.UnixEpoch).Compare(FolderContents.Empty, files), nowUs, ct);
                }, ct);
            }
        }

        await database.Execute($"delete from scans_folder as d where {FolderStore.From(experimentId, lacking, lacking)}", ct);
    }
}
