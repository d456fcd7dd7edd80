using Dewar.Disk;

namespace Dewar.Verification;

/// <summary>Something below a local folder.</summary>
/// <param name="Path">From the folder; null where the name is no text.</param>
/// <param name="Trouble">Why nothing can be said of it; null when its digest is known.</param>
/// <param name="Entry">What it was when it was read.</param>
internal sealed record LocalFile(string? Path, string Shown, string? Sha256, string? Trouble, Posix.Entry Entry);

/// <summary>A local file, and whether it may go.</summary>
internal sealed record LocalVerdict(LocalFile File, bool MayGo, string Reason, HeldAnswer? Answer);
