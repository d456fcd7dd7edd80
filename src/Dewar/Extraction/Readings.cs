using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>What came of reading files, as workers tell it.</summary>
internal sealed class Readings(SiteDatabase database, Wanted wanted, Pictureshelf shelf, TimeProvider time)
{
    /// <summary>Notes the results of a worker. What was read of a version that is no longer the current one is dropped; the new one is wanted already.</summary>
    public async Task Save(IReadOnlyList<ReadingResult> results, CancellationToken ct)
    {
        var current = await Current(results, ct);
        foreach (var result in results.Where(each => current.ContainsKey(each.File) && each is { Thumbnail: not null, Preview: not null }))
        {
            shelf.Put(result.File, result.Thumbnail!, result.Preview!);
        }

        await database.Write(async write =>
        {
            foreach (var result in results)
            {
                if (!current.TryGetValue(result.File, out var file))
                {
                    continue;
                }

                if (result.Away is { } away)
                {
                    await wanted.Later(write, result.File, away, ct);
                }
                else
                {
                    await Save(write, file, result, ct);
                }
            }

            await WantWhoAsked(write, [.. current.Values], ct);
        }, ct);
        wanted.Ring();
    }

    /// <summary>Hears which readers a worker has. Where one grew, the files that its earlier self did not survive are tried again.</summary>
    public async Task Heard(IReadOnlyDictionary<string, long> readers, CancellationToken ct)
    {
        var known = (await database.Query($"select name, version from extraction_reader", row => (Name: row.GetString(0), Version: row.GetInt64(1)), ct))
            .ToDictionary(each => each.Name, each => each.Version);
        var grown = readers.Where(reader => !known.TryGetValue(reader.Key, out var version) || version < reader.Value).ToList();
        if (grown.Count == 0)
        {
            return;
        }

        await database.Write(async write =>
        {
            foreach (var (name, version) in grown)
            {
                await write.Execute($"insert into extraction_reader (name, version) values ({name}, {version}) on conflict (name) do update set version = excluded.version", ct);
                await wanted.Want(write, await write.Query(
                    $"select file_id from extraction_reading where state = 'failed' and reader = {name} and reader_version < {version}", row => row.GetInt64(0), ct), null, ct);
            }
        }, ct);
        wanted.Ring();
    }

    private async Task<Dictionary<long, ReadFile>> Current(IReadOnlyList<ReadingResult> results, CancellationToken ct)
    {
        var versions = results.ToDictionary(each => each.File, each => each.Version);
        return (await database.Query($"""
            select f.id, f.experiment_id, f.version, f.registered_us, d.path, f.name, w.again
            from catalogue_file f join catalogue_folder d on d.id = f.folder_id join extraction_wanted w on w.file_id = f.id
            where f.id in {Sql.List(results.Select(each => each.File))} and f.deleted_us is null
            """, row => new ReadFile(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5), row.NumberOrNull(6)), ct))
            .Where(file => versions[file.Id] == file.Version).ToDictionary(file => file.Id);
    }

    private async Task Save(Transaction write, ReadFile file, ReadingResult result, CancellationToken ct)
    {
        var before = await write.First($"select document from extraction_reading where file_id = {file.Id}", row => row.Bytes(0), ct);
        if (file.Again is { } again)
        {
            await Again.Note(write, again, file.Id, before, result, ct);
        }

        await write.Execute($"delete from extraction_reading where file_id = {file.Id}", ct);
        await write.Execute($"""
            insert into extraction_reading (file_id, experiment_id, version, state, reader, reader_version, format, media_type, message, part_of, document,
                thumbnail, preview, read_us)
            values ({file.Id}, {file.Experiment}, {file.Version}, {result.State.ToString().ToLowerInvariant()}, {result.Reader?.Name ?? "none"}, {result.Reader?.Version ?? 0},
                {result.Text("format") ?? ""}, {result.Text("mediaType") ?? "application/octet-stream"}, {result.Message}, {result.Text("partOf")}, {result.Packed()},
                {result.Thumbnail?.LongLength}, {result.Preview?.LongLength}, {time.GetUtcNow().InMicroseconds})
            """, ct);
        await write.Execute($"delete from extraction_companion where file_id = {file.Id}", ct);
        await write.Insert("extraction_companion", ["experiment_id", "path", "whole", "file_id"],
            (result.Asked ?? []).Select(asked => (object?[])[file.Experiment, RelativePath.Join(file.Folder, asked.Path), asked.IsWhole ? 1L : 0L, file.Id]), ct);
        await write.Execute($"delete from extraction_wanted where file_id = {file.Id}", ct);
    }

    /// <summary>Files that asked for these before they were there have to be read once more.</summary>
    private async Task WantWhoAsked(Transaction write, IReadOnlyList<ReadFile> files, CancellationToken ct)
    {
        var askers = new HashSet<long>();
        foreach (var file in files)
        {
            var path = file.Folder + file.Name;
            askers.UnionWith(await write.Query($"""
                select c.file_id from extraction_companion c join extraction_reading r on r.file_id = c.file_id
                where c.experiment_id = {file.Experiment} and c.whole = 1 and substr(c.path, 1, 500) = {Beginning(path)} and c.path = {path}
                    and c.file_id <> {file.Id} and r.read_us < {file.RegisteredUs}
                """, row => row.GetInt64(0), ct));
        }

        foreach (var folder in files.GroupBy(file => (file.Experiment, file.Folder)))
        {
            askers.UnionWith(await AskedForNames(write, folder.Key.Experiment, folder.Key.Folder, [.. folder], ct));
        }

        await wanted.Want(write, [.. askers], null, ct);
    }

    private static async Task<IEnumerable<long>> AskedForNames(Transaction write, long experiment, string folder, ReadFile[] files, CancellationToken ct)
    {
        var latest = files.Max(file => file.RegisteredUs);
        var asked = await write.Query($"""
            select c.file_id, c.path, r.read_us from extraction_companion c join extraction_reading r on r.file_id = c.file_id
            where c.experiment_id = {experiment} and c.whole = 0 and substr(c.path, 1, 500) >= {Beginning(folder)} and substr(c.path, 1, 500) <= {Beginning(folder + "\uffff")}
                and r.read_us < {latest}
            """, row => (File: row.GetInt64(0), Path: row.GetString(1), ReadUs: row.GetInt64(2)), ct);
        return from each in asked
               where files.Any(file => file.Id != each.File && each.ReadUs < file.RegisteredUs && (file.Folder + file.Name).StartsWith(each.Path, StringComparison.Ordinal))
               select each.File;
    }

    private static string Beginning(string path)
    {
        // As the engines count them: whole characters.
        return path.Length <= 500 ? path : string.Concat(path.EnumerateRunes().Take(500));
    }

    /// <param name="Folder">With its closing slash.</param>
    private sealed record ReadFile(long Id, long Experiment, long Version, long RegisteredUs, string Folder, string Name, long? Again);
}
