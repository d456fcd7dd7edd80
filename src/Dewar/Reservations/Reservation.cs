namespace Dewar.Reservations;

/// <summary>Whether the user wants a record of the session to be made.</summary>
public enum Consent { Unknown, Yes, No }

/// <param name="Pid">The sample's persistent identifier.</param>
public sealed record Sample(string Name, string? Pid = null, string? Details = null);

/// <summary>What else somebody was asked when booking, and said.</summary>
public sealed record AnsweredQuestion(string Name, string Value);

/// <summary>Somebody's booked time at an instrument.</summary>
public sealed record Reservation
{
    public required string Id { get; init; }
    public required string Instrument { get; init; }

    /// <summary>The calendar it came from; "dewar" for what was booked here.</summary>
    public required string Source { get; init; }

    /// <summary>What its calendar calls it.</summary>
    public required string ExternalId { get; init; }

    public required string Title { get; init; }
    public string Purpose { get; init; } = "";

    /// <summary>Who has it, as its calendar says.</summary>
    public required string User { get; init; }

    /// <summary>The account of that user here; null when there is none, or it is not clear which.</summary>
    public string? Account { get; init; }

    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public string? Project { get; init; }
    public IReadOnlyList<Sample> Samples { get; init; } = [];
    public Consent Consent { get; init; }
    public IReadOnlyList<AnsweredQuestion> Questions { get; init; } = [];
    public bool Cancelled { get; init; }
    public string? CancelReason { get; init; }

    /// <summary>Where its calendar shows it.</summary>
    public string? Link { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The source of what was booked here.</summary>
    internal const string Own = "dewar";

    internal bool IsOwn => Source == Own;

    /// <summary>As people see it who have nothing to do with it: when, and whose.</summary>
    internal Reservation ForOthers => this with { Purpose = "", Project = null, Samples = [], Consent = Consent.Unknown, Questions = [], Link = null, CancelReason = null };
}

/// <summary>Actual use of an instrument, as a booking system counts it.</summary>
public sealed record InstrumentUsage
{
    public required string Instrument { get; init; }
    public required string Source { get; init; }
    public required string ExternalId { get; init; }
    public string Title { get; init; } = "";
    public string Purpose { get; init; } = "";
    public required string User { get; init; }
    public string? Account { get; init; }

    /// <summary>Who worked the instrument for the user.</summary>
    public string Operator { get; init; } = "";

    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Null while it goes on.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    public string? Project { get; init; }
    public IReadOnlyList<Sample> Samples { get; init; } = [];
    public Consent Consent { get; init; }
    public IReadOnlyList<AnsweredQuestion> Questions { get; init; } = [];

    /// <summary>When this was last found to be different.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
