namespace Dewar.Acquisitions;

/// <summary>What somebody wants to know of a station: what is in a folder there.</summary>
/// <param name="Folder">As the station sees it; empty for where one may begin.</param>
/// <param name="AnyFolder">Is asked by staff: may lie outside the folders that the station allows to everybody.</param>
/// <param name="After">The last name of the page before.</param>
public sealed record FolderQuestion(long Id, string Folder, bool AnyFolder, string? After, int Limit);

/// <param name="Size">Null for folders, and for what can't be asked.</param>
public sealed record StationEntry(string Name, bool IsFolder, long? Size, DateTimeOffset? ModifiedAt);

/// <summary>A page of a folder at a station: its folders and files in the order of their names.</summary>
/// <param name="Next">Asks for the page after it; null at the end.</param>
/// <param name="Refused">Why the station does not show it; null when it does.</param>
/// <param name="Unseen">How many things have names that are no text, or are neither folder nor file.</param>
public sealed record StationFolder(string Folder, IReadOnlyList<StationEntry> Entries, string? Next, string? Refused = null, int Unseen = 0);
