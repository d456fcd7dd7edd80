using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>A file to be read, as it is given to a worker.</summary>
/// <param name="Storage">The storage's name, for messages.</param>
/// <param name="InPlace">Its files stay where they are: the tree has no mark file, but is known by what its root is.</param>
/// <param name="Root">The storage's tree, as the site sees it.</param>
/// <param name="Mark">By it the tree is known.</param>
/// <param name="Folder">The experiment's folder in it.</param>
/// <param name="Path">The file in that.</param>
public sealed record LeasedFile(long File, long Version, string Storage, bool InPlace, string Root, string Mark, string Folder, string Path, long Size);

/// <summary>The files whose current version is to be read. Workers take them on a lease, the oldest wish first.</summary>
internal sealed class Wanted(SiteDatabase database, Pictureshelf shelf, TimeProvider time) : IFileFollower
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private const int MostAttempts = 30;
    private const int AtOnce = 500;

    private readonly Bell _bell = new();

    public async Task Came(Transaction write, IReadOnlyList<long> fresh, IReadOnlyList<long> changed, CancellationToken ct)
    {
        await Want(write, changed, again: null, ct);
        await Insert(write, fresh, again: null, ct);
    }

    public async Task Gone(Transaction write, long file, CancellationToken ct)
    {
        await write.Execute($"delete from extraction_wanted where file_id = {file}", ct);
        await write.Execute($"delete from extraction_reading where file_id = {file}", ct);
        await write.Execute($"delete from extraction_companion where file_id = {file}", ct);
        shelf.Remove(file);
    }

    public void Ring() => _bell.Ring();

    public Task<CatalogueFile> Complete(CatalogueFile file, CancellationToken ct) => database.Read(read => ReadingView.Of(read, file, ct), ct);

    /// <summary>Wants files to be read, whether they were already wanted or not.</summary>
    /// <param name="again">The order to read once more that asks for it.</param>
    public async Task Want(Transaction write, IReadOnlyList<long> files, long? again, CancellationToken ct)
    {
        foreach (var some in files.Distinct().Chunk(AtOnce))
        {
            await write.Execute($"delete from extraction_wanted where file_id in {Sql.List(some)}", ct);
            await Insert(write, some, again, ct);
        }
    }

    /// <summary>Takes files that are due; waits for some at most so long.</summary>
    public async Task<List<LeasedFile>> Take(string worker, int most, TimeSpan patience, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var taken = await TakeNow(worker, most, ct);
            if (taken.Count > 0 || time.GetElapsedTime(began) >= patience)
            {
                return taken;
            }

            // Another process of this site may have registered some: its bell is not heard here.
            await _bell.Wait(TimeSpan.FromSeconds(2), time, ct);
        }
    }

    /// <summary>Puts a file back that can't be had just now. After many times it is left, with the cause.</summary>
    public async Task Later(Transaction write, long file, string cause, CancellationToken ct)
    {
        var attempts = await write.Number($"select attempts from extraction_wanted where file_id = {file}", ct);
        var due = time.GetUtcNow() + (attempts >= MostAttempts ? TimeSpan.FromDays(1) : TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, attempts))));
        await write.Execute($"update extraction_wanted set leased_us = null, due_us = {due.InMicroseconds}, cause = {cause} where file_id = {file}", ct);
    }

    private Task<List<LeasedFile>> TakeNow(string worker, int most, CancellationToken ct) => database.Write(async write =>
    {
        var now = time.GetUtcNow();
        Sql skip = database.IsPostgres ? $" for update skip locked" : Sql.Nothing;
        var files = await write.Query($"""
            select file_id from extraction_wanted where due_us <= {now.InMicroseconds} and (leased_us is null or leased_us < {now.InMicroseconds})
            order by due_us, file_id limit {most}{skip}
            """, row => row.GetInt64(0), ct);
        if (files.Count == 0)
        {
            return [];
        }

        await write.Execute($"""
            update extraction_wanted set leased_us = {(now + Lease).InMicroseconds}, worker = {worker}, attempts = attempts + 1 where file_id in {Sql.List(files)}
            """, ct);
        var leased = await write.Query($"""
            select f.id, f.version, s.name, s.kind, s.path, s.mark, e.storage_path, d.path, f.name, f.size
            from catalogue_file f join catalogue_folder d on d.id = f.folder_id join experiments_experiment e on e.id = f.experiment_id
            join storages_storage s on s.id = e.storage_id
            where f.id in {Sql.List(files)} and f.deleted_us is null order by f.id
            """, row => new LeasedFile(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3) == "inplace", row.GetString(4), row.GetString(5), row.GetString(6),
            row.GetString(7) + row.GetString(8), row.GetInt64(9)), ct);
        var deleted = files.Except(leased.Select(file => file.File)).ToList();
        if (deleted.Count > 0)
        {
            await write.Execute($"delete from extraction_wanted where file_id in {Sql.List(deleted)}", ct);
        }

        return leased;
    }, ct);

    private Task Insert(Transaction write, IReadOnlyList<long> files, long? again, CancellationToken ct)
    {
        var now = time.GetUtcNow().InMicroseconds;
        return write.Insert("extraction_wanted", ["file_id", "asked_us", "due_us", "attempts", "again"], files.Select(file => (object?[])[file, now, now, 0L, again]), ct);
    }
}
