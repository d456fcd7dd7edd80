using Microsoft.Win32.SafeHandles;

namespace Dewar.Formats.Bytes;

/// <summary>A folder of this computer, for whoever names a file by hand. Links in the way of a companion are not followed.</summary>
/// <param name="root">Where it is.</param>
public sealed class PlainFolder(string root) : IFolder
{
    public SafeFileHandle? Open(string path)
    {
        if (!IsInside(path) || !File.Exists(Path.Combine(root, path)))
        {
            return null;
        }

        return File.OpenHandle(Path.Combine(root, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    public IReadOnlyList<string> List(string prefix) =>
    [
        .. new DirectoryInfo(root).EnumerateFiles()
            .Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal) && file.LinkTarget is null)
            .Select(file => file.Name).Order(StringComparer.Ordinal).Take(1000),
    ];

    public string PathOf(string path) => Path.Combine(root, path);

    public IFolder Below(string path) => path is "" ? this : new PlainFolder(Path.Combine(root, path));

    private bool IsInside(string path)
    {
        var parts = path.Split('/', '\\');
        if (Path.IsPathRooted(path) || path.Contains('\0') || parts.Any(part => part is "" or "." or ".."))
        {
            return false;
        }

        // The file itself may be a link when a person names it; nothing below may lead away.
        for (var i = 1; i < parts.Length; i++)
        {
            if (new DirectoryInfo(Path.Combine([root, .. parts[..i]])).LinkTarget is not null)
            {
                return false;
            }
        }

        return true;
    }
}
