using Dewar.Disk;
using Dewar.Formats.Bytes;
using Microsoft.Win32.SafeHandles;

namespace Dewar.Extraction;

/// <summary>A folder of a storage, for readers: names are reached one at a time without following links, so that nothing leads out of it.</summary>
/// <param name="root">The experiment's folder, open; it is not closed with this one.</param>
/// <param name="path">Below it.</param>
internal sealed class StorageFolder(Folder root, string path = "") : IFolder
{
    public SafeFileHandle? Open(string name)
    {
        if (RelativePath.Fault(name) is not null)
        {
            return null;
        }

        try
        {
            var (folder, last) = RelativePath.Split(RelativePath.Join(path, name));
            using var parent = root.Below(folder);
            using var file = parent.OpenFile(last);
            return file.Stat().Kind == EntryKind.File ? new SafeFileHandle(file.Detach(), ownsHandle: true) : null;
        }
        catch (DiskException gone) when (!gone.ConcernsTheWholeStorage)
        {
            return null;
        }
    }

    public IReadOnlyList<string> List(string prefix)
    {
        using var folder = root.Below(path);
        return
        [
            .. folder.List().Where(entry => entry is { Name: not null, Kind: EntryKind.File } && entry.Name.StartsWith(prefix, StringComparison.Ordinal)
                && !entry.Name.StartsWith(".dewar", StringComparison.Ordinal)).Select(entry => entry.Name!).Order(StringComparer.Ordinal).Take(1000),
        ];
    }

    public string PathOf(string name) => $"{root.Path}/{RelativePath.Join(path, name)}";

    public IFolder Below(string below) => below is "" ? this : new StorageFolder(root, RelativePath.Join(path, below));
}
