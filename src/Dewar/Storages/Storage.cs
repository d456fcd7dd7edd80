using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Storages;

/// <summary>A place for replicas.</summary>
/// <param name="Kind">managed: Dewar puts files there. inplace: they are there already, and Dewar only reads them.</param>
/// <param name="Path">The root of the tree as the site sees it.</param>
/// <param name="Mark">By it the tree is known again: what stands in its file <c>.dewar-storage</c>, or, in place, what its root folder is.</param>
public sealed record Storage(long Id, string Name, string Kind, string Path, string Mark)
{
    public bool IsInPlace => Kind == StorageSetting.InPlace;

    /// <summary>Opens the tree; throws when it is not there or is another one (not mounted, mounted elsewhere).</summary>
    internal Folder Open() => IsInPlace ? UnmarkedTree.Open(Path, Mark, Name) : MarkedTree.Open(Path, Mark, Name);
}

/// <summary>A storage as the settings name it: <c>/path</c>, or <c>inplace:/path</c>.</summary>
internal sealed record StorageSetting(string Kind, string Path)
{
    public const string Managed = "managed", InPlace = "inplace";

    public static StorageSetting Of(string text) => new(text.StartsWith(SiteSettings.InPlace, StringComparison.Ordinal) ? InPlace : Managed, SiteSettings.PathOf(text));
}

/// <summary>A storage as it is listed.</summary>
public sealed record StorageView(string Name, string Kind, string Path, bool Here, string? Trouble, long? FreeBytes, long? TotalBytes);
