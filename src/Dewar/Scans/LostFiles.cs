using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Scans;

/// <summary>A file that is not at its path.</summary>
internal sealed record LostFile(long Id, long Version, string Folder, string Name, string Sha256);

/// <summary>Finds files of the catalogue that are not where they were.</summary>
internal sealed class LostFiles(SiteDatabase database)
{
    /// <summary>
    /// Files with these bytes that a look did not find, and that are not back by now. Others with the same bytes may be many: the
    /// database sorts them out. The plus keeps SQLite from going through all files of the experiment.
    /// </summary>
    public async Task<List<LostFile>> Find(OpenTree tree, ScannedExperiment experiment, IReadOnlyList<ReadFile> fresh, CancellationToken ct)
    {
        var lost = new List<LostFile>();
        foreach (var chunk in fresh.Select(each => each.Sha256!).Distinct().Select(hex => Convert.FromHexString(hex)[..8]).Chunk(FolderStore.Chunk))
        {
            lost.AddRange(await database.Read(async read => await read.Query($"""
                select f.id, f.version, d.path, f.name, f.sha256
                from catalogue_file f join catalogue_folder d on d.id = f.folder_id
                join catalogue_replica r on r.file_id = f.id and r.version = f.version and r.storage_id = {tree.Storage.Id}
                where {await FileStore.HasDigest(read, chunk, ct)} and +f.experiment_id = {experiment.Id} and f.deleted_us is null
                  and (r.state = 'missing' or exists (select 1 from scans_difference g
                    where g.experiment_id = {experiment.Id} and substr(g.path, 1, 500) = substr(d.path, 1, 500) and g.path = d.path and g.name = f.name and g.kind = 'gone'))
                order by f.id
                """, row => new LostFile(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), Convert.ToHexStringLower(row.Bytes(4))), ct), ct));
        }

        return lost.FindAll(each => !tree.Root.TryStatBelow(RelativePath.Join(experiment.Root, each.Folder + each.Name), out var entry) || entry.Kind != EntryKind.File);
    }
}
