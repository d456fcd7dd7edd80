using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dewar.Catalogue;

/// <summary>
/// Copying: being written. Stored: there, not checked. Verified: read back and equal to the source's digest. Suspect: was read and
/// differed. Missing: not found. Deleted: removed on purpose.
/// </summary>
public enum ReplicaState { Copying, Stored, Verified, Suspect, Missing, Deleted }

/// <summary>One place where the bytes of a version are.</summary>
/// <param name="Path">As the site sees it.</param>
/// <param name="Cause">Why it is in this state, where that needs saying.</param>
public sealed record Replica(string Storage, string Path, ReplicaState State, DateTimeOffset? VerifiedAt, string? Cause);

/// <summary>One catalogued file, with its current version.</summary>
/// <param name="Path">Inside the experiment.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">In hex.</param>
/// <param name="Version">1 for the first; each changed content is one more.</param>
/// <param name="ModifiedAt">The source's own time stamp.</param>
/// <param name="BroughtBy">The acquisition or upload that brought this version.</param>
public sealed record CatalogueFile(
    string Path, long Size, string Sha256, long Version, DateTimeOffset ModifiedAt, DateTimeOffset RegisteredAt, IReadOnlyDictionary<string, JsonElement> Metadata,
    IReadOnlyList<Replica> Replicas, Bringer? BroughtBy, DateTimeOffset? DeletedAt, string? DeletedWhy)
{
    internal long Id { get; init; }

    /// <summary>What is in it; only where one file is asked for. <see cref="Metadata"/> then has what the file says of itself as well.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReadingState? State { get; init; }

    /// <summary>What is wrong with the file, or with its reading.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>The format, in the words of the field.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Format { get; init; }

    /// <summary>The media type.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MediaType { get; init; }

    /// <summary>Who read it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReadBy? Reader { get; init; }

    /// <summary>When it was read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The signals in it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonElement>? Signals { get; init; }

    /// <summary>Other files that are one thing with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonElement>? Parts { get; init; }

    /// <summary>The file that it is a part of.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PartOf { get; init; }

    /// <summary>What is odd in it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Its pictures.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Pictures? Preview { get; init; }

    internal long ModifiedNs { get; init; }

    /// <summary>A replica of the current version is stored, as far as is known.</summary>
    internal bool AtHand { get; init; }
}

/// <summary>Who and what brought a file.</summary>
public sealed record Bringer(string Acquisition, string Kind, string Station, string StartedBy);

/// <summary>A version of a file, current or earlier.</summary>
public sealed record FileVersion(
    long Version, bool Current, long Size, string Sha256, DateTimeOffset ModifiedAt, DateTimeOffset RegisteredAt, IReadOnlyList<Replica> Replicas);

/// <summary>A file with all its versions, the current one first.</summary>
public sealed record VersionedFile(string Path, IReadOnlyList<FileVersion> Versions);

/// <param name="Files">Below it at any depth; so are the bytes.</param>
public sealed record FolderEntry(string Name, string Path, long Files, long Bytes);

/// <summary>A page of a folder as one browses it: its folders, then its files.</summary>
/// <param name="Files">Below it at any depth; so are the bytes.</param>
/// <param name="Next">The place where the next page begins; null at the end.</param>
public sealed record FolderView(string Path, long Files, long Bytes, IReadOnlyList<FolderEntry> Folders, IReadOnlyList<CatalogueFile> Items, string? Next);

/// <summary>A file that a station has stored, to be registered.</summary>
/// <param name="ModifiedNs">Nanoseconds since 1970.</param>
/// <param name="Delivery">Names this very delivery, so that one that is told twice counts once.</param>
/// <param name="Displaced">SHA-256 of what had this path in the storage before and was put aside.</param>
/// <param name="VerifiedAt">When the copy was read back and found equal; null when it was trusted.</param>
public sealed record Arrival(
    string Path, long Size, string Sha256, long ModifiedNs, string Delivery, IReadOnlyList<string>? Displaced = null, DateTimeOffset? VerifiedAt = null);

/// <param name="Source">The source of an acquisition that brought them.</param>
/// <param name="Metadata">Given to every file of the batch.</param>
public sealed record Registration(long Source, IReadOnlyList<Arrival> Files, IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>Registered: a new file. Changed: a new version of a known one. Known: was there already.</summary>
public enum RegistrationOutcome { Registered, Changed, Known, Refused }

/// <summary>What became of each file, in the order of the request. <paramref name="Reason"/> is set for the refused.</summary>
public sealed record Registered(RegistrationOutcome Outcome, long Version, string? Reason = null);

/// <param name="Set">Keys to add or change; null as a value removes the key.</param>
public sealed record MetadataChange(IReadOnlyList<string> Paths, IReadOnlyDictionary<string, JsonElement?> Set);

/// <param name="Reason">Why; it is kept with the file and in the audit log.</param>
public sealed record Deletion(IReadOnlyList<string> Paths, string Reason);

/// <param name="To">The experiment to which they go.</param>
/// <param name="Reason">Why; it stays in their history.</param>
public sealed record FileMoving(IReadOnlyList<string> Paths, string To, string Reason = "");

/// <summary>How many files a batch request changed, and which paths there are not.</summary>
public sealed record BatchResult(int Changed, IReadOnlyList<string> NotFound);
