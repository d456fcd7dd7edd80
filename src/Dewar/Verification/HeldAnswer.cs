namespace Dewar.Verification;

/// <summary>Whether an experiment holds these contents, well enough that other copies are not needed.</summary>
/// <param name="Sha256">In hex.</param>
/// <param name="Age">How long ago a replica may have been read last, such as 7d.</param>
public sealed record HeldQuestion(IReadOnlyList<string> Sha256, string Age = "7d");

/// <param name="Held">A replica of exactly these bytes is verified, was read lately, and is there now.</param>
/// <param name="Path">Where the experiment has it; null when nowhere.</param>
/// <param name="Inode">Of the stored file: a local file of this number may be that file itself.</param>
public sealed record HeldAnswer(string Sha256, bool Held, string Reason, string? Path, long? Version, string? Storage, DateTimeOffset? VerifiedAt, string? Inode);
