namespace Dewar.Uploads;

/// <summary>Open: bytes are missing. Received: all are there. Verified: they were read back. Done: in the catalogue. Failed: the cause says why.</summary>
public enum UploadState { Open, Received, Verified, Done, Failed }

/// <summary>How an upload is shown.</summary>
/// <param name="Length">In bytes; null until it is told.</param>
/// <param name="Received">Bytes that are there for good.</param>
/// <param name="Sha256">Of what was read back.</param>
public sealed record UploadView(
    string Id, string Path, long? Length, long Received, UploadState State, string? Sha256, string? Cause, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt);
