namespace Dewar.Verification;

/// <summary>Reading: the replicas of an experiment. Repairing: those in trouble. Background: all of a storage, the oldest first.</summary>
public enum VerificationKind { Reading, Repairing, Background }

/// <summary>Waiting: nobody has taken it up yet. Paused: the storage is away; it goes on by itself.</summary>
public enum VerificationState { Waiting, Running, Paused, Done, Stopped }

/// <summary>Replicas being read again.</summary>
/// <param name="Path">Only files like this.</param>
/// <param name="OlderThan">Only replicas that were not looked at since.</param>
/// <param name="Message">What holds it up.</param>
/// <param name="Files">How many were gone through, each with its earlier versions.</param>
/// <param name="Replicas">How many were looked at; the bytes are theirs.</param>
/// <param name="Suspect">How many of them were not right.</param>
/// <param name="Restored">How many were suspect or missing before and are right.</param>
/// <param name="Repaired">How many were written again from another replica.</param>
/// <param name="ExpectedFiles">Null where it can't be told.</param>
public sealed record Verification(
    string Id, VerificationKind Kind, VerificationState State, string? Experiment, string Storage, string? Path, DateTimeOffset? OlderThan, string? Message,
    string AskedBy, DateTimeOffset AskedAt, DateTimeOffset? EndedAt, long Files, long Replicas, long Bytes, long Suspect, long Missing, long Restored, long Repaired,
    long? ExpectedFiles, long? ExpectedBytes, double BytesPerSecond, double? SecondsLeft);

/// <summary>What to read again.</summary>
/// <param name="Path">Only files like this; a pattern as in listings.</param>
/// <param name="OlderThan">Only replicas that were not looked at for so long, such as 30d.</param>
/// <param name="Repair">Reads those that are suspect or missing, and writes them again from another replica where one is right.</param>
public sealed record NewVerification(string? Path = null, string? OlderThan = null, bool Repair = false);
