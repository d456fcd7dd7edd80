using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Catalogue;

/// <summary>Paths from which files went to other experiments.</summary>
internal static class LeftPlaces
{
    /// <summary>Notes that a file goes from where it is, with all the deliveries that it came by.</summary>
    /// <param name="as">The file that it is from now on.</param>
    public static async Task Note(Transaction write, MovingFile file, long @as, CancellationToken ct)
    {
        var deliveries = await write.Query($"select delivery from catalogue_version where file_id = {file.Id} and delivery is not null", row => row.GetString(0), ct);
        foreach (var delivery in deliveries.Append(file.Delivery ?? "").Distinct(StringComparer.Ordinal))
        {
            await write.Execute($"""
                insert into catalogue_left (folder_id, name, delivery, file_id) values ({file.FolderId}, {file.Name}, {delivery}, {@as})
                on conflict (folder_id, name, delivery) do update set file_id = excluded.file_id
                """, ct);
        }
    }

    /// <summary>Deliveries of which it is known that their files went on to other experiments.</summary>
    public static async Task<HashSet<(long Folder, string Name, string Delivery)>> Of(Transaction read, IEnumerable<(long Folder, string Name)> places, CancellationToken ct)
    {
        var left = new HashSet<(long, string, string)>();
        if (await read.Number($"select count(*) from (select 1 from catalogue_left limit 1) one", ct) == 0)
        {
            return left;
        }

        foreach (var chunk in places.Chunk(FolderStore.Chunk))
        {
            left.UnionWith(await read.Query($"select f.folder_id, f.name, f.delivery from {FileStore.Wanted(chunk)}catalogue_left f where {FileStore.IsWanted}",
                row => (row.GetInt64(0), row.GetString(1), row.GetString(2)), ct));
        }

        return left;
    }

    /// <summary>The file that went from this place to that experiment before, if it is still there.</summary>
    public static Task<long> Earlier(Transaction read, MovingFile file, long experimentId, CancellationToken ct) => read.First($"""
        select g.id from catalogue_left l join catalogue_file g on g.id = l.file_id
        where l.folder_id = {file.FolderId} and l.name = {file.Name} and g.id <> {file.Id} and g.experiment_id = {experimentId} and g.deleted_us is null order by g.id limit 1
        """, row => row.GetInt64(0), ct);

    /// <summary>Whether this content was at the path, and is now elsewhere.</summary>
    public static async Task<bool> Have(Transaction read, long experimentId, string path, string sha256, CancellationToken ct)
    {
        var (folder, name) = RelativePath.Split(path);
        return await read.Number($"""
            select count(*) from catalogue_folder d join catalogue_left l on l.folder_id = d.id join catalogue_file g on g.id = l.file_id
            where {FolderStore.At(experimentId, folder)} and l.name = {name} and g.sha256 = {Convert.FromHexString(sha256)} and g.deleted_us is null
            """, ct) > 0;
    }

    /// <summary>The paths below the roots of storages from which a file went, where no other has come since.</summary>
    public static Task<List<(long Experiment, string Root, string Path)>> Of(Transaction read, long file, CancellationToken ct) => read.Query($"""
        select distinct d.experiment_id, e.storage_path, d.path, l.name from catalogue_left l
        join catalogue_folder d on d.id = l.folder_id join experiments_experiment e on e.id = d.experiment_id
        where l.file_id = {file} and not exists (select 1 from catalogue_file f where f.folder_id = l.folder_id and f.name = l.name and f.deleted_us is null)
        """, row => (row.GetInt64(0), row.GetString(1), row.GetString(2) + row.GetString(3)), ct);
}
