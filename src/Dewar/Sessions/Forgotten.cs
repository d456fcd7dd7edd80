using Dewar.Database;
using Dewar.Hosting;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>Closes what nobody ended: after a quiet time, as of the last sign of anybody.</summary>
internal sealed class Forgotten(SiteDatabase database, SessionKeeper keeper, RulesStore rules)
{
    /// <summary>Whoever told something so long ago may have more to say.</summary>
    private const long TellingUs = 15 * 60_000_000L;

    public async Task Close(CancellationToken ct)
    {
        var open = await database.Read(read => SessionStore.Open(read, null, ct), ct);
        foreach (var session in open)
        {
            var rule = await rules.Of(session.Instrument, ct);
            if (await database.Read(read => Reason(read, session, rule, ct), ct) is not null)
            {
                await keeper.Write(async write =>
                {
                    // Somebody may have come back a moment ago.
                    if (await SessionStore.Find(write, session.Key, ct) is { State: not SessionState.Ended } still && await Reason(write, still, rule, ct) is { } why)
                    {
                        await keeper.Add(write, still, Closing(still, still.SeenAt.InMicroseconds, why), ct);
                    }

                    return true;
                }, ct);
            }
        }
    }

    /// <summary>Whoever is still open at an instrument where somebody begins has left, unless another computer shows that they are there.</summary>
    /// <param name="computer">Where the new one begins; null for none in particular.</param>
    public async Task MakeRoom(Transaction write, string instrument, string? computer, string person, long atUs, CancellationToken ct)
    {
        foreach (var other in await SessionStore.Open(write, instrument, ct))
        {
            var isElsewhere = computer is not null && other.Computer is not null && other.Computer != computer && keeper.NowUs - other.SeenAt.InMicroseconds < 15 * 60_000_000L;
            if (other.StartedAt.InMicroseconds < atUs && !isElsewhere)
            {
                await keeper.Add(write, other, Closing(other, Math.Min(other.SeenAt.InMicroseconds, atUs), $"{(person.Length > 0 ? person : "somebody else")} began a session here"), ct);
            }
        }
    }

    private async Task<string?> Reason(Transaction read, Session session, SessionRules rule, CancellationToken ct) =>
        rule.Keep && (Quiet(session, rule) ?? await Booked(read, session, rule, ct)) is { } why && !await IsBeingTold(read, session, ct) ? why : null;

    /// <summary>Somebody tells of it just now, though of a time long ago: what they say next may be its end.</summary>
    private async Task<bool> IsBeingTold(Transaction read, Session session, CancellationToken ct) => await read.Number($"""
        select count(*) from sessions_event where session_id = {session.Key} and came_us > {keeper.NowUs - TellingUs} and via in ('api', 'web')
        """, ct) > 0;

    /// <summary>Somebody else's booked time has begun, and nobody was seen since.</summary>
    private async Task<string?> Booked(Transaction read, Session session, SessionRules rule, CancellationToken ct)
    {
        var until = SessionStore.At(keeper.NowUs - (long)(Math.Max(rule.GraceMinutes, 1) * 60e6));
        var next = session.SeenAt >= until ? null : (await ReservationStore.Overlapping(read, session.Instrument, session.SeenAt, until, ct))
            .Find(each => each.StartsAt >= session.SeenAt && each.StartsAt <= until && each.Id != session.Booking && !BookingChoice.IsOf(each, session.User, session.Person));
        return next is null ? null : $"the booking of {next.User} began";
    }

    private string? Quiet(Session session, SessionRules rule)
    {
        var quiet = TimeSpan.FromMicroseconds(keeper.NowUs - session.SeenAt.InMicroseconds);
        // A booking system that counts on says that somebody is there, though nothing is seen of them.
        var mayRest = session.State == SessionState.Paused || session.OpenedBy == BookedSessions.Via;
        return mayRest && quiet <= TimeSpan.FromHours(rule.PausedHours) ? null
            : session.State == SessionState.Paused ? $"it was paused for {Duration.Show(quiet)}"
            : quiet <= TimeSpan.FromMinutes(rule.QuietMinutes) ? null
            : session.OpenedBy == SessionKeeper.OpenedByFiles ? "no more files were taken" : $"nothing happened for {Duration.Show(quiet)}";
    }

    private SessionEvent Closing(Session session, long atUs, string why) =>
        new($"closed-{session.Id}-{atUs}", EventKind.Closed, atUs, keeper.NowUs, "site", "rule", new() { Text = why });
}
