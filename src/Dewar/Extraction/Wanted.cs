using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>A file to be read, as it is given to a worker.</summary>
/// <param name="Lease">Comes back with the result; without it nobody says anything of this file.</param>
/// <param name="Storage">The storage's name, for messages.</param>
/// <param name="InPlace">Its files stay where they are: the tree has no mark file, but is known by what its root is.</param>
/// <param name="Root">The storage's tree, as the site sees it.</param>
/// <param name="Mark">By it the tree is known.</param>
/// <param name="Folder">The experiment's folder in it.</param>
/// <param name="Path">The file in that.</param>
public sealed record LeasedFile(long File, long Version, string Lease, string Storage, bool InPlace, string Root, string Mark, string Folder, string Path, long Size);

/// <summary>A file that a worker has.</summary>
public sealed record HeldFile(long File, string Lease);

/// <summary>
/// The files whose current version is to be read. Workers take them on a lease and keep it as long as they live; files that came are given out
/// before those that are to be read once more, in each the oldest wish first.
/// </summary>
internal sealed class Wanted(SiteDatabase database, Pictureshelf shelf, TimeProvider time) : IFileFollower
{
    /// <summary>So long nothing need be heard of a worker. It says in a quarter of this what it still has.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private const int MostAttempts = 30;
    private const int AtOnce = 500;
    private const int New = 0, OnceMore = 1;

    private static readonly string[] Columns = ["file_id", "rank", "asked_us", "due_us", "came_us", "attempts", "again"];

    private readonly Bell _bell = new();

    public async Task Came(Transaction write, IReadOnlyList<long> fresh, IReadOnlyList<long> changed, CancellationToken ct)
    {
        var now = Now;
        await Put(write, changed, new Wish(New, now, null), ct);
        await write.Insert("extraction_wanted", Columns, fresh.Select(file => Row(file, now, new(New, now, null))), ct);
    }

    /// <summary>What was read stays true, unless more than the file itself was looked at, or somebody there waits for it.</summary>
    public async Task Moved(Transaction write, long file, long experiment, string folder, CancellationToken ct)
    {
        var isAlone = await write.Number($"""
            select (select count(*) from extraction_wanted where file_id = {file}) + (select count(*) from extraction_companion where file_id = {file})
                + (select count(*) from (select 1 from extraction_companion where experiment_id = {experiment} and whole in (0, 1) and substr(path, 1, 500) >= {folder} limit 1) one)
            """, ct) == 0;
        if (!isAlone || await write.Execute($"update extraction_reading set experiment_id = {experiment} where file_id = {file}", ct) == 0)
        {
            await Came(write, [], [file], ct);
        }
    }

    public async Task Gone(Transaction write, long file, CancellationToken ct)
    {
        var drawn = await write.First($"select read_us from extraction_reading where file_id = {file}", row => row.NumberOrNull(0), ct);
        await write.Execute($"delete from extraction_wanted where file_id = {file}", ct);
        await write.Execute($"delete from extraction_reading where file_id = {file}", ct);
        await write.Execute($"delete from extraction_companion where file_id = {file}", ct);
        shelf.Remove(file, drawn);
    }

    public void Ring() => _bell.Ring();

    public Task<CatalogueFile> Complete(CatalogueFile file, CancellationToken ct) => database.Read(read => ReadingView.Of(read, file, ct), ct);

    /// <summary>Wants files to be read anew, though none of them came, whether they were already wanted or not.</summary>
    /// <param name="again">The order to read once more that asks for it.</param>
    public Task Want(Transaction write, IReadOnlyList<long> files, long? again, CancellationToken ct) =>
        Put(write, files, new Wish(again is null ? New : OnceMore, null, again), ct);

