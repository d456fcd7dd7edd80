using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Extraction;

/// <summary>
/// What files asked for beside themselves while they were read: when such a file comes later, whoever asked is read once more. So the files of
/// a format in several parts may come in any order.
/// </summary>
internal sealed class Companions(Wanted wanted, TimeProvider time)
{
    private const int AtOnce = 500;

    /// <summary>Notes what a file asked for.</summary>
    /// <returns>True when some of it came while the file was being read: it may have been too late to be seen, and nobody else will tell.</returns>
    public async Task<bool> Note(Transaction write, HeldRow file, IReadOnlyList<AskedFor> asked, CancellationToken ct)
    {
        await write.Execute($"delete from extraction_companion where file_id = {file.Id}", ct);
        var paths = asked.Select(each => (Path: RelativePath.Join(file.Folder, each.Path), each.IsWhole)).ToList();
        await write.Insert("extraction_companion", ["experiment_id", "path", "whole", "file_id"],
            paths.Select(each => (object?[])[file.Experiment, each.Path, each.IsWhole ? 1L : 0L, file.Id]), ct);
        foreach (var folder in paths.GroupBy(each => RelativePath.Split(each.Path).Folder))
        {
            // One after the other: with an "or" between them SQLite would look through the whole folder.
            var wholes = folder.Where(each => each.IsWhole).Select(each => RelativePath.Split(each.Path).Name).Chunk(AtOnce).Select(some => (Sql)$"f.name in {Sql.List(some)}");
            var beginnings = folder.Where(each => !each.IsWhole).Select(each => RelativePath.Split(each.Path).Name)
                .Select(beginning => (Sql)$"f.name >= {beginning} and f.name < {beginning + "\U0010ffff"}");
            foreach (var names in wholes.Concat(beginnings))
            {
                if (await write.Number($"""
                    select count(*) from catalogue_file f where f.folder_id = (select d.id from catalogue_folder d where {FolderStore.At(file.Experiment, folder.Key)})
                        and {names} and f.registered_us between {file.BeganUs} and {time.GetUtcNow().InMicroseconds} and f.id <> {file.Id} and f.deleted_us is null
                    """, ct) > 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Files that asked for these, of those that came, before they were there have to be read once more.</summary>
    public async Task WantWhoAsked(Transaction write, IReadOnlyList<HeldRow> files, CancellationToken ct)
    {
        var askers = new HashSet<long>();
        foreach (var experiment in files.Where(file => file.CameUs is not null).GroupBy(file => file.Experiment))
        {
            var came = experiment.ToDictionary(file => file.Folder + file.Name);
            await Find(came.Keys.Select(path => (path, path)), isWhole: true);

            // Who asked for names that begin so wrote down a beginning of this one: those are few, and those who asked in this folder many.
            await Find(came.Values.SelectMany(file => Enumerable.Range(0, file.Name.Length + 1).Select(length => (file.Folder + file.Name[..length], file.Folder + file.Name))), isWhole: false);

            async Task Find(IEnumerable<(string Asked, string Path)> paths, bool isWhole)
            {
                foreach (var some in paths.GroupBy(each => each.Asked, each => each.Path).Chunk(AtOnce))
                {
                    var last = some.ToDictionary(each => each.Key, each => each.Select(path => came[path]).ToList());
                    foreach (var (asker, path, beganUs) in await write.Query($"""
                        select c.file_id, c.path, r.began_us from extraction_companion c join extraction_reading r on r.file_id = c.file_id
                        where c.experiment_id = {experiment.Key} and c.whole = {(isWhole ? 1L : 0L)} and substr(c.path, 1, 500) in {Sql.List(last.Keys.Select(Beginning).Distinct())}
                            and c.path || '' in {Sql.List(last.Keys)}
                        """, row => (row.GetInt64(0), row.GetString(1), row.GetInt64(2)), ct))
                    {
                        if (last[path].Exists(file => file.Id != asker && beganUs < file.CameUs))
                        {
                            askers.Add(asker);
                        }
                    }
                }
            }
        }

        await wanted.Want(write, [.. askers], null, ct);
    }

    private static string Beginning(string path)
    {
        // As the engines count them: whole characters.
        return path.Length <= 500 ? path : string.Concat(path.EnumerateRunes().Take(500));
    }
}
