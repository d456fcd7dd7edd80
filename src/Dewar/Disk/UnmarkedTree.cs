using System.Globalization;

namespace Dewar.Disk;

/// <summary>
/// The root of a tree that nothing may be written to, told by its root folder: the number that its file system gave it, and when it was
/// made, where the file system knows. The empty mount point left behind by an unmounted disk is another folder.
/// </summary>
internal static class UnmarkedTree
{
    public static Folder Open(string path, string mark, string name)
    {
        try
        {
            var folder = Folder.OpenRoot(path);
            if (IsThat(mark, MarkOf(folder)))
            {
                return folder;
            }

            folder.Dispose();
        }
        catch (DiskException missing) when (missing.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            throw new DiskException(Errno.ESTALE, $"The storage '{name}' is not at", path, "there is no such folder");
        }

        throw new DiskException(Errno.ESTALE, $"The storage '{name}' is not at", path,
            $"another folder is there than before; is it mounted? If this is it all the same: dewar storage accept {name}");
    }

    public static string Mark(string path)
    {
        using var folder = Folder.OpenRoot(path);
        return MarkOf(folder);
    }

    private static string MarkOf(Folder folder)
    {
        var root = folder.Stat();
        return string.Create(CultureInfo.InvariantCulture, $"{root.Inode}:{root.MadeNs}");
    }

    /// <summary>A file system that does not tell when a folder was made says 0; a newer kernel may know it after all.</summary>
    private static bool IsThat(string mark, string found) =>
        mark == found || (mark.Split(':') is [var inode, var made] && found.Split(':') is [var inodeNow, var madeNow] && inode == inodeNow && (made == "0" || madeNow == "0"));
}
