namespace Dewar.Bench;

/// <summary>A file, and what is true of it. Instants are true ones unless they say otherwise.</summary>
/// <param name="Session">The true session; null for one that was taken in none of this month.</param>
/// <param name="Path">In its experiment.</param>
/// <param name="Taken">When it was.</param>
/// <param name="Stamp">Its time stamp, by whichever clock set it.</param>
/// <param name="Inside">What it says itself of when it was taken; null when it does not say.</param>
/// <param name="Arrives">When the station registers it.</param>
/// <param name="Begins">It is the first of an activity.</param>
internal sealed record TrueFile(
    TrueSession? Session, string Instrument, string Experiment, string Path, DateTimeOffset Taken, DateTimeOffset Stamp, string? Inside, DateTimeOffset Arrives, string Mode, string Signal, string? Sample, bool Begins)
{
    public string Key => $"{Experiment}/{Path}";
}

/// <summary>How the site hears of a session: from the control computer's logger, from a web page, or only by its files.</summary>
internal enum Told { Logger, Web, Nobody }

/// <param name="Start">When its user said so, or would have.</param>
/// <param name="End">When the user left.</param>
/// <param name="IsForgotten">Nobody said that it ended.</param>
internal sealed record TrueSession(string Id, string Instrument, string Computer, string User, string Experiment, Told Told, DateTimeOffset Start, DateTimeOffset End, bool IsForgotten)
{
    /// <summary>What is peculiar about it, to find out where the product goes wrong.</summary>
    public HashSet<string> Traits { get; } = [];
}

/// <summary>Something that reaches the site.</summary>
internal abstract record Happening(DateTimeOffset At);

/// <param name="Computer">Whose logger says so; null: somebody on the web.</param>
/// <param name="Kind">As loggers call it.</param>
/// <param name="When">When it was so.</param>
internal sealed record Saying(DateTimeOffset At, string? Computer, TrueSession Session, string Kind, DateTimeOffset When, bool NamesExperiment) : Happening(At);

internal sealed record Arriving(DateTimeOffset At, TrueFile File) : Happening(At);

/// <summary>A month as it was.</summary>
internal sealed record TrueMonth(IReadOnlyList<ControlClock> Computers, IReadOnlyList<TrueSession> Sessions, IReadOnlyList<TrueFile> Files, IReadOnlyList<Happening> Happenings, IReadOnlyList<TrueBooking> Bookings);
