using Dewar.Sdk;
using Dewar.Uploads;

namespace Dewar.Incoming;

/// <summary>
/// Small files in one request: a line of JSON that lists them, then their bytes one after the other. The site answers with a list in
/// the same order.
/// </summary>
/// <param name="Session">Names the run of the station that sends.</param>
/// <param name="Turn">Rises with every request of a session.</param>
public sealed record PackIndex(string Session, long Turn, VerifyPolicy Verify, IReadOnlyList<PackedFile> Files);

/// <param name="Tag">Names the file's way; part of its temporary name.</param>
/// <param name="Path">Inside the experiment.</param>
/// <param name="ModifiedNs">Nanoseconds since 1970.</param>
/// <param name="Sha256">Of the bytes that were read at the source.</param>
public sealed record PackedFile(string Tag, string Path, long Size, long ModifiedNs, string Sha256);

/// <param name="Sha256">Of the bytes that arrived; null when they could not be kept.</param>
/// <param name="ReadBack">Of the bytes as they were read back; null when they were not.</param>
public sealed record ReceivedFile(string? Sha256, string? ReadBack, ParcelProblem? Problem);

/// <summary>Files that are received and verified, to get their names.</summary>
public sealed record Placing(IReadOnlyList<PackedFile> Files);

/// <param name="Displaced">SHA-256 of contents that had the path before.</param>
public sealed record PlacedFile(IReadOnlyList<string> Displaced, ParcelProblem? Problem);

public sealed record TaggedPath(string Tag, string Path);

/// <summary>Temporary copies to be removed. Requests with their tags that were given up write nothing from now on.</summary>
public sealed record Discarding(string Session, long Turn, IReadOnlyList<TaggedPath> Files);

/// <param name="Keep">Tags of copies that were verified and wait for their places.</param>
public sealed record Recovering(string Session, long Turn, IReadOnlyList<string> Folders, string TagPrefix, IReadOnlyList<string> Keep);

/// <summary>What a station has written down of the displaced contents it was told.</summary>
public sealed record Noting(IReadOnlyList<DisplacedContent> Contents);

/// <param name="Obstacle">Why nothing can be received; null when it can.</param>
public sealed record Reception(string? Obstacle);
