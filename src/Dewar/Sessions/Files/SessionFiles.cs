using System.Text.Json;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Extraction;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>Which files belong to which session.</summary>
internal sealed class SessionFiles(SiteDatabase database, SessionKeeper keeper, RulesStore rules, SessionChanges changes, FileFollowers followers)
{
    private const int AtOnce = 500;

    /// <summary>Sessions are looked for so far around the files: clocks are wrong, but hardly by more.</summary>
    private const long AroundUs = 2 * 86_400_000_000L;

    /// <summary>The end of what lasts; far enough from the end of numbers to be corrected.</summary>
    private const long Latest = long.MaxValue / 4;

    /// <summary>Rings when something waits.</summary>
    public Bell Bell => changes.Bell;

    /// <summary>Does one piece of what waits; false when nothing did.</summary>
    public async Task<bool> PlaceSome(CancellationToken ct)
    {
        var (ids, files) = (new List<long>(), new HashSet<long>());
        foreach (var (id, some) in await database.Query($"select id, files from sessions_change order by id limit 200", row => (row.GetInt64(0), ChangedFiles.Unpack(row.Bytes(1))), ct))
        {
            ids.Add(id);
            files.UnionWith(some);
            if (files.Count >= 10 * AtOnce)
            {
                break;
            }
        }

        if (ids.Count > 0)
        {
            var moments = new List<Told>();
            foreach (var some in files.Order().Chunk(AtOnce))
            {
                moments.AddRange(await database.Read(read => Read(read, some, ct), ct));
            }

            await keeper.Write(async write =>
            {
                await Tell(write, [.. files], moments, ct);
                await write.Execute($"delete from sessions_change where id in {Sql.List(ids)}", ct);
                return true;
            }, ct);
            return true;
        }

        return await Again(ct);
    }

    /// <summary>Files of times at which sessions changed: those that were taken then by what is known of the clock, and by what that session knows of it.</summary>
    private async Task<bool> Again(CancellationToken ct)
    {
        var windows = await database.Query($"select id, instrument, from_us, until_us, offset_us from sessions_window order by id limit 100",
            row => (Id: row.GetInt64(0), Instrument: row.GetString(1), From: row.GetInt64(2), Until: Math.Min(row.GetInt64(3), Latest), Offset: row.NumberOrNull(4) ?? 0), ct);
        foreach (var of in windows.GroupBy(each => each.Instrument))
        {
            var around = Place.By(await rules.Of(of.Key, ct), 0).ReachUs;
            var moments = new Dictionary<long, Told>();
            foreach (var window in of.DistinctBy(each => (each.From, each.Until, each.Offset)))
            {
                foreach (var told in await database.Query($"""
                    select file_id, experiment_id, clock_us, source from sessions_file
                    where instrument = {of.Key} and (how is null or how <> 'hand')
                      and (clock_us between {window.From - window.Offset - around} and {window.Until - window.Offset + around} or taken_us between {window.From - around} and {window.Until + around})
                    """, row => new Told(new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), of.Key, row.GetString(3)), ct))
                {
                    moments[told.File.File] = told;
                }
            }

            foreach (var some in moments.Values.OrderBy(each => each.File.ClockUs).ThenBy(each => each.File.File).Chunk(10 * AtOnce))
            {
                await keeper.Write(async write =>
                {
                    await Bring(write, of.Key, some, ct);
                    return true;
                }, ct);
            }

            await database.Execute($"delete from sessions_window where id in {Sql.List(of.Select(each => each.Id))}", ct);
        }

