using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dewar.Access;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>Reads sessions. One sees one's own, those of the experiments that one may see, and those at instruments whose staff one is.</summary>
internal sealed class SessionStore(SiteDatabase database)
{
    private static Sql All => $"""
        select s.id, s.public_id, s.instrument, s.state, c.name, s.person, u.name, e.name, s.facts, s.started_us, s.ended_us, s.sign_us, s.files, s.user_id, s.experiment_id, s.reservation
        from sessions_session s left join sessions_computer c on c.id = s.computer_id left join access_user u on u.id = s.user_id
        left join experiments_experiment e on e.id = s.experiment_id
        """;

    /// <summary>Newest first.</summary>
    public Task<Page<Session>> List(Caller caller, SessionQuery query, CancellationToken ct)
    {
        var limit = Math.Clamp(query.Limit, 1, 1000);
        var (startedUs, id) = Cursor(query.After);
        Sql filter = Sql.Nothing;
        filter = query.Instrument is { } instrument ? filter + $" and s.instrument = {instrument}" : filter;
        filter = query.Person is { } person ? filter + $" and (lower(s.person) = {person.ToLowerInvariant()} or u.name = {person})" : filter;
        filter = query.Experiment is { } experiment ? filter + $" and e.name = {experiment}" : filter;
        filter = query.Open is { } open ? filter + (open ? (Sql)$" and s.state <> 'ended'" : (Sql)$" and s.state = 'ended'") : filter;
        filter = query.From is { } from ? filter + $" and coalesce(s.ended_us, {long.MaxValue}) >= {from.InMicroseconds}" : filter;
        filter = query.Until is { } until ? filter + $" and s.started_us < {until.InMicroseconds}" : filter;
        return database.Read(async read =>
        {
            var rows = await read.Query($"""
                {All} where (s.started_us < {startedUs} or (s.started_us = {startedUs} and s.id < {id})) and {Seen(caller)}{filter}
                order by s.started_us desc, s.id desc limit {limit + 1}
                """, Row, ct);
            var items = rows.Take(limit).ToList();
            return new Page<Session>(items, rows.Count > limit ? string.Create(CultureInfo.InvariantCulture, $"{items[^1].StartedAt.InMicroseconds}.{items[^1].Key}") : null);
        }, ct);
    }

    public Task<Session?> Find(Caller caller, string id, CancellationToken ct) => database.First<Session?>($"{All} where s.public_id = {id} and {Seen(caller)}", Row, ct);

    /// <summary>With what to look at, as far as the caller may see it.</summary>
    public Task<SessionDetail> Detail(Caller caller, Session session, CancellationToken ct) => database.Read(async read =>
    {
        var events = await Events(read, session.Key, ct);
        var others = await Overlapping(read, caller, session, ct);
        return new SessionDetail(session with { Warnings = [.. session.Warnings, .. others.Select(other => $"It overlaps with the session of {NameOf(other)}, {Span(other)}.")] },
            Notes(events),
            [.. events.Select(each => new SessionHistory(each.Kind.ToString().ToLowerInvariant(), At(each.AtUs), At(each.CameUs), each.Who, each.Via, EventWords.Of(each)))],
            session.Booking is { } booking ? await ReservationStore.Find(read, session.Instrument, booking, ct) : null);
    }, ct);

    /// <summary>What was written down, in the order in which it was.</summary>
    public static IReadOnlyList<SessionNote> Notes(IEnumerable<SessionEvent> events) =>
        [.. events.Where(each => each.Kind == EventKind.Note).OrderBy(each => each.AtUs).Select(each => new SessionNote(each.Id, At(each.AtUs), each.Who, each.Detail.Text ?? ""))];

    /// <summary>Those that are not over, oldest first.</summary>
    public static Task<List<Session>> Open(Transaction read, string? instrument, CancellationToken ct)
    {
        Sql at = instrument is null ? Sql.Nothing : $" and s.instrument = {instrument}";
        return read.Query($"{All} where s.state <> 'ended'{at} order by s.started_us, s.id", Row, ct);
    }

    /// <summary>Those at an instrument that have some of this time.</summary>
    public static Task<List<Session>> Between(Transaction read, string instrument, long fromUs, long untilUs, CancellationToken ct) => read.Query($"""
        {All} where s.instrument = {instrument} and s.started_us <= {untilUs} and coalesce(s.ended_us, {long.MaxValue}) >= {fromUs} order by s.started_us, s.id
        """, Row, ct);

