using System.Text.Json.Serialization;

namespace Dewar.Sessions;

/// <summary>A part of a logger's journal (docs/reference/logger.md). Times are milliseconds since 1970 by the computer's own clock.</summary>
/// <param name="Journal">A UUID made with the journal's file.</param>
/// <param name="SentAt">When the request was made.</param>
public sealed record LoggerBatch(string Journal, long SentAt, IReadOnlyList<LoggerEntry> Entries);

/// <summary>One line of a journal.</summary>
/// <param name="Sequence">Its place in the journal, from 1 without gaps.</param>
/// <param name="Session">The session, by a UUID that the logger made or was told.</param>
/// <param name="Kind">start, note, pause, resume, continue, end, change, alive.</param>
/// <param name="Offset">What was to be added to the computer's clock at that time, in milliseconds, as far as the logger knew.</param>
public sealed record LoggerEntry(
    long Sequence, string Id, string Session, string Kind, long At, long? Offset = null, string? User = null, string? Experiment = null, string? Project = null, string? Sample = null,
    string? Purpose = null, string? Text = null);

/// <param name="Why">Why it makes no sense; it is kept all the same.</param>
public sealed record EntryRefused(long Sequence, string Why);

/// <param name="Sequence">The last that the site has of this journal.</param>
/// <param name="Time">The site's clock, in milliseconds since 1970.</param>
public sealed record EntriesTaken(long Sequence, IReadOnlyList<EntryRefused> Refused, long Time);

/// <summary>What the logger's window shows. Times are milliseconds since 1970 by the site's clock.</summary>
public sealed record LoggerView(string Computer, string Instrument, string Description, long Time, IReadOnlyList<LoggerPerson> People, IReadOnlyList<string> Experiments)
{
    /// <summary>The session that is not over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoggerSession? Open { get; init; }

    /// <summary>That of now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoggerReservation? Reservation { get; init; }
}

/// <summary>Somebody who was here lately.</summary>
public sealed record LoggerPerson(string Name, string FullName);

/// <summary>The session that is open, for whoever starts the logger anew.</summary>
public sealed record LoggerSession(
    string Session, string User, long StartedAt, string State, string Computer, string Experiment, string Project, string Sample, string Purpose, IReadOnlyList<LoggerNote> Notes);

/// <summary>What was written down.</summary>
public sealed record LoggerNote(long At, string Text);

/// <summary>A booking.</summary>
public sealed record LoggerReservation(string Title, string User, long StartsAt, long EndsAt, string Purpose);
