namespace Dewar.Journeys;

/// <summary>How far a file is at a station. Numbers, since the journal keeps them by the million.</summary>
internal enum JourneyStage
{
    /// <summary>Was there before the acquisition began, or can't be taken at all; the cause says which.</summary>
    Left = 0,

    /// <summary>Seen, still being written.</summary>
    Seen = 1,

    /// <summary>Finished; to be copied.</summary>
    Settled = 2,

    /// <summary>Copied under a temporary name, flushed, and found equal; about to get its place.</summary>
    Verified = 3,

    /// <summary>At its place; to be registered.</summary>
    Placed = 4,

    /// <summary>In the catalogue.</summary>
    Registered = 5,

    /// <summary>Given up; the cause says why.</summary>
    Failed = 6,
}

/// <summary>One file on its way.</summary>
/// <param name="Path">Below the watched folder.</param>
/// <param name="Revision">Rises each time that it is found changed.</param>
internal sealed record JourneyFile(
    long Id, long Source, string Path, long Size, long ModifiedNs, JourneyStage Stage, long Attempts, string? Cause, long Revision,
    string? Sha256, string? Displaced, long? VerifiedUs)
{
    /// <summary>Finished at the source and not yet at its end here.</summary>
    public bool IsOnTheWay => Stage is JourneyStage.Settled or JourneyStage.Verified or JourneyStage.Placed;
}

/// <summary>A source as the journal keeps it.</summary>
/// <param name="RanMs">How long it has run, without the time when the station was down.</param>
/// <param name="Baseline">What was there at the beginning has been noted.</param>
internal sealed record JourneySource(long Source, string Assignment, string State, long RanMs, long BeganUs, bool Baseline);

/// <summary>What was seen of a file: to be written down.</summary>
internal readonly record struct Sighting(string Path, long Size, long ModifiedNs, JourneyStage Stage, string? Cause = null);
