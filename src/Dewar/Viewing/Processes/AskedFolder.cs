using Dewar.Disk;
using Dewar.Extraction;
using Dewar.Formats.Bytes;
using Microsoft.Win32.SafeHandles;

namespace Dewar.Viewing;

/// <summary>
/// A folder of an experiment, for a process that looks: beside the file itself it opens only what the site says may be read, so that no link in
/// a file leads to what is not in the catalogue.
/// </summary>
/// <param name="own">The path of the file that is looked at; it needs no asking.</param>
/// <param name="path">Of this folder, in the experiment.</param>
internal sealed class AskedFolder(Folder experiment, string own, Func<IReadOnlyList<string>, IReadOnlyDictionary<string, long>> ask, string path = "") : IFolder
{
    private readonly StorageFolder _folder = new(experiment, path);

    public SafeFileHandle? Open(string name)
    {
        var whole = RelativePath.Join(path, name);
        if (RelativePath.Fault(whole) is not null)
        {
            return null;
        }

        if (whole == own)
        {
            return _folder.Open(name);
        }

        if (!ask([whole]).TryGetValue(whole, out var size) || _folder.Open(name) is not { } handle)
        {
            return null;
        }

        if (RandomAccess.GetLength(handle) == size)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    public IReadOnlyList<string> List(string prefix)
    {
        var there = _folder.List(prefix);
        var known = ask([.. there.Select(name => RelativePath.Join(path, name))]);
        return [.. there.Where(name => known.ContainsKey(RelativePath.Join(path, name)))];
    }

    public string PathOf(string name) => _folder.PathOf(name);

    public IFolder Below(string below) => below is "" ? this : new AskedFolder(experiment, own, ask, RelativePath.Join(path, below));
}
