using System.Security.Cryptography;
using System.Text;
using Dewar.Database;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>What a booking system tells of an instrument's use, as events of a session. Told again, it is the same events, which count once.</summary>
internal sealed class ToldUse(InstrumentUsage use, long nowUs)
{
    private const int Longest = 300;

    public string Session { get; } = Id(use, "session");

    public string Person => use.Account ?? use.User;

    public SessionEvent Start => Event("start", EventKind.Start, use.StartsAt, new()
    {
        Person = Person,
        Project = Given(use.Project),
        Sample = Given(use.Samples.Count > 0 ? use.Samples[0].Name : null),
        Purpose = Given(use.Purpose.Length > 0 ? use.Purpose : use.Title),
        Consent = use.Consent == Consent.Unknown ? null : use.Consent,
    });

    /// <summary>What is different from what the session is now. Where somebody put its times right by hand, they stay.</summary>
    public IEnumerable<SessionEvent> News(Session session, IReadOnlyList<SessionEvent> events)
    {
        if (events.Any(each => each.Kind == EventKind.Mended && each.Via != BookedSessions.Via && (each.Detail.StartedUs ?? each.Detail.EndedUs) is not null))
        {
            yield break;
        }

        if (session.StartedAt != use.StartsAt)
        {
            yield return Event($"start {use.StartsAt.InMicroseconds}", EventKind.Mended, use.StartsAt, new() { StartedUs = use.StartsAt.InMicroseconds });
        }

        if (use.EndsAt is { } end && end.InMicroseconds <= nowUs && session.EndedAt != end)
        {
            yield return events.Any(each => each.Kind == EventKind.End) ? Event($"end {end.InMicroseconds}", EventKind.Mended, end, new() { EndedUs = end.InMicroseconds })
                : Event($"end {end.InMicroseconds}", EventKind.End, end, new());
        }
    }

    private SessionEvent Event(string what, EventKind kind, DateTimeOffset at, EventDetail detail) => new(Id(use, what), kind, at.InMicroseconds, nowUs, use.Source, BookedSessions.Via, detail);

    /// <summary>In one line, and as much as people may write.</summary>
    private static string? Given(string? text) => text is null ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is var line && line.Length <= Longest ? line : line[..Longest];

    private static string Id(InstrumentUsage use, string what) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{use.Source}\n{use.ExternalId}\n{what}")).AsSpan(0, 16), bigEndian: true).ToString();
}
