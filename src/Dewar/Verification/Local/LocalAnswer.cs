namespace Dewar.Verification;

/// <summary>A line of 'dewar verify --local' and 'dewar release'.</summary>
/// <param name="HeldAs">The path in the experiment that has the same bytes.</param>
public sealed record LocalAnswer(string Path, bool MayBeDeleted, string Reason, long Size, string? Sha256, string? HeldAs, long? Version, string? Storage, DateTimeOffset? VerifiedAt);
