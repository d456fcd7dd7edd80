using Dewar.Disk;

namespace Dewar.Storages;

/// <summary>A place for replicas.</summary>
/// <param name="Path">The root of the tree as the site sees it.</param>
/// <param name="Mark">What stands in the file <c>.dewar-storage</c> at the root; by it a station knows that it sees the same tree.</param>
public sealed record Storage(long Id, string Name, string Kind, string Path, string Mark)
{
    /// <summary>Opens the tree; throws when it is not there or is another one (not mounted, mounted elsewhere).</summary>
    internal Folder Open() => MarkedTree.Open(Path, Mark, Name);
}

/// <summary>A storage as it is listed.</summary>
public sealed record StorageView(string Name, string Kind, string Path, bool Here, string? Trouble, long? FreeBytes, long? TotalBytes);
