using System.Text.Json.Serialization;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>What can happen in a session. Closed: the site ended it by a rule. Mended: somebody put something right afterwards.</summary>
internal enum EventKind { Start, Note, Pause, Resume, Continue, End, Change, Closed, Mended }

/// <summary>What an event says beside its time; what is null it does not say.</summary>
internal sealed record EventDetail
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Person { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Experiment { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Project { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sample { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Purpose { get; init; }

    /// <summary>Of a note; of a closing and a mending the reason.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>What was to be added to the computer's clock to have the site's time, in microseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ClockUs { get; init; }

    /// <summary>The booking in which it took place, if not the one that its time says; empty for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Booking { get; init; }

    /// <summary>Whether a record is wanted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Consent? Consent { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? StartedUs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? EndedUs { get; init; }
}

/// <summary>Something that happened in a session. Events are never changed; what was wrong is put right by another.</summary>
/// <param name="Id">A UUID, made by whoever saw it: told twice, it counts once.</param>
/// <param name="AtUs">When, by the site's clock, in microseconds since 1970.</param>
/// <param name="CameUs">When the site heard of it.</param>
/// <param name="Via">logger, web, api (the command line speaks it), files, booking, rule.</param>
internal sealed record SessionEvent(string Id, EventKind Kind, long AtUs, long CameUs, string Who, string Via, EventDetail Detail);
