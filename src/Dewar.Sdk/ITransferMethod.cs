namespace Dewar.Sdk;

/// <summary>
/// A way to bring files into a storage. It moves bytes and nothing more: what to move, when to try again, what to compare and what to
/// tell the catalogue is the engine's work, so that every method behaves alike.
/// </summary>
/// <remarks>
/// A parcel goes through <see cref="Write"/>, then, if its digests agree, through <see cref="Place"/>; if not, through
/// <see cref="Discard"/>. The process may be killed between any two system calls and the parcel then comes again from the start,
/// with the same <see cref="Parcel.Tag"/>, after <see cref="Recover"/>.
/// </remarks>
public interface ITransferMethod
{
    /// <summary>Short, lower case, unique: posix, rsync, gridftp.</summary>
    string Name { get; }

    /// <summary>Why files can't be brought there from here just now; null when they can.</summary>
    Task<string?> Obstacle(Destination destination, CancellationToken ct);

    /// <summary>
    /// Writes each parcel's bytes under a temporary name and flushes them, taking SHA-256 in the same pass over the source
    /// (<see cref="Parcel.Sha256"/>), and reads them back as <paramref name="verify"/> asks (<see cref="Parcel.ReadBack"/>). A parcel that
    /// fails gets a <see cref="Parcel.Problem"/>; the others go on.
    /// </summary>
    Task Write(Destination destination, IReadOnlyList<Parcel> batch, VerifyPolicy verify, CancellationToken ct);

    /// <summary>
    /// Gives each parcel its final name and flushes the folders. Nothing is overwritten: what has the name already is put aside under
    /// its digest (<see cref="Parcel.Displaced"/>), or recognised as the same content. A parcel whose temporary name is gone was placed
    /// before a crash, and maybe pushed aside since; if neither, it gets the problem <see cref="ParcelProblemKind.CopyGone"/>.
    /// </summary>
    Task Place(Destination destination, IReadOnlyList<Parcel> batch, DisplacedNote note, CancellationToken ct);

    /// <summary>Removes what <see cref="Write"/> left under temporary names.</summary>
    Task Discard(Destination destination, IReadOnlyList<Parcel> batch, CancellationToken ct);

    /// <summary>
    /// After a crash: ends in these folders what was broken off, and removes copies of tags that begin so, except those in
    /// <paramref name="keep"/>, which were verified and will be placed.
    /// </summary>
    Task Recover(
        Destination destination, IReadOnlyCollection<string> folders, string tagPrefix, IReadOnlySet<string> keep, DisplacedNote note, CancellationToken ct);
}

/// <summary>
/// Writes down that the parcel with this tag pushed a content off its path. Awaited before that content goes where it is kept: after a
/// crash in between it is found under its temporary name and told once more, so the note must bear being made twice.
/// </summary>
public delegate Task DisplacedNote(string tag, string sha256);

/// <summary>How a copy is checked. Reread: read back through the file system. Disk: the same with the cache dropped first. Trust: not.</summary>
public enum VerifyPolicy
{
    /// <summary>Read back through the file system.</summary>
    Reread,

    /// <summary>Flushed, dropped from the cache, and read back from the medium.</summary>
    Disk,

    /// <summary>Not read back; the replica then counts as stored, not as verified.</summary>
    Trust,
}

/// <summary>An experiment's folder in a storage.</summary>
/// <param name="Storage">The storage's name; for messages.</param>
/// <param name="Root">Where the storage is, as this computer sees it.</param>
/// <param name="Mark">What stands in its mark file; a tree with another mark, or none, is not this storage.</param>
/// <param name="Folder">The experiment's folder below the root.</param>
/// <param name="Source">The source of an acquisition whose files are brought; a site knows by it what may be brought where.</param>
public sealed record Destination(string Storage, string Root, string Mark, string Folder, long Source = 0);

/// <summary>Why a parcel did not arrive.</summary>
/// <param name="Kind">What to do about it.</param>
/// <param name="Cause">A sentence for people: what happened, to what.</param>
public sealed record ParcelProblem(ParcelProblemKind Kind, string Cause);

/// <summary>What kind of failure it was, which decides what the engine does next.</summary>
public enum ParcelProblemKind
{
    /// <summary>The source changed while it was read: wait until it is quiet, then again.</summary>
    SourceChanged,

    /// <summary>The source is not there any more.</summary>
    SourceGone,

    /// <summary>The source can't be read, or its name can't be had at the other side: again later, it may be mended.</summary>
    Refused,

    /// <summary>What was read back differs from what was written: again, and count it.</summary>
    Corrupted,

    /// <summary>The copy under the temporary name is not there any more: from the start again.</summary>
    CopyGone,

    /// <summary>The storage is full, away or broken: all parcels wait until it is not.</summary>
    StorageTrouble,
}

/// <summary>One file on its way into a storage.</summary>
public sealed class Parcel
{
    /// <summary>The watched folder; opened anew for every batch.</summary>
    public required string SourceRoot { get; init; }

    /// <summary>The file below the watched folder.</summary>
    public required string SourcePath { get; init; }

    /// <summary>Where it goes, below the experiment's folder.</summary>
    public required string Path { get; init; }

    /// <summary>Unique among all stations; part of temporary names.</summary>
    public required string Tag { get; init; }

    /// <summary>Bytes, as the file was when it settled.</summary>
    public required long Size { get; init; }

    /// <summary>Its time stamp when it settled, in nanoseconds since 1970.</summary>
    public required long ModifiedNs { get; init; }

    /// <summary>SHA-256 of the bytes that were read from the source, in hex.</summary>
    public string? Sha256 { get; set; }

    /// <summary>SHA-256 of the bytes that were read back from the destination, in hex; null when they were not.</summary>
    public string? ReadBack { get; set; }

    /// <summary>SHA-256 of contents that had the path before and were put aside.</summary>
    public IList<string> Displaced { get; } = [];

    /// <summary>Why it failed; null while it has not.</summary>
    public ParcelProblem? Problem { get; set; }
}