    /// <summary>Takes files that are due; waits for some at most so long.</summary>
    public async Task<List<LeasedFile>> Take(string worker, int most, TimeSpan patience, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            // Most of the time there is nothing; whoever registers shall not wait for that answer.
            var taken = await database.Read(read => Due(read, 1, Sql.Nothing, ct), ct) is [] ? [] : await TakeNow(worker, most, ct);
            if (taken.Count > 0 || time.GetElapsedTime(began) >= patience)
            {
                return taken;
            }

            // Another process of this site may have registered some: its bell is not heard here.
            await _bell.Wait(TimeSpan.FromSeconds(2), time, ct);
        }
    }

    /// <summary>Goes on with leases, and tells which of them still stand.</summary>
    public Task<List<HeldFile>> Keep(IReadOnlyList<HeldFile> held, CancellationToken ct) => database.Write(async write =>
    {
        var stands = new List<HeldFile>();
        foreach (var some in held.GroupBy(each => each.Lease))
        {
            Sql which = $"lease = {some.Key} and file_id in {Sql.List(some.Select(each => each.File))}";
            await write.Execute($"update extraction_wanted set leased_us = {(time.GetUtcNow() + Lease).InMicroseconds} where {which}", ct);
            stands.AddRange(await write.Query($"select file_id, lease from extraction_wanted where {which}", row => new HeldFile(row.GetInt64(0), row.GetString(1)), ct));
        }

        return stands;
    }, ct);

    /// <summary>Puts a file back that can't be had just now. After many times it is left, with the cause.</summary>
    public async Task Later(Transaction write, long file, string cause, CancellationToken ct)
    {
        var attempts = await write.Number($"select attempts from extraction_wanted where file_id = {file}", ct);
        var due = time.GetUtcNow() + (attempts >= MostAttempts ? TimeSpan.FromDays(1) : TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, attempts))));
        await write.Execute($"update extraction_wanted set leased_us = null, lease = null, due_us = {due.InMicroseconds}, cause = {cause} where file_id = {file}", ct);
    }

    /// <summary>In microseconds since 1970.</summary>
    public long Now => time.GetUtcNow().InMicroseconds;

    private async Task Put(Transaction write, IReadOnlyList<long> files, Wish wish, CancellationToken ct)
    {
        var now = Now;
        foreach (var some in files.Distinct().Chunk(AtOnce))
        {
            // An earlier wish is not forgotten: whoever waits for what came still does, and so does the order to read once more.
            var earlier = (await write.Query($"select file_id, rank, came_us, again from extraction_wanted where file_id in {Sql.List(some)}",
                row => (File: row.GetInt64(0), Wish: new Wish(row.GetInt64(1), row.NumberOrNull(2), row.NumberOrNull(3))), ct)).ToDictionary(each => each.File, each => each.Wish);
            await write.Execute($"delete from extraction_wanted where file_id in {Sql.List(some)}", ct);
            await write.Insert("extraction_wanted", Columns, some.Select(file => Row(file, now, earlier.TryGetValue(file, out var other) ? wish.With(other) : wish)), ct);
        }
    }

    private static object?[] Row(long file, long now, Wish wish) => [file, wish.Rank, now, now, wish.CameUs, 0L, wish.Again];

    /// <summary>The first files that are due and that nobody has.</summary>
    private async Task<List<long>> Due(Transaction read, int most, Sql end, CancellationToken ct)
    {
        var files = new List<long>();
        foreach (var rank in (int[])[New, OnceMore])
        {
            if (files.Count < most)
            {
                files.AddRange(await read.Query($"""
                    select file_id from extraction_wanted where rank = {(long)rank} and due_us <= {Now} and (leased_us is null or leased_us < {Now})
                    order by due_us, file_id limit {(long)(most - files.Count)}{end}
                    """, row => row.GetInt64(0), ct));
            }
        }

        return files;
    }

    private Task<List<LeasedFile>> TakeNow(string worker, int most, CancellationToken ct) => database.Write(async write =>
    {
        var files = await Due(write, most, database.IsPostgres ? $" for update skip locked" : Sql.Nothing, ct);
        if (files.Count == 0)
        {
            return [];
        }

        // One whose workers always vanish stands in the way of the others less and less.
        var (lease, now) = (Guid.NewGuid().ToString("N"), Now);
        await write.Execute($"""
            update extraction_wanted set lease = {lease}, worker = {worker}, began_us = {now}, attempts = attempts + 1,
                leased_us = {now} + {Lease.Ticks / TimeSpan.TicksPerMicrosecond} * (case when attempts < 60 then attempts + 1 else 60 end)
            where file_id in {Sql.List(files)}
            """, ct);
        var leased = await write.Query($"""
            select f.id, f.version, s.name, s.kind, s.path, s.mark, e.storage_path, d.path, f.name, f.size
            from catalogue_file f join catalogue_folder d on d.id = f.folder_id join experiments_experiment e on e.id = f.experiment_id
            join storages_storage s on s.id = e.storage_id
            where f.id in {Sql.List(files)} and f.deleted_us is null order by f.id
            """, row => new LeasedFile(row.GetInt64(0), row.GetInt64(1), lease, row.GetString(2), row.GetString(3) == "inplace", row.GetString(4), row.GetString(5), row.GetString(6),
            row.GetString(7) + row.GetString(8), row.GetInt64(9)), ct);
        var deleted = files.Except(leased.Select(file => file.File)).ToList();
        if (deleted.Count > 0)
        {
            await write.Execute($"delete from extraction_wanted where file_id in {Sql.List(deleted)}", ct);
        }

        return leased;
    }, ct);

    /// <param name="CameUs">When the version came, where that is why it is wanted.</param>
    private sealed record Wish(long Rank, long? CameUs, long? Again)
    {
        public Wish With(Wish earlier) => new(Math.Min(Rank, earlier.Rank), CameUs ?? earlier.CameUs, Again ?? earlier.Again);
    }
}