        return windows.Count > 0;
    }

    /// <summary>What is known of files now.</summary>
    private async Task Tell(Transaction write, IReadOnlyList<long> files, List<Told> moments, CancellationToken ct)
    {
        var left = new HashSet<long>();
        foreach (var some in await Unknown(write, files, moments, ct))
        {
            left.UnionWith(await write.Query($"select session_id from sessions_file where session_id is not null and file_id in {Sql.List(some)}", row => row.GetInt64(0), ct));
            await write.Execute($"delete from sessions_file where file_id in {Sql.List(some)}", ct);
        }

        foreach (var session in left)
        {
            await keeper.Count(write, session, ct);
        }

        foreach (var of in moments.GroupBy(each => each.Instrument))
        {
            await Bring(write, of.Key, [.. of], ct);
        }
    }

    /// <summary>Those that are of no instrument any more, or gone; what somebody moved by hand stays while it is there.</summary>
    private static async Task<List<long[]>> Unknown(Transaction read, IReadOnlyList<long> files, List<Told> moments, CancellationToken ct)
    {
        var left = new List<long>();
        foreach (var some in files.Except(moments.Select(each => each.File.File)).Chunk(AtOnce))
        {
            left.AddRange(await read.Query($"""
                select m.file_id from sessions_file m left join catalogue_file f on f.id = m.file_id and f.deleted_us is null
                where m.file_id in {Sql.List(some)} and (f.id is null or m.how is null or m.how <> 'hand')
                """, row => row.GetInt64(0), ct));
        }

        return [.. left.Chunk(AtOnce)];
    }

    private async Task Bring(Transaction write, string instrument, IReadOnlyList<Told> files, CancellationToken ct)
    {
        var rule = await RulesStore.Of(write, instrument, ct);
        var before = await Before(write, files, ct);
        var free = files.Where(each => before.GetValueOrDefault(each.File.File).How != "hand").OrderBy(each => each.File.ClockUs).ThenBy(each => each.File.File).ToList();
        var usual = await write.First($"select offset_us from sessions_computer where instrument = {instrument} and state = 'known' and heard_us is not null order by heard_us desc limit 1", row => row.GetInt64(0), ct);
        var place = Place.By(rule, usual);
        var spans = free.Count == 0 ? [] : await Spans(write, instrument, usual, (free[0].File.ClockUs - AroundUs, free[^1].File.ClockUs + AroundUs), ct);
        var touched = new HashSet<long>();
        var rows = new List<object?[]>();
        foreach (var told in free)
        {
            var placed = place.Of(told.File, spans);
            if (placed.Session is null && rule is { Keep: true, ByFiles: true })
            {
                placed = await Begin(write, instrument, told.File, placed.TakenUs, spans, ct);
            }

            if (placed.Session is { } session)
            {
                touched.Add(session.Key);
                spans[spans.FindIndex(each => each.Key == session.Key)] = session with
                {
                    SignUs = Math.Max(session.SignUs, placed.TakenUs),
                    StartUs = session.IsByFiles ? Math.Min(session.StartUs, placed.TakenUs) : session.StartUs,
                };
            }

            if (before.GetValueOrDefault(told.File.File).Session is { } earlier && earlier != placed.Session?.Key)
            {
                touched.Add(earlier);
            }

            rows.Add([told.File.File, instrument, told.File.Experiment, told.File.ClockUs, placed.TakenUs, told.Source, placed.Session?.Key, placed.How?.ToString().ToLowerInvariant(), null]);
        }

        foreach (var some in free.Chunk(AtOnce))
        {
            await write.Execute($"delete from sessions_file where file_id in {Sql.List(some.Select(each => each.File.File))}", ct);
        }

        await write.Insert("sessions_file", ["file_id", "instrument", "experiment_id", "clock_us", "taken_us", "source", "session_id", "how", "moved_by"], rows, ct);
        // Whoever follows files hears of those that belong elsewhere now.
        await followers.Altered(write, [.. rows.Where(row => before.GetValueOrDefault((long)row[0]!).Session != (long?)row[6]).Select(row => (long)row[0]!)], ct, but: changes);
        foreach (var session in touched)
        {
            await keeper.Count(write, session, ct);
        }
    }

    /// <summary>A session that is made by a file. It keeps how the clock was corrected then: else the file would not be found to be its own.</summary>
    private async Task<Placed> Begin(Transaction write, string instrument, FileMoment file, long takenUs, List<SessionSpan> spans, CancellationToken ct)
    {
        var experiment = await write.First($"select name from experiments_experiment where id = {file.Experiment}", row => row.GetString(0), ct);
        var begun = await keeper.Begin(write, Guid.CreateVersion7().ToString(), instrument, null,
            new(Guid.CreateVersion7().ToString(), EventKind.Start, takenUs, keeper.NowUs, "site", SessionKeeper.OpenedByFiles, new() { Experiment = experiment, ClockUs = takenUs - file.ClockUs }), ct);
        var span = new SessionSpan(begun.Key, takenUs, null, takenUs, takenUs - file.ClockUs, IsByFiles: true, file.Experiment);
        spans.Add(span);
        return new(span, takenUs, PlacedHow.Files);
    }

    private static async Task<Dictionary<long, (long? Session, string? How)>> Before(Transaction write, IReadOnlyList<Told> files, CancellationToken ct)
    {
        var before = new Dictionary<long, (long?, string?)>();
        foreach (var some in files.Chunk(AtOnce))
        {
            foreach (var (file, session, how) in await write.Query($"select file_id, session_id, how from sessions_file where file_id in {Sql.List(some.Select(each => each.File.File))}",
                row => (row.GetInt64(0), row.NumberOrNull(1), row.TextOrNull(2)), ct))
            {
                before[file] = (session, how);
            }
        }

        return before;
    }

    /// <summary>The sessions near some time of the instrument's clock. How wrong that was then is what each knows of it, else what is usual.</summary>
    private static Task<List<SessionSpan>> Spans(Transaction read, string instrument, long usualUs, (long From, long Until) clock, CancellationToken ct) => read.Query($"""
        select id, started_us, ended_us, sign_us, experiment_id, coalesce(offset_us, {usualUs}), facts from sessions_session
        where instrument = {instrument} and started_us - coalesce(offset_us, {usualUs}) <= {clock.Until} and coalesce(ended_us, {Latest}) - coalesce(offset_us, {usualUs}) >= {clock.From} order by id
        """, row => new SessionSpan(row.GetInt64(0), row.GetInt64(1), row.NumberOrNull(2), row.GetInt64(3), row.GetInt64(5),
        JsonSerializer.Deserialize<StoredFacts>(row.GetString(6), Wire.Json)!.OpenedBy == SessionKeeper.OpenedByFiles, row.NumberOrNull(4) ?? 0), ct);

    /// <summary>Those of the files that are of instruments, and when they were taken by the instrument's clock: what they say themselves, else their time stamp.</summary>
    private async Task<List<Told>> Read(Transaction read, IReadOnlyList<long> files, CancellationToken ct)
    {
        var instruments = await Instruments(read, files, ct);
        if (instruments.Count == 0)
        {
            return [];
        }

        // Documents are large, and most files of a beamline are of no instrument that keeps sessions.
        var zones = new Dictionary<string, TimeZoneInfo>(StringComparer.Ordinal);
        foreach (var instrument in instruments.Values.Distinct(StringComparer.Ordinal))
        {
            zones[instrument] = await rules.Zone(read, instrument, ct);
        }

        return await read.Query($"""
            select f.id, f.experiment_id, f.modified_ns, r.document from catalogue_file f left join extraction_reading r on r.file_id = f.id and r.version = f.version
            where f.id in {Sql.List(instruments.Keys)}
            """, row =>
        {
            var instrument = instruments[row.GetInt64(0)];
            var taken = row.IsDBNull(3) ? null : TakenTime.Of(row.Bytes(3), zones[instrument]);
            return new Told(new(row.GetInt64(0), row.GetInt64(1), taken ?? row.GetInt64(2) / 1000), instrument, taken is null ? "stamp" : "content");
        }, ct);
    }

    /// <summary>Whose files are, as far as their acquisitions say.</summary>
    private static async Task<Dictionary<long, string>> Instruments(Transaction read, IReadOnlyList<long> files, CancellationToken ct)
    {
        var rows = await read.Query($"""
            select f.id, a.id, a.options from catalogue_file f join acquisitions_source q on q.id = f.source_id join acquisitions_acquisition a on a.id = q.acquisition_id
            where f.id in {Sql.List(files)} and f.deleted_us is null
            """, row => (File: row.GetInt64(0), Acquisition: row.GetInt64(1), Options: row.GetString(2)), ct);
        return rows.GroupBy(row => row.Acquisition).SelectMany(of => JsonSerializer.Deserialize<AcquisitionOptions>(of.First().Options, Wire.Json)!.Instrument is { Length: > 0 } instrument
            ? of.Select(row => (row.File, Instrument: instrument)) : []).ToDictionary(each => each.File, each => each.Instrument);
    }

    /// <summary>By hand; it stays there whatever comes.</summary>
    /// <param name="session">Null: to none.</param>
    /// <returns>How many were moved.</returns>
    public async Task<int> Move(Transaction write, IReadOnlyList<long> files, Session? session, string who, CancellationToken ct)
    {
        var (moved, touched) = (0, new HashSet<long>());
        foreach (var some in files.Chunk(AtOnce))
        {
            touched.UnionWith(await write.Query($"select session_id from sessions_file where session_id is not null and file_id in {Sql.List(some)}", row => row.GetInt64(0), ct));
            await followers.Altered(write, some, ct, but: changes);
            moved += await write.Execute($"update sessions_file set session_id = {session?.Key}, how = 'hand', moved_by = {who} where file_id in {Sql.List(some)}", ct);
        }

        foreach (var key in session is null ? touched : touched.Append(session.Key).ToHashSet())
        {
            await keeper.Count(write, key, ct);
        }

        return moved;
    }

    /// <summary>Files that were not known to be of an instrument are now: somebody says so.</summary>
    public static async Task Know(Transaction write, IReadOnlyList<long> files, string instrument, CancellationToken ct)
    {
        foreach (var some in files.Chunk(AtOnce))
        {
            await write.Execute($"""
                insert into sessions_file (file_id, instrument, experiment_id, clock_us, taken_us, source)
                select f.id, {instrument}, f.experiment_id, f.modified_ns / 1000, f.modified_ns / 1000, 'stamp' from catalogue_file f where f.id in {Sql.List(some)}
                on conflict (file_id) do nothing
                """, ct);
        }
    }

    /// <param name="Source">content or stamp.</param>
    private sealed record Told(FileMoment File, string Instrument, string Source);
}
