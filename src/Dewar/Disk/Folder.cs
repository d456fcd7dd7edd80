using System.Runtime.InteropServices;
using System.Text;

namespace Dewar.Disk;

/// <summary>What a folder lists. <paramref name="Name"/> is null where the bytes are no valid UTF-8; <paramref name="Shown"/> then spells them out.</summary>
internal readonly record struct Listed(string? Name, string Shown, EntryKind Kind);

/// <summary>
/// An open folder. What lies below is reached one name at a time without following links, so nothing that
/// is swapped in while we work can lead out of it.
/// </summary>
internal sealed class Folder : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _handle;

    private Folder(int handle, string path) => (_handle, Path) = (handle, path);

    /// <summary>Where it was when it was opened; for messages.</summary>
    public string Path { get; }

    public int Handle => _handle;

    /// <summary>Opens a root: a path that an administrator or user named, links in it included.</summary>
    public static Folder OpenRoot(string path)
    {
        var handle = Posix.Open(Posix.AtFdCwd, Utf8(path), Posix.Directory);
        return handle >= 0 ? new(handle, path) : throw DiskException.Last("Cannot open the folder", path);
    }

    /// <summary>Opens a folder below this one; with <paramref name="create"/> makes what is missing.</summary>
    /// <param name="relative">Names separated by '/'; empty for this folder itself.</param>
    /// <param name="made">Is called with every folder that had to be made, while it is open.</param>
    public Folder Below(string relative, bool create = false, Action<Folder>? made = null)
    {
        var current = new Folder(OpenIn(_handle, ".", Path, Posix.Directory), Path);
        foreach (var name in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = current;
            var path = $"{parent.Path}/{name}";
            var handle = Posix.Open(parent._handle, Utf8(name), Posix.Directory | Posix.NoFollow);
            if (handle < 0 && create && Marshal.GetLastPInvokeError() == (int)Errno.ENOENT)
            {
                if (Posix.MakeFolder(parent._handle, Utf8(name)) == 0)
                {
                    made?.Invoke(parent);
                }
                else if (Marshal.GetLastPInvokeError() != (int)Errno.EEXIST)
                {
                    throw DiskException.Last("Cannot make the folder", path);
                }

                handle = Posix.Open(parent._handle, Utf8(name), Posix.Directory | Posix.NoFollow);
            }

            current = handle >= 0 ? new(handle, path) : throw DiskException.Last("Cannot open the folder", path);
        }

        return current;
    }

    public IEnumerable<Listed> List()
    {
        var stream = Posix.fdopendir(OpenIn(_handle, ".", Path, Posix.Directory));
        if (stream == 0)
        {
            throw DiskException.Last("Cannot list", Path);
        }

        try
        {
            while (Next(stream, Path) is { } entry)
            {
                if (entry.Shown is not ("." or ".."))
                {
                    yield return entry;
                }
            }
        }
        finally
        {
            _ = Posix.closedir(stream);
        }
    }

    public bool TryStat(string name, out Posix.Entry entry)
    {
        if (Posix.Stat(_handle, Utf8(name), out entry))
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() is (int)Errno.ENOENT or (int)Errno.ENOTDIR
            ? false : throw DiskException.Last("Cannot look at", $"{Path}/{name}");
    }

    /// <summary>
    /// What is further below, without following a link on the way. False, too, where the way can't be walked; only a disk in trouble throws.
    /// </summary>
    public bool TryStatBelow(string path, out Posix.Entry entry)
    {
        var (folder, name) = RelativePath.Split(path);
        try
        {
            using var parent = Below(folder);
            return parent.TryStat(name, out entry);
        }
        catch (DiskException closed) when (!closed.ConcernsTheWholeStorage)
        {
            entry = default;
            return false;
        }
    }

    /// <summary>What the folder itself is: its time stamp changes when names in it come and go.</summary>
    public Posix.Entry Stat() => Posix.Stat(_handle, out var entry) ? entry : throw DiskException.Last("Cannot look at", Path);

    /// <summary>Opens a file to read; never waits for a pipe, never follows a link.</summary>
    public OpenFile OpenFile(string name) =>
        new(OpenIn(_handle, name, Path, Posix.ReadOnly | Posix.NoFollow | Posix.NonBlocking), $"{Path}/{name}");

    /// <summary>This folder as an open file, to flush the file system it is on.</summary>
    public OpenFile OpenSelf() => new(OpenIn(_handle, ".", Path, Posix.Directory), Path);

    /// <summary>Makes a file, or empties the one left behind by an earlier try of ours.</summary>
    public OpenFile CreateFile(string name) =>
        new(OpenIn(_handle, name, Path, Posix.ReadWrite | Posix.Create | Posix.Truncate | Posix.NoFollow, "Cannot create"), $"{Path}/{name}");

    /// <summary>Opens a file to go on writing it; makes it if there is none.</summary>
    public OpenFile ContinueFile(string name) =>
        new(OpenIn(_handle, name, Path, Posix.ReadWrite | Posix.Create | Posix.NoFollow, "Cannot create"), $"{Path}/{name}");

    /// <summary>
    /// Opens a file once more, past the kernel's cache: what is read comes from the medium. Places, lengths and buffers must be whole
    /// <see cref="AlignedBlock.Alignment"/>s. Null where the file system has no such way.
    /// </summary>
    public OpenFile? TryOpenDirect(string name)
    {
        var handle = Posix.Open(_handle, Utf8(name), Posix.ReadWrite | Posix.NoFollow | Posix.Direct);
        return handle >= 0 ? new(handle, $"{Path}/{name}") : null;
    }

    /// <summary>Removes a file; false when there was none.</summary>
    public bool Remove(string name)
    {
        if (Posix.Unlink(_handle, Utf8(name)) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == (int)Errno.ENOENT ? false : throw DiskException.Last("Cannot remove", $"{Path}/{name}");
    }

    /// <summary>Removes an empty folder; false when it is not there or not empty.</summary>
    public bool RemoveFolder(string name) => Posix.RemoveFolder(_handle, Utf8(name)) == 0;

    /// <summary>Gives a file another name, replacing what has it.</summary>
    public void Rename(string from, Folder toFolder, string to)
    {
        if (Posix.Rename(_handle, Utf8(from), toFolder._handle, Utf8(to), 0) != 0)
        {
            throw DiskException.Last("Cannot rename to", $"{toFolder.Path}/{to}");
        }
    }

    /// <summary>Gives a file another name unless that is taken; then false. Falls back to a hard link where a file system lacks the call (NFS).</summary>
    public bool RenameIfFree(string from, Folder toFolder, string to) => RenameIfFree(from, toFolder, to, out var isMissing) || (isMissing
        ? throw new DiskException(Errno.ENOENT, "Cannot rename to", $"{toFolder.Path}/{to}") : false);

    /// <summary>The same, for whom it is no surprise that there is nothing to rename.</summary>
    public bool RenameIfFree(string from, Folder toFolder, string to, out bool isMissing)
    {
        isMissing = false;
        if (Posix.Rename(_handle, Utf8(from), toFolder._handle, Utf8(to), Posix.NoReplace) == 0)
        {
            return true;
        }

        var error = (Errno)Marshal.GetLastPInvokeError();
        if (error is Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP)
        {
            if (Posix.Link(_handle, Utf8(from), toFolder._handle, Utf8(to)) == 0)
            {
                Remove(from);
                return true;
            }

            error = (Errno)Marshal.GetLastPInvokeError();
        }

        isMissing = error == Errno.ENOENT;
        return isMissing || error == Errno.EEXIST ? false : throw new DiskException(error, "Cannot rename to", $"{toFolder.Path}/{to}");
    }

    /// <summary>Gives a file a second name in another folder. False where the file system can't, or not between the two.</summary>
    public bool TryLink(string from, Folder toFolder, string to)
    {
        if (Posix.Link(_handle, Utf8(from), toFolder._handle, Utf8(to)) == 0)
        {
            return true;
        }

        var error = (Errno)Marshal.GetLastPInvokeError();
        return error is Errno.EPERM or Errno.EXDEV or Errno.EMLINK or Errno.EOPNOTSUPP or Errno.ENOSYS
            ? false : throw new DiskException(error, "Cannot give a second name", $"{toFolder.Path}/{to}");
    }

    /// <summary>Lets two files of this folder trade names in one step. False where the file system cannot.</summary>
    public bool TryExchange(string one, string other)
    {
        if (Posix.Rename(_handle, Utf8(one), _handle, Utf8(other), Posix.Exchange) == 0)
        {
            return true;
        }

        var error = (Errno)Marshal.GetLastPInvokeError();
        return error is Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP
            ? false : throw new DiskException(error, "Cannot exchange", $"{Path}/{other}");
    }

    /// <summary>Makes the names in this folder survive a power cut.</summary>
    public void Flush()
    {
        if (Posix.fsync(_handle) != 0)
        {
            throw DiskException.Last("Cannot flush the folder", Path);
        }
    }

    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, -1);
        if (handle >= 0)
        {
            _ = Posix.close(handle);
        }
    }

    private static int OpenIn(int folder, string name, string path, int flags, string action = "Cannot open")
    {
        var handle = Posix.Open(folder, Utf8(name), flags);
        return handle >= 0 ? handle : throw DiskException.Last(action, $"{path}/{name}");
    }

    private static unsafe Listed? Next(nint stream, string path)
    {
        var entry = Posix.readdir64(stream);
        if (entry == null)
        {
            // The end, or a failure: only the error number tells. Taken for the end, it would hide the rest of the names.
            return Marshal.GetLastPInvokeError() == 0 ? null : throw DiskException.Last("Cannot list", path);
        }

        var raw = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry->Name);
        var kind = entry->Type switch
        {
            8 => EntryKind.File,
            4 => EntryKind.Folder,
            10 => EntryKind.Link,
            12 => EntryKind.Socket,
            1 => EntryKind.Pipe,
            0 => EntryKind.Unknown,
            _ => EntryKind.Device,
        };
        try
        {
            var name = Strict.GetString(raw);
            return new(name, name, kind);
        }
        catch (DecoderFallbackException)
        {
            return new(null, Escape(raw), kind);
        }
    }

    private static string Escape(ReadOnlySpan<byte> raw)
    {
        var shown = new StringBuilder();
        foreach (var each in raw)
        {
            _ = each is >= 0x20 and < 0x7f ? shown.Append((char)each) : shown.Append($"\\x{each:x2}");
        }

        return shown.ToString();
    }

    /// <summary>A name as the kernel wants it, with the closing NUL. A name with a NUL inside would silently mean another file.</summary>
    private static byte[] Utf8(string name)
    {
        var bytes = new byte[Strict.GetByteCount(name) + 1];
        Strict.GetBytes(name, bytes);
        return bytes.AsSpan(0, bytes.Length - 1).Contains((byte)0)
            ? throw new DiskException(Errno.EINVAL, "A NUL in the name", name.Replace("\0", "\\0", StringComparison.Ordinal)) : bytes;
    }
}
