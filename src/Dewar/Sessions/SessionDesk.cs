using Dewar.Access;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>What people do with sessions from elsewhere than the instrument's own computer: portal, command line, programs.</summary>
internal sealed class SessionDesk(SessionKeeper keeper, SessionStore sessions, InstrumentStore instruments, ReservationStore reservations, Forgotten forgotten)
{
    public const int LongestNote = 20_000;

    public async Task<Session> Start(Caller who, string instrument, NewSession form, string via, CancellationToken ct)
    {
        var station = (await instruments.Find(instrument, ct) ?? throw Refusal.NotFound("instrument", instrument)).Station;
        var person = form.Person?.Trim() is { Length: > 0 } said ? said : who.Name;
        if (person != who.Name && !who.IsStaffOf(station))
        {
            throw Refusal.Forbidden($"Only administrators and the staff of '{station}' may begin a session for somebody else.");
        }

        Check(person, form.Experiment, form.Project, form.Sample, form.Purpose);
        var detail = new EventDetail { Person = person, Experiment = form.Experiment ?? "", Project = form.Project, Sample = form.Sample, Purpose = form.Purpose };
        return await keeper.Write(async write =>
        {
            await ExperimentMustBe(write, form.Experiment, ct);
            var at = Moment(form.At);
            if ((await SessionStore.Open(write, instrument, ct)).Find(open => open.IsTold && open.Person == person) is { } own)
            {
                throw Refusal.Conflict("session-open", $"{person} has a session here since {own.StartedAt:yyyy-MM-dd HH:mm} UTC ({own.Id}). Go on with it, or end it first.");
            }

            await forgotten.MakeRoom(write, instrument, null, person, at, ct);
            return await keeper.Begin(write, Guid.CreateVersion7().ToString(), instrument, null, Event(EventKind.Start, at, who, via, detail), ct);
        }, ct);
    }

    public Task<Session> Note(Caller who, string id, NewNote form, string via, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(form.Text) || form.Text.Length > LongestNote)
        {
            throw Refusal.Invalid("note-invalid", $"A note has 1 to {LongestNote} characters.");
        }

        return Tell(who, id, EventKind.Note, form.At, via, new() { Text = form.Text.Trim() }, ct);
    }

    /// <param name="kind">Pause, resume, continue or end.</param>
    public Task<Session> Tell(Caller who, string id, EventKind kind, DateTimeOffset? at, string via, CancellationToken ct) => Tell(who, id, kind, at, via, new(), ct);

    public async Task<Session> Mend(Caller who, string id, SessionMending form, string via, CancellationToken ct)
    {
        Check(form.Person, form.Experiment, form.Project, form.Sample, form.Purpose);
        Refusal.UnlessOneLine("reason", form.Reason);
        var (starts, ends) = (form.StartedAt?.InMicroseconds, form.EndedAt?.InMicroseconds);
        await BookingMayBe(who, id, form.Booking, ct);
        return await Change(who, id, async (write, session) =>
        {
            await ExperimentMustBe(write, form.Experiment, ct);
            if ((ends ?? session.EndedAt?.InMicroseconds ?? long.MaxValue) <= (starts ?? session.StartedAt.InMicroseconds) || ends > keeper.NowUs || starts > keeper.NowUs)
            {
                throw Refusal.Invalid("times-invalid", "A session begins before it ends, and neither lies in the future.");
            }

            return await keeper.Add(write, session, Event(EventKind.Mended, keeper.NowUs, who, via, new()
            {
                Person = form.Person,
                Experiment = form.Experiment,
                Project = form.Project,
                Sample = form.Sample,
                Purpose = form.Purpose,
                StartedUs = starts,
                EndedUs = ends,
                Booking = form.Booking,
                Consent = form.Consent,
                Text = form.Reason,
            }), ct);
        }, ct);
    }

    public static void Check(string? person, string? experiment, string? project, string? sample, string? purpose)
    {
        Refusal.UnlessOneLine("person", person);
        Refusal.UnlessOneLine("experiment", experiment);
        Refusal.UnlessOneLine("project", project);
        Refusal.UnlessOneLine("sample", sample);
        Refusal.UnlessOneLine("purpose", purpose);
    }

    /// <summary>Does something with a session that is one's own, or at an instrument whose staff one is.</summary>
    public async Task<Session> Change(Caller who, string id, Func<Transaction, Session, Task<Session>> work, CancellationToken ct)
    {
        var seen = await Changeable(who, id, ct);
        return await keeper.Write(async write => await work(write, await SessionStore.Find(write, seen.Key, ct) ?? throw Refusal.NotFound("session", id)), ct);
    }

    /// <summary>A session that one may change.</summary>
    public async Task<Session> Changeable(Caller who, string id, CancellationToken ct)
    {
        var seen = await sessions.Find(who, id, ct) ?? throw Refusal.NotFound("session", id);
        var station = (await instruments.Find(seen.Instrument, ct))?.Station;
        return seen.UserId == who.UserId || who.IsStaffOf(station) ? seen
            : throw Refusal.Forbidden($"This is the session of {(seen.Person.Length > 0 ? seen.Person : "somebody unknown")}; only they and the instrument's staff may change it.");
    }

    private Task<Session> Tell(Caller who, string id, EventKind kind, DateTimeOffset? when, string via, EventDetail detail, CancellationToken ct) => Change(who, id, (write, session) =>
    {
        var at = Moment(when);
        var fault = (kind, session.State) switch
        {
            (EventKind.Pause, not SessionState.Open) => "It is not under way, so it can't be paused.",
            (EventKind.Resume, SessionState.Open) => "It is under way already.",
            (EventKind.End, SessionState.Ended) when session.EndCause is null => $"It ended on {session.EndedAt:yyyy-MM-dd HH:mm} UTC already.",
            _ when at < session.StartedAt.InMicroseconds => "That was before the session began.",
            _ => null,
        };
        return fault is null ? keeper.Add(write, session, Event(kind, at, who, via, detail), ct) : throw Refusal.Conflict("session-state", fault);
    }, ct);

    private async Task BookingMayBe(Caller who, string session, string? named, CancellationToken ct)
    {
        if (named is not { Length: > 0 })
        {
            return;
        }

        var instrument = (await Changeable(who, session, ct)).Instrument;
        var booking = await reservations.Find(instrument, named, ct) ?? throw Refusal.NotFound("booking", named);
        if (!BookingChoice.MayTake(who, booking, (await instruments.Find(instrument, ct))?.Station))
        {
            throw Refusal.Forbidden("This booking is somebody else's; the instrument's staff may say that the session took place in it.");
        }
    }

    private long Moment(DateTimeOffset? at) => at is not { } given ? keeper.NowUs : given.InMicroseconds <= keeper.NowUs + 60_000_000 ? given.InMicroseconds
        : throw Refusal.Invalid("times-invalid", $"{given:yyyy-MM-dd HH:mm} lies in the future.");

    private SessionEvent Event(EventKind kind, long at, Caller who, string via, EventDetail detail) => new(Guid.CreateVersion7().ToString(), kind, at, keeper.NowUs, who.Who, via, detail);

    private static async Task ExperimentMustBe(Transaction read, string? experiment, CancellationToken ct)
    {
        if (experiment is { Length: > 0 } && await read.Number($"select count(*) from experiments_experiment where name = {experiment}", ct) == 0)
        {
            throw Refusal.NotFound("experiment", experiment);
        }
    }
}
