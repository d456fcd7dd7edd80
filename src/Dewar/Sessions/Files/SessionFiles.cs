using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>Which files belong to which session.</summary>
internal sealed class SessionFiles(SiteDatabase database, SessionKeeper keeper, FileMoments moments, SessionChanges changes, FileFollowers followers) : ISessionWork
{
    private const int AtOnce = 500;

    public async Task<bool> DoSome(CancellationToken ct)
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
            var told = new List<InstrumentFile>();
            foreach (var some in files.Order().Chunk(AtOnce))
            {
                told.AddRange(await database.Read(read => moments.Read(read, some, ct), ct));
            }

            await keeper.Write(async write =>
            {
                await Tell(write, [.. files], told, ct);
                await write.Execute($"delete from sessions_change where id in {Sql.List(ids)}", ct);
                return true;
            }, ct);
            return true;
        }

        return await Again(ct);
    }

    /// <summary>Files of times at which sessions or clocks changed.</summary>
    private async Task<bool> Again(CancellationToken ct)
    {
        var windows = await database.Query($"select id, instrument, from_us, until_us from sessions_window order by id limit 100",
            row => (Id: row.GetInt64(0), Instrument: row.GetString(1), From: row.GetInt64(2), Until: Math.Min(row.GetInt64(3), SessionSpans.Latest)), ct);
        foreach (var of in windows.GroupBy(each => each.Instrument))
        {
            var again = await database.Read(read => Taken(read, of.Key, [.. of.Select(each => (each.From, each.Until))], ct), ct);
            foreach (var some in again.OrderBy(each => each.Moment.ClockUs).ThenBy(each => each.Moment.File).Chunk(10 * AtOnce))
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

    private static async Task<IReadOnlyCollection<InstrumentFile>> Taken(Transaction read, string instrument, List<(long From, long Until)> times, CancellationToken ct)
    {
        var around = Place.By(await RulesStore.Of(read, instrument, ct), Clocks.None).ReachUs;
        var taken = new Dictionary<long, InstrumentFile>();
        foreach (var (from, until) in Stretches.Of(times.Select(time => (time.From - around, time.Until + around))))
        {
            foreach (var file in await FileMoments.Between(read, instrument, (from, until), ct))
            {
                taken[file.Moment.File] = file;
            }
        }

        return taken.Values;
    }

    /// <summary>What is known of files now.</summary>
    private async Task Tell(Transaction write, IReadOnlyList<long> files, List<InstrumentFile> told, CancellationToken ct)
    {
        var left = new HashSet<long>();
        foreach (var some in await Unknown(write, files, told, ct))
        {
            left.UnionWith(await write.Query($"select session_id from sessions_file where session_id is not null and file_id in {Sql.List(some)}", row => row.GetInt64(0), ct));
            await write.Execute($"delete from sessions_file where file_id in {Sql.List(some)}", ct);
        }

        foreach (var session in left)
        {
            await keeper.Count(write, session, ct);
        }

        foreach (var of in told.GroupBy(each => each.Instrument))
        {
            await Bring(write, of.Key, [.. of], ct);
        }
    }

    /// <summary>Those that are of no instrument any more, or gone; what somebody moved by hand stays while it is there.</summary>
    private static async Task<List<long[]>> Unknown(Transaction read, IReadOnlyList<long> files, List<InstrumentFile> told, CancellationToken ct)
    {
        var left = new List<long>();
        foreach (var some in files.Except(told.Select(each => each.Moment.File)).Chunk(AtOnce))
        {
            left.AddRange(await read.Query($"""
                select m.file_id from sessions_file m left join catalogue_file f on f.id = m.file_id and f.deleted_us is null
                where m.file_id in {Sql.List(some)} and (f.id is null or m.how is null or m.how <> 'hand')
                """, row => row.GetInt64(0), ct));
        }

        return [.. left.Chunk(AtOnce)];
    }

    private async Task Bring(Transaction write, string instrument, IReadOnlyList<InstrumentFile> files, CancellationToken ct)
    {
        var before = await Before(write, files, ct);
        var free = files.Where(each => before.GetValueOrDefault(each.Moment.File).How != "hand").OrderBy(each => each.Moment.ClockUs).ThenBy(each => each.Moment.File).ToList();
        if (free.Count == 0)
        {
            return;
        }

        var rule = await RulesStore.Of(write, instrument, ct);
        var owners = await PathOwners.Of(write, rule, ct);
        free = owners is null ? free : free.ConvertAll(each => each with { Moment = each.Moment with { Owner = owners.Of(each.Path) } });
        var place = Place.By(rule, await ClockStore.Of(write, instrument, (free[0].Moment.ClockUs, free[^1].Moment.ClockUs), ct)) with { IsForSeveral = await ComputerStore.AreSeveral(write, instrument, ct) };
        var times = Stretches.Of(free.SelectMany(each => place.Times(each.Moment)).Select(taken => (taken - place.ReachUs, taken + place.ReachUs)));
        place = place with { Booked = await BookedTimes.Of(write, instrument, times, ct) };
        var spans = await SessionSpans.Of(write, instrument, times, ct);
        var placed = new List<Placed>();
        foreach (var file in free)
        {
            var isNobodys = file.Moment.Owner is { Name: "" };
            var its = place.Of(file.Moment, isNobodys ? [] : spans.All);
            placed.Add(its = its.Session is null && !isNobodys && rule is { Keep: true, ByFiles: true } ? await Begin(write, file, its.TakenUs, spans, ct) : its);
            if (its.Session is { } session)
            {
                spans.Grow(session, its.TakenUs, file.Moment.Experiment, isNew: before.GetValueOrDefault(file.Moment.File).Session != session.Key);
            }
        }

        await Keep(write, free, placed, before, ct);
        var touched = free.Zip(placed, (file, its) => (Before: before.GetValueOrDefault(file.Moment.File).Session, Now: its.Session?.Key))
            .SelectMany(each => each.Before == each.Now ? [each.Now] : new[] { each.Before, each.Now }).OfType<long>().ToHashSet();
        foreach (var turned in spans.Turned)
        {
            await SessionChanges.Want(write, instrument, (turned.StartUs, turned.EndUs ?? turned.SignUs), ct);
        }

        foreach (var (from, into) in spans.Joined(place.QuietUs).ToList())
        {
            await Join(write, from, into, ct);
            touched.UnionWith([from, into]);
        }

        foreach (var session in touched)
        {
            await keeper.Count(write, session, ct);
        }
    }

    private async Task Keep(Transaction write, List<InstrumentFile> files, List<Placed> placed, Dictionary<long, (long? Session, string? How)> before, CancellationToken ct)
    {
        foreach (var some in files.Chunk(AtOnce))
        {
            await write.Execute($"delete from sessions_file where file_id in {Sql.List(some.Select(each => each.Moment.File))}", ct);
        }

        await write.Insert("sessions_file", ["file_id", "instrument", "experiment_id", "clock_us", "taken_us", "source", "session_id", "how", "moved_by"], files.Zip(placed, (file, its) => new object?[]
        {
            file.Moment.File, file.Instrument, file.Moment.Experiment, file.Moment.ClockUs, its.TakenUs, file.Source, its.Session?.Key, its.How?.ToString().ToLowerInvariant(), null,
        }).ToList(), ct);
        // Whoever follows files hears of those that belong elsewhere now.
        var moved = files.Zip(placed).Where(each => before.GetValueOrDefault(each.First.Moment.File).Session != each.Second.Session?.Key).Select(each => each.First.Moment.File);
        await followers.Altered(write, [.. moved], ct, but: changes);
    }

    private async Task Join(Transaction write, long from, long into, CancellationToken ct)
    {
        var files = await write.Query($"select file_id from sessions_file where session_id = {from} and how <> 'hand'", row => row.GetInt64(0), ct);
        await write.Execute($"update sessions_file set session_id = {into} where session_id = {from} and how <> 'hand'", ct);
        await followers.Altered(write, files, ct, but: changes);
    }

    /// <summary>A session that is made by a file. It says how the clock was corrected then.</summary>
    private async Task<Placed> Begin(Transaction write, InstrumentFile by, long takenUs, SessionSpans spans, CancellationToken ct)
    {
        var (file, instrument) = (by.Moment, by.Instrument);
        var at = file.Experiment > 0 ? file.Experiment : await RulesStore.Intake(write, instrument, ct);
        var experiment = await write.First($"select name from experiments_experiment where id = {at}", row => row.GetString(0), ct);
        var begun = await keeper.Begin(write, Guid.CreateVersion7().ToString(), instrument, null,
            new(Guid.CreateVersion7().ToString(), EventKind.Start, takenUs, keeper.NowUs, "site", SessionKeeper.OpenedByFiles, new() { Person = file.Owner?.Name, Experiment = experiment, ClockUs = takenUs - file.ClockUs }), ct);
        var span = new SessionSpan(begun.Key, takenUs, null, takenUs, IsByFiles: true, file.Experiment) { Person = begun.Person, User = begun.UserId };
        spans.Add(span);
        return new(span, takenUs, PlacedHow.Files);
    }

    private static async Task<Dictionary<long, (long? Session, string? How)>> Before(Transaction write, IReadOnlyList<InstrumentFile> files, CancellationToken ct)
    {
        var before = new Dictionary<long, (long?, string?)>();
        foreach (var some in files.Chunk(AtOnce))
        {
            foreach (var (file, session, how) in await write.Query($"select file_id, session_id, how from sessions_file where file_id in {Sql.List(some.Select(each => each.Moment.File))}",
                row => (row.GetInt64(0), row.NumberOrNull(1), row.TextOrNull(2)), ct))
            {
                before[file] = (session, how);
            }
        }

        return before;
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
}
