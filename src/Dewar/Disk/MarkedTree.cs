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
        var folder = Folder.OpenRoot(path);
        try
        {
            using var file = folder.OpenFile(MarkFile);
            var buffer = new byte[128];
            var found = Encoding.UTF8.GetString(buffer, 0, file.Read(buffer, 0)).Trim();
            return found == mark ? folder : throw new DiskException(Errno.ESTALE, $"Another tree than the storage '{name}' is at", path);
        }
        catch (DiskException missing) when (missing.Errno == Errno.ENOENT)
        {
            folder.Dispose();
            throw new DiskException(Errno.ESTALE, $"The storage '{name}' is not mounted (no {MarkFile}) at", path);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

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
