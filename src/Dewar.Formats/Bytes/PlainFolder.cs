using Microsoft.Win32.SafeHandles;

namespace Dewar.Formats.Bytes;

/// <summary>A folder of this computer, for whoever names a file by hand. Companions that are links, or lie behind
/// one, are not there.</summary>
public sealed class PlainFolder : IFolder
{
    private readonly string _root;
    private readonly bool _mayBeLink;

    /// <param name="root">Where it is.</param>
    public PlainFolder(string root) : this(root, mayBeLink: true)
    {
    }

    // The file that a person names may be a link; what a file asks for may not.
    private PlainFolder(string root, bool mayBeLink) => (_root, _mayBeLink) = (root, mayBeLink);

    public SafeFileHandle? Open(string path)
    {
        if (!IsInside(path) || new FileInfo(Path.Combine(_root, path)) is not { Exists: true } file
            || !_mayBeLink && file.LinkTarget is not null)
        {
            return null;
        }

        return File.OpenHandle(Path.Combine(_root, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    public IReadOnlyList<string> List(string prefix) =>
    [
        .. new DirectoryInfo(_root).EnumerateFiles()
            .Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal) && file.LinkTarget is null)
            .Select(file => file.Name).Order(StringComparer.Ordinal).Take(1000),
    ];

    public string PathOf(string path) => Path.Combine(_root, path);

    public IFolder Below(string path) => new PlainFolder(Path.Combine(_root, path), mayBeLink: false);

    private bool IsInside(string path)
    {
        var parts = path.Split('/', '\\');
        if (Path.IsPathRooted(path) || path.Contains('\0') || parts.Any(part => part is "" or "." or ".."))
        {
            return false;
        }

        // Nothing on the way may lead elsewhere.
        for (var i = 1; i < parts.Length; i++)
        {
            if (new DirectoryInfo(Path.Combine([_root, .. parts[..i]])).LinkTarget is not null)
            {
                return false;
            }
        }

        return true;
    }
}
