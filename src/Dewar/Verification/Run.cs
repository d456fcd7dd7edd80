namespace Dewar.Verification;

/// <summary>A run as the one that works on it has it.</summary>
internal sealed record Run(long Id, string PublicId, VerificationKind Kind, long StorageId, string? Experiment, string? Pattern, long? OlderThanUs, string? Place);

/// <summary>What a piece of a run came to.</summary>
/// <param name="Place">Where the next piece begins; null at the end.</param>
internal sealed record Progress(string? Place, long Files, long FileBytes, long Replicas, long Bytes, long Suspect, long Missing, long Restored, long Repaired, TimeSpan Busy);
