using System.Data.Common;
using System.Security.Cryptography;
using Dewar.Database;
using Microsoft.Data.Sqlite;

namespace Dewar.Journeys;

/// <summary>
/// The station's journal. It may lose its last moments in a power cut: every step can be done again with the same result.
/// </summary>
internal sealed class Journal(SiteDatabase database, TimeProvider time) : IAsyncDisposable
{
    private static Sql Columns => $"select id, source, path, size, modified_ns, stage, attempts, cause, revision, sha256, displaced, verified_us from journeys_file";

    /// <summary>Eight hex digits, made with the journal; they tell this station's temporary files from all others.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The station's name, as its token said when the site was last asked; null before that.</summary>
    public string? Name { get; private set; }

    public static async Task<Journal> Open(string file, TimeProvider time, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var journal = new Journal(new SqliteDatabase(file, durable: false), time);
        try
        {
            await Migrator.Bring(journal.Database, Migrator.OfJournal, time, ct);
        }
        catch (DbException failure)
        {
            var remedy = failure is SqliteException { SqliteErrorCode: 11 or 26 }
                ? "Move it away with its '-wal' and '-shm': the station then makes a new one, looks at everything again, and the site knows what it has already"
                : "Is there space, and may it be written?";
            throw new IOException($"The station's journal '{file}' can't be used: {failure.Message.TrimEnd('.')}. {remedy}", failure);
        }

        await journal.Database.Execute(
            $"insert into journeys_station (id) select {RandomNumberGenerator.GetHexString(8, lowercase: true)} where not exists (select 1 from journeys_station)", ct);
        (journal.Id, journal.Name) = await journal.Database.First($"select id, name from journeys_station", row => (row.GetString(0), row.TextOrNull(1)), ct);
        return journal;
    }

    public Task SaveName(string name, CancellationToken ct) => database.Execute($"update journeys_station set name = {name}", ct);

