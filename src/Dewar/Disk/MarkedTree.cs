using System.Text;

namespace Dewar.Disk;

/// <summary>
/// The root of a storage, told by what stands in a file there. An unmounted disk leaves an empty folder behind: without the mark it
/// would be filled, or taken for a storage whose files are all lost.
/// </summary>
internal static class MarkedTree
{
    public const string MarkFile = ".dewar-storage";

    public static Folder Open(string path, string mark, string name)
    {
        Folder folder;
        try
        {
            folder = Folder.OpenRoot(path);
        }
        catch (DiskException missing) when (missing.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            throw Away(name, path, "there is no such folder");
        }

        try
        {
            using var file = folder.OpenFile(MarkFile);
            var buffer = new byte[128];
            var found = Encoding.UTF8.GetString(buffer, 0, file.Read(buffer, 0)).Trim();
            return found == mark ? folder : throw Away(name, path, $"another tree is there (its {MarkFile} differs)");
        }
        catch (DiskException missing) when (missing.Errno == Errno.ENOENT)
        {
            folder.Dispose();
            throw Away(name, path, $"it is not mounted (no {MarkFile})");
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static DiskException Away(string name, string path, string reason) => new(Errno.ESTALE, $"The storage '{name}' is not at", path, reason);

    public static void Mark(string path, string mark)
    {
        using var folder = Folder.OpenRoot(path);
        using (var file = folder.CreateFile(MarkFile))
        {
            file.Write(Encoding.UTF8.GetBytes(mark + "\n"), 0);
            file.Flush();
        }

        folder.Flush();
    }
}
