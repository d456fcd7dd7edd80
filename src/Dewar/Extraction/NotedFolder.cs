using Dewar.Formats.Bytes;
using Microsoft.Win32.SafeHandles;

namespace Dewar.Extraction;

/// <summary>A name that a reader asked for beside the file it read.</summary>
/// <param name="Path">From the file's folder.</param>
/// <param name="IsWhole">The very name; otherwise every one that begins so.</param>
public sealed record AskedFor(string Path, bool IsWhole);

/// <summary>Notes what is asked for in a folder: when such a file comes later, whoever asked is to be read again.</summary>
/// <param name="notes">Where it is noted.</param>
/// <param name="path">From the folder of the file that is read.</param>
internal sealed class NotedFolder(IFolder folder, ISet<AskedFor> notes, string path = "") : IFolder
{
    private const int Most = 1000;

    public SafeFileHandle? Open(string name)
    {
        Note(new(Disk.RelativePath.Join(path, name), IsWhole: true));
        return folder.Open(name);
    }

    public IReadOnlyList<string> List(string prefix)
    {
        Note(new(Disk.RelativePath.Join(path, prefix), IsWhole: false));
        return folder.List(prefix);
    }

    public string PathOf(string name) => folder.PathOf(name);

    public IFolder Below(string below) => below is "" ? this : new NotedFolder(folder.Below(below), notes, Disk.RelativePath.Join(path, below));

    private void Note(AskedFor asked)
    {
        if (notes.Count < Most)
        {
            notes.Add(asked);
        }
    }
}