    public Task<List<JourneySource>> Sources(CancellationToken ct) => database.Query(
        $"select source, assignment, state, ran_ms, began_us, baseline from journeys_source order by source",
        row => new JourneySource(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5) != 0), ct);

    public Task Save(JourneySource source, CancellationToken ct) => database.Execute($"""
        insert into journeys_source (source, assignment, state, ran_ms, began_us, baseline)
        values ({source.Source}, {source.Assignment}, {source.State}, {source.RanMs}, {source.BeganUs}, {source.Baseline})
        on conflict (source) do update set assignment = excluded.assignment, state = excluded.state, ran_ms = excluded.ran_ms, baseline = excluded.baseline
        """, ct);

    /// <summary>Forgets a source whose end the site has confirmed.</summary>
    public Task Forget(long source, CancellationToken ct) => database.Write(async write =>
    {
        await write.Execute($"delete from journeys_file where source = {source}", ct);
        await write.Execute($"delete from journeys_source where source = {source}", ct);
    }, ct);

    /// <summary>
    /// Writes down what was seen. A file that is known already starts anew with a higher revision; what it has put aside and not told of
    /// yet stays noted.
    /// </summary>
    public Task See(long source, IReadOnlyCollection<Sighting> sightings, CancellationToken ct)
    {
        var now = time.GetUtcNow().InMicroseconds;
        return Many("""
            insert into journeys_file (source, path, size, modified_ns, stage, since_us, due_us, attempts, cause, revision)
            values (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7, 1)
            on conflict (source, path) do update set size = excluded.size, modified_ns = excluded.modified_ns, stage = excluded.stage, since_us = excluded.since_us,
                due_us = 0, attempts = 0, cause = excluded.cause, revision = revision + 1, sha256 = null, verified_us = null
            """, sightings.Select(each => new object?[] { source, each.Path, each.Size, each.ModifiedNs, (long)each.Stage, now, each.Cause }), ct);
    }

    public Task<JourneyFile?> Find(long source, string path, CancellationToken ct) =>
        database.First($"{Columns} where source = {source} and path = {path}", Row, ct);

    /// <summary>A seen file stood still for long enough.</summary>
    public Task Settle(long source, IReadOnlyCollection<Sighting> sightings, CancellationToken ct)
    {
        var now = time.GetUtcNow().InMicroseconds;
        return Many("update journeys_file set stage = ?1, since_us = ?2, size = ?3, modified_ns = ?4, cause = ?5, due_us = 0 where source = ?6 and path = ?7",
            sightings.Select(each => new object?[] { (long)each.Stage, now, each.Size, each.ModifiedNs, each.Cause, source, each.Path }), ct);
    }

    /// <summary>
    /// Files of a source at a stage whose time has come, in the order in which they were seen. Should the computer's clock have been set
    /// back meanwhile, the time is taken to have come.
    /// </summary>
    public Task<List<JourneyFile>> Due(long source, JourneyStage stage, long after, int limit, CancellationToken ct) =>
        database.Query(DueOf(source, stage, after, limit, time.GetUtcNow().InMicroseconds), Row, ct);

    internal static Sql DueOf(long source, JourneyStage stage, long after, int limit, long now) => $"""
        {Columns} where source = {source} and {OnItsWay(stage)} and id > {after} and (due_us <= {now} or since_us > {now}) order by id limit {limit}
        """;

    /// <summary>Moves files on, or back with the cause and the time of the next try. A file that was seen changed meanwhile stays where that put it.</summary>
    public Task Advance(IReadOnlyCollection<(JourneyFile File, TimeSpan Wait)> files, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return Many("""
            update journeys_file set stage = ?1, since_us = ?2, due_us = ?3, attempts = ?4, cause = ?5, sha256 = ?6, displaced = ?7, verified_us = ?8
            where id = ?9 and revision = ?10
            """, files.Select(each => new object?[]
        {
            (long)each.File.Stage, now.InMicroseconds, each.Wait == TimeSpan.Zero ? 0 : (now + each.Wait).InMicroseconds, each.File.Attempts, each.File.Cause, each.File.Sha256, each.File.Displaced,
            each.File.VerifiedUs, each.File.Id, each.File.Revision,
        }), ct);
    }

    /// <summary>What the temporary names of a source's files begin with: what is cleaned up for one source must not be under way for another.</summary>
    public string TagPrefix(long source) => $"{Id}-{source}-";

    public string TagOf(JourneyFile file) => $"{TagPrefix(file.Source)}{file.Id}";

    /// <summary>Tags of the files of a source that are verified and have no place yet, as far as is known.</summary>
    public async Task<HashSet<string>> VerifiedTags(long source, CancellationToken ct) => [.. await database.Query(
        $"select id from journeys_file where source = {source} and {OnItsWay(JourneyStage.Verified)}", row => $"{TagPrefix(source)}{row.GetInt64(0)}", ct)];

    /// <summary>Notes a content that a file pushed off its path, so that it is reported with the file. Of one that is registered it was. Never broken off: what follows relies on it.</summary>
    public Task NoteDisplaced(string tag, string sha256)
    {
        var id = long.Parse(tag.AsSpan(tag.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture);
        return database.Execute($"""
            update journeys_file set displaced = case when displaced is null then {sha256} else displaced || ',' || {sha256} end
            where id = {id} and stage <> {(long)JourneyStage.Registered} and (displaced is null or instr(displaced, {sha256}) = 0)
            """, CancellationToken.None);
    }

    /// <summary>
    /// Everything that is known of a source: for the memory of what was seen, when the station starts. What could not be taken is forgotten:
    /// if that is still so, the first look says it again.
    /// </summary>
    public async Task Recall(long source, Action<JourneyStage, string, long, long> each, CancellationToken ct)
    {
        await database.Execute($"delete from journeys_file where source = {source} and stage = {(long)JourneyStage.Left} and cause is not null", ct);
        await database.Read(async read =>
        {
            await using var command = read.Connection.CreateCommand();
            command.CommandText = "select stage, path, size, modified_ns from journeys_file where source = " + source.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                each((JourneyStage)reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3));
            }

            return 0;
        }, ct);
    }

    /// <summary>What waits for its next try is due now. Returns what was given up, a good many of it: that must be looked at anew.</summary>
    public async Task<List<string>> TryNow(long source, int most, CancellationToken ct)
    {
        await database.Execute($"update journeys_file set due_us = 0 where source = {source} and stage in (1, 2, 3, 4) and due_us > 0", ct);
        return await database.Query($"select path from journeys_file where source = {source} and stage = {(long)JourneyStage.Failed} order by id limit {most}", row => row.GetString(0), ct);
    }

    /// <summary>Files with something to say, newest first: what failed, was left with a cause, or waits with one.</summary>
    public Task<List<(string Path, string Cause, DateTimeOffset At)>> Problems(long source, int limit, CancellationToken ct) => database.Query($"""
        select path, cause, since_us from journeys_file where source = {source} and cause is not null order by since_us desc, id desc limit {limit}
        """, row => (row.GetString(0), row.GetString(1), row.Instant(2)), ct);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private SiteDatabase Database => database;

    /// <summary>In the very words of the partial index: SQLite does not see by itself that stage 2 is one of them.</summary>
    private static Sql OnItsWay(JourneyStage stage) => $"stage in (1, 2, 3, 4) and stage = {(long)stage}";

    private Task Many(string sql, IEnumerable<object?[]> rows, CancellationToken ct) => database.Write(write =>
    {
        SqliteBulk.Run((SqliteConnection)write.Connection, sql, rows, ct);
        return Task.CompletedTask;
    }, ct);

    private static JourneyFile Row(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4),
        (JourneyStage)row.GetInt64(5), row.GetInt64(6), row.TextOrNull(7), row.GetInt64(8), row.TextOrNull(9), row.TextOrNull(10), row.NumberOrNull(11));
}
