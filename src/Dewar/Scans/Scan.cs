namespace Dewar.Scans;

/// <summary>Looking: the folders are compared. Reading: what differs is read and put right. Paused: the storage is away; it goes on by itself.</summary>
public enum ScanState { Waiting, Looking, Reading, Paused, Done, Stopped }

/// <summary>New: only in the tree. Gone: only in the catalogue. Changed: in both, not alike. Odd: can't be catalogued.</summary>
public enum DifferenceKind { New, Changed, Gone, Odd }

/// <summary>A tree being compared with the catalogue.</summary>
/// <param name="Experiment">Only its folder; null for all of the storage.</param>
/// <param name="Full">Every file is asked, not only the folders that changed.</param>
/// <param name="Adopt">What is found is catalogued; otherwise only listed. In place it always is.</param>
/// <param name="Message">What holds it up, or what it could not judge.</param>
/// <param name="Folders">Looked at.</param>
/// <param name="Files">In the folders that were read.</param>
/// <param name="FilesRead">To take or compare their digests.</param>
/// <param name="Added">Catalogued for the first time.</param>
/// <param name="Changed">Catalogued as a new version, or found suspect.</param>
/// <param name="Moved">Found at another path.</param>
/// <param name="Gone">Found to be missing.</param>
/// <param name="Back">Were suspect or missing and are right again.</param>
/// <param name="Unsettled">Were being written; the next scan takes them.</param>
/// <param name="Left">Differences that stay listed when it has ended.</param>
public sealed record Scan(
    string Id, ScanState State, string Storage, string? Experiment, bool Full, bool Adopt, string? Message, string AskedBy, DateTimeOffset AskedAt, DateTimeOffset? EndedAt,
    long Folders, long Files, long ExpectedFiles, long FilesRead, long BytesRead, long ExpectedBytes, double BytesPerSecond, double? SecondsLeft,
    long Added, long Changed, long Moved, long Gone, long Back, long Unsettled, long Left);

/// <summary>What to compare.</summary>
/// <param name="Quick">Only folders whose names changed, not every file.</param>
/// <param name="Adopt">Catalogue what is found in a managed storage.</param>
/// <param name="Gone">Believe that files are gone even where an in-place experiment has none left.</param>
/// <param name="Rate">How many bytes a second are read, such as 50MB.</param>
public sealed record NewScan(bool Quick = false, bool Adopt = false, bool Gone = false, string? Rate = null);

/// <summary>Something that differs between a tree and the catalogue.</summary>
public sealed record Difference(string Experiment, string Path, DifferenceKind Kind, long? Size, DateTimeOffset? ModifiedAt, string Cause, DateTimeOffset FoundAt);