    public static Task<Session?> Find(Transaction read, string id, CancellationToken ct) => read.First<Session?>($"{All} where s.public_id = {id}", Row, ct);

    public static Task<Session?> Find(Transaction read, long key, CancellationToken ct) => read.First<Session?>($"{All} where s.id = {key}", Row, ct);

    /// <summary>In the order in which the site heard of them.</summary>
    public static Task<List<SessionEvent>> Events(Transaction read, long session, CancellationToken ct) => read.Query($"""
        select public_id, kind, at_us, came_us, who, via, detail from sessions_event where session_id = {session} and refused is null order by id
        """, row => new SessionEvent(row.GetString(0), Enum.Parse<EventKind>(row.GetString(1), true), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5),
        JsonSerializer.Deserialize<EventDetail>(row.GetString(6), Wire.Json)!), ct);

    /// <summary>The sessions somebody may see, as a condition on s.</summary>
    public static Sql Seen(Caller caller) => caller switch
    {
        { SeesAll: true } => $"1 = 1",
        { IsUser: false } => $"1 = 0",
        _ => $"""
            (s.user_id = {caller.UserId} or s.instrument in (select i.name from instruments_instrument i where i.station in {Sql.List(caller.StaffOf)})
             or s.experiment_id in (select e.id from experiments_experiment e where {ExperimentStore.Seen(caller)}))
            """,
    };

    public static DateTimeOffset At(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);

    private static Task<List<Session>> Overlapping(Transaction read, Caller caller, Session session, CancellationToken ct) => read.Query($"""
        {All} where s.instrument = {session.Instrument} and s.id <> {session.Key} and s.started_us < {session.EndedAt?.InMicroseconds ?? long.MaxValue}
            and coalesce(s.ended_us, {long.MaxValue}) > {session.StartedAt.InMicroseconds} and {Seen(caller)} order by s.started_us, s.id limit 20
        """, Row, ct);

    private static string NameOf(Session session) => session.Person.Length > 0 ? session.Person : "somebody unknown";

    private static string Span(Session session) => string.Create(CultureInfo.InvariantCulture, $"{session.StartedAt:yyyy-MM-dd HH:mm} to {(session.EndedAt is { } end ? $"{end:yyyy-MM-dd HH:mm}" : "now")} UTC");

    private static (long StartedUs, long Id) Cursor(string? after)
    {
        var parts = after?.Split('.');
        return parts is null ? (long.MaxValue, long.MaxValue)
            : parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var at) && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var id) ? (at, id)
            : throw Refusal.Invalid("cursor-invalid", "This place in the list is not one that Dewar gave out.");
    }

    private static Session Row(DbDataReader row)
    {
        var facts = JsonSerializer.Deserialize<StoredFacts>(row.GetString(8), Wire.Json)!;
        return new(row.GetString(1), row.GetString(2), Enum.Parse<SessionState>(row.GetString(3), true), row.TextOrNull(4), row.GetString(5), row.TextOrNull(6), row.TextOrNull(7) ?? facts.Experiment,
            facts.Project, facts.Sample, facts.Purpose, row.Instant(9), row.InstantOrNull(10), facts.EndCause, facts.OpenedBy, row.Instant(11), row.GetInt64(12), facts.Pauses, facts.Warnings)
        {
            Key = row.GetInt64(0),
            UserId = row.NumberOrNull(13),
            ExperimentId = row.NumberOrNull(14),
            Booking = row.TextOrNull(15),
            Consent = facts.Consent,
        };
    }
}

/// <summary>Which sessions are asked for.</summary>
/// <param name="Person">A name as it was said, or an account.</param>
/// <param name="From">They went on after this.</param>
/// <param name="Until">They began before this.</param>
internal sealed record SessionQuery(
    string? Instrument = null, string? Person = null, string? Experiment = null, bool? Open = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, string? After = null, int Limit = 100);

/// <summary>What of a session's facts has no column of its own.</summary>
/// <param name="Experiment">As it was said, where there is no such experiment; null otherwise.</param>
internal sealed record StoredFacts(
    string? Experiment, string Project, string Sample, string Purpose, string? EndCause, string OpenedBy, IReadOnlyList<SessionPause> Pauses, IReadOnlyList<string> Warnings,
    Consent Consent = Consent.Unknown);
