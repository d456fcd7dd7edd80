using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>Writes down what happens in sessions. A session's row is always what its events come to.</summary>
internal sealed class SessionKeeper(AuditLog audit, SessionChanges changes, FileFollowers followers, TimeProvider time)
{
    /// <summary>How a session began that nobody began.</summary>
    public const string OpenedByFiles = "files";

    private const long HourUs = 3_600_000_000;

    public long NowUs => time.GetUtcNow().InMicroseconds;

    /// <summary>Does something with sessions; nobody else changes any meanwhile.</summary>
    public async Task<T> Write<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        var result = await audit.Write(async write =>
        {
            await write.Lock("sessions", ct);
            return await work(write);
        }, ct);
        changes.Ring();
        return result;
    }

    /// <summary>Begins a session. Whoever else is open at the same instrument and has left is closed.</summary>
    /// <param name="computer">The control computer at which it is begun, by its key.</param>
    public async Task<Session> Begin(Transaction write, string id, string instrument, long? computer, SessionEvent start, CancellationToken ct)
    {
        await write.Execute($"""
            insert into sessions_session (public_id, instrument, computer_id, state, person, facts, started_us, seen_us, sign_us, files, changed_us)
            values ({id}, {instrument}, {computer}, 'open', '', {new Json("{}")}, {start.AtUs}, 0, {start.AtUs}, 0, {NowUs})
            """, ct);
        var key = await write.Number($"select id from sessions_session where public_id = {id}", ct);
        await Insert(write, key, start, null, ct);
        var session = await Settle(write, key, ct);
        if (session.OpenedBy != OpenedByFiles)
        {
            // Files of its time may be there already, with a session that they made themselves.
            await SessionChanges.Want(write, instrument, (start.AtUs, long.MaxValue), ct);
            if (session.IsTold)
            {
                // A booking system may have told of it already.
                await BookingChanges.Want(write, instrument, start.AtUs, start.AtUs, ct);
            }
        }

        await audit.Append(write, start.Who, "session.began", id, session.ExperimentId, new { instrument, session.Person, start.Via, at = session.StartedAt }, ct);
        return session;
    }

    /// <summary>Adds what happened; told twice, it counts once.</summary>
    public async Task<Session> Add(Transaction write, Session session, SessionEvent what, CancellationToken ct)
    {
        if (await write.Number($"select count(*) from sessions_event where public_id = {what.Id}", ct) > 0)
        {
            return session;
        }

        await Insert(write, session.Key, what, null, ct);
        var after = await Settle(write, session.Key, ct);
        if (what.Kind is not EventKind.Note)
        {
            await audit.Append(write, what.Who, $"session.{ActionOf(what.Kind)}", session.Id, after.ExperimentId, new { session.Instrument, what.Via, at = SessionStore.At(what.AtUs), what.Detail }, ct);
        }

        return after;
    }

    /// <summary>Keeps what makes no sense, with the reason.</summary>
    public static Task Refuse(Transaction write, SessionEvent what, string why, CancellationToken ct) => Insert(write, null, what, why, ct);

    /// <summary>Somebody is there, though nothing was said.</summary>
    public async Task<Session> Seen(Transaction write, Session session, long atUs, CancellationToken ct)
    {
        var isLater = await write.Execute($"update sessions_session set seen_us = {atUs} where id = {session.Key} and seen_us < {atUs}", ct) > 0;
        return isLater ? await Settle(write, session.Key, ct) : session;
    }

    /// <summary>Counts its files anew. One that was only begun by files and has none any more never was.</summary>
    public async Task Count(Transaction write, long session, CancellationToken ct)
    {
        var (files, first, last) = await write.First($"select count(*), min(taken_us), max(taken_us) from sessions_file where session_id = {session}",
            row => (row.GetInt64(0), row.NumberOrNull(1), row.NumberOrNull(2)), ct);
        if (files == 0 && await write.Number($"select count(*) from sessions_event v where v.session_id = {session} and {SessionStory.IsSpoken}", ct) == 0)
        {
            await Forget(write, session, "its files belong to other sessions", ct);
            return;
        }

        await write.Execute($"update sessions_session set files = {files}, first_file_us = {first}, last_file_us = {last}, changed_us = {NowUs} where id = {session}", ct);
        await Settle(write, session, ct);
    }

    /// <summary>Takes away a session that never was.</summary>
    public async Task Forget(Transaction write, long session, string why, CancellationToken ct)
    {
        if (await write.First($"select public_id from sessions_session where id = {session}", row => row.GetString(0), ct) is not { } id)
        {
            return;
        }

        // Its files belong to somebody else's, or make one of their own.
        var files = await write.Query($"select file_id from sessions_file where session_id = {session}", row => row.GetInt64(0), ct);
        await write.Execute($"update sessions_file set session_id = null, how = null where session_id = {session}", ct);
        await followers.Altered(write, files, ct);
        await write.Execute($"delete from sessions_event where session_id = {session}", ct);
        await write.Execute($"delete from sessions_session where id = {session}", ct);
        await audit.Append(write, "site", "session.removed", id, null, new { why }, ct);
    }

    /// <summary>Makes the row what the events come to, with the booking of its time.</summary>
    public async Task<Session> Settle(Transaction write, long key, CancellationToken ct)
    {
        var row = await write.First($"select instrument, seen_us, first_file_us, last_file_us, started_us, ended_us, person, user_id, experiment_id from sessions_session where id = {key}",
            row => (Instrument: row.GetString(0), SeenUs: row.GetInt64(1), Files: row.IsDBNull(2) ? ((long First, long Last)?)null : (row.GetInt64(2), row.GetInt64(3)), StartedUs: row.GetInt64(4), EndedUs: row.NumberOrNull(5),
            Person: row.GetString(6), User: row.NumberOrNull(7), Experiment: row.NumberOrNull(8)), ct);
        var events = await SessionStore.Events(write, key, ct);
        var facts = SessionStory.Of(events, row.SeenUs, row.Files);
        var experiment = facts.Experiment.Length == 0 ? 0 : await write.Number($"select id from experiments_experiment where name = {facts.Experiment}", ct);
        var user = facts.Person.Length == 0 ? null : row.Person == facts.Person && row.User is not null ? row.User : (await Accounts.Read(write, ct)).Of([facts.Person]);
        var booking = await Booking(write, row.Instrument, facts, row.Files?.Last, user, ct);
        // Who booked is who was there, where nobody says more.
        var person = facts.Person.Length > 0 ? facts.Person : booking?.User ?? "";
        user = facts.Person.Length > 0 || booking?.Account is not { } account ? user : await write.Number($"select id from access_user where name = {account}", ct);
        var stored = new StoredFacts(experiment > 0 || facts.Experiment.Length == 0 ? null : facts.Experiment, facts.Project, facts.Sample, facts.Purpose, facts.EndCause, facts.OpenedBy,
            [.. facts.Pauses.Select(pause => new SessionPause(SessionStore.At(pause.From), pause.Until is { } until ? SessionStore.At(until) : null))], Warnings(events), facts.Consent is Consent.Yes or Consent.No ? facts.Consent.Value : booking?.Consent ?? Consent.Unknown);
        await write.Execute($"""
            update sessions_session
            set state = {facts.State.ToString().ToLowerInvariant()}, person = {person}, reservation = {booking?.Id}, user_id = {user}, experiment_id = {(experiment > 0 ? experiment : (long?)null)},
                facts = {new Json(JsonSerializer.Serialize(stored, Wire.Json))}, started_us = {facts.StartedUs}, ended_us = {facts.EndedUs},
                sign_us = {SessionStory.LastSign(events, row.SeenUs, row.Files?.Last)}, changed_us = {NowUs}
            where id = {key}
            """, ct);
        if ((row.Experiment ?? 0) != experiment)
        {
            // They may follow it.
            await followers.Altered(write, await write.Query($"select file_id from sessions_file where session_id = {key}", file => file.GetInt64(0), ct), ct);
        }

        // Files of the time between an end as it was and as it is may belong elsewhere now.
        await SessionChanges.Want(write, row.Instrument, (row.StartedUs, facts.StartedUs), ct);
        await SessionChanges.Want(write, row.Instrument, (row.EndedUs ?? long.MaxValue, facts.EndedUs ?? long.MaxValue), ct);
        return (await SessionStore.Find(write, key, ct))!;
    }

    /// <summary>
    /// The one that somebody named, else the one of its time. One that has not ended lasts until now, or, where only files tell of it, until the last of them; an hour at least.
    /// </summary>
    private async Task<Reservation?> Booking(Transaction read, string instrument, SessionFacts facts, long? lastFileUs, long? user, CancellationToken ct)
    {
        if (facts.Booking is { } named)
        {
            return named.Length == 0 ? null : await ReservationStore.Find(read, instrument, named, ct);
        }

        var until = facts.OpenedBy == OpenedByFiles ? lastFileUs ?? facts.StartedUs : NowUs;
        var (from, to) = (SessionStore.At(facts.StartedUs), SessionStore.At(facts.EndedUs ?? Math.Max(until, facts.StartedUs + HourUs)));
        var bookings = await ReservationStore.Overlapping(read, instrument, from, to, ct);
        var account = bookings.Count == 0 || user is null ? null : await read.First($"select name from access_user where id = {user}", row => row.GetString(0), ct);
        return BookingChoice.Of(bookings, account, facts.Person, (from, to));
    }

    private static Task<int> Insert(Transaction write, long? session, SessionEvent what, string? refused, CancellationToken ct) => write.Execute($"""
        insert into sessions_event (public_id, session_id, kind, at_us, came_us, who, via, detail, refused)
        values ({what.Id}, {session}, {what.Kind.ToString().ToLowerInvariant()}, {what.AtUs}, {what.CameUs}, {what.Who}, {what.Via},
            {new Json(JsonSerializer.Serialize(what.Detail, Wire.Json))}, {refused})
        """, ct);

    private static List<string> Warnings(List<SessionEvent> events)
    {
        var worst = events.Select(each => each.Detail.ClockUs ?? 0).DefaultIfEmpty(0).MaxBy(Math.Abs);
        return Math.Abs(worst) < 60_000_000 ? [] :
            [$"The clock of the control computer was {(worst > 0 ? "slow" : "fast")} by {Duration.Show(TimeSpan.FromMicroseconds(Math.Abs(worst)))}; times are the site's."];
    }

    private static string ActionOf(EventKind kind) => kind switch
    {
        EventKind.Start => "began",
        EventKind.Pause => "paused",
        EventKind.Resume => "resumed",
        EventKind.Continue => "continued",
        EventKind.End => "ended",
        EventKind.Change => "changed",
        EventKind.Closed => "closed",
        EventKind.Mended => "mended",
        _ => "noted",
    };
}
