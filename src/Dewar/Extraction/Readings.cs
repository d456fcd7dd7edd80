using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>What came of reading files, as workers tell it.</summary>
internal sealed class Readings(SiteDatabase database, Wanted wanted, Companions companions, Pictureshelf shelf, FileFollowers followers)
{
    /// <summary>
    /// Notes the results of a worker for the files that it has. A file that was wanted anew meanwhile is somebody else's by now, or waits: what
    /// was read of it before is dropped.
    /// </summary>
    public async Task Save(IReadOnlyList<ReadingResult> results, CancellationToken ct)
    {
        var now = wanted.Now;
        var told = results.DistinctBy(result => result.File).Select(result => ReadingRow.Of(result, now)).ToDictionary(row => row.File);
        var held = await Held(database.Query, told, Sql.Nothing, ct);
        foreach (var (id, _) in held)
        {
            told[id].PutPictures(shelf);
        }

        // Whoever wants one of them anew waits until this is written, and comes behind it.
        Sql end = database.IsPostgres ? $" for update of w" : Sql.Nothing;
        var saved = await database.Write(async write =>
        {
            var current = await Held(write.Query, told, end, ct);
            foreach (var (id, file) in current)
            {
                if (told[id].Away is { } away)
                {
                    await wanted.Later(write, id, away, ct);
                }
                else
                {
                    await Save(write, file, told[id], ct);
                }
            }

            await followers.Altered(write, [.. current.Keys.Where(id => told[id].Away is null)], ct);
            await companions.WantWhoAsked(write, [.. current.Values.Where(file => told[file.Id].Away is null)], ct);
            return current;
        }, ct);
        foreach (var id in held.Keys)
        {
            // The pictures of what was known before, or those of a result that came too late after all.
            shelf.Remove(id, !saved.TryGetValue(id, out var file) ? now : told[id].Away is null ? file.DrawnUs : null);
        }

        followers.Ring();
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
                await write.Execute($"""
                    insert into extraction_reader (name, version) values ({name}, {version})
                    on conflict (name) do update set version = excluded.version where extraction_reader.version < excluded.version
                    """, ct);
                await wanted.Want(write, await write.Query(
                    $"select file_id from extraction_reading where state = 'failed' and reader = {name} and reader_version < {version}", row => row.GetInt64(0), ct), null, ct);
            }
        }, ct);
        wanted.Ring();
    }

    private async Task Save(Transaction write, HeldRow file, ReadingRow row, CancellationToken ct)
    {
        if (file.Again is { } again)
        {
            var before = await write.First($"select document from extraction_reading where file_id = {file.Id}", found => found.Bytes(0), ct);
            await Again.Note(write, again, file.Id, before, row.Result, ct);
        }

        await write.Execute($"delete from extraction_reading where file_id = {file.Id}", ct);
        await write.Execute($"""
            insert into extraction_reading (file_id, experiment_id, version, state, reader, reader_version, format, media_type, message, part_of, document,
                thumbnail, preview, began_us, read_us)
            values ({file.Id}, {file.Experiment}, {file.Version}, {row.State}, {row.Reader.Name}, {row.Reader.Version}, {row.Format}, {row.MediaType}, {row.Message}, {row.PartOf},
                {row.Packed}, {row.Thumbnail}, {row.Preview}, {file.BeganUs}, {row.ReadUs})
            """, ct);
        await write.Execute($"delete from extraction_wanted where file_id = {file.Id}", ct);
        if (await companions.Note(write, file, row.Asked, ct))
        {
            await wanted.Want(write, [file.Id], null, ct);
        }
    }

    private static async Task<Dictionary<long, HeldRow>> Held(QueryRows query, Dictionary<long, ReadingRow> told, Sql end, CancellationToken ct) => (await query($"""
        select f.id, f.experiment_id, f.version, w.came_us, w.began_us, d.path, f.name, w.again, w.lease, r.read_us
        from extraction_wanted w join catalogue_file f on f.id = w.file_id join catalogue_folder d on d.id = f.folder_id left join extraction_reading r on r.file_id = f.id
        where w.file_id in {Sql.List(told.Keys)} and w.lease is not null and f.deleted_us is null{end}
        """, row => new HeldRow(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.NumberOrNull(3), row.GetInt64(4), row.GetString(5), row.GetString(6),
        row.NumberOrNull(7), row.GetString(8), row.NumberOrNull(9)), ct))
        .Where(file => told[file.Id].Lease == file.Lease && told[file.Id].Version == file.Version).ToDictionary(file => file.Id);

    private delegate Task<List<HeldRow>> QueryRows(Sql sql, Func<System.Data.Common.DbDataReader, HeldRow> row, CancellationToken ct);
}

/// <summary>A file that a worker has, as the database knows it.</summary>
/// <param name="CameUs">When this version came, if that is why it is read.</param>
/// <param name="BeganUs">When the worker got it.</param>
/// <param name="Folder">With its closing slash.</param>
/// <param name="DrawnUs">When its present pictures were drawn.</param>
internal sealed record HeldRow(long Id, long Experiment, long Version, long? CameUs, long BeganUs, string Folder, string Name, long? Again, string Lease, long? DrawnUs);
