namespace Dewar.Disk;

/// <summary>An open file, read and written at given places; every call is checked.</summary>
internal sealed class OpenFile(int handle, string path) : IDisposable
{
    private int _handle = handle;

    public string Path => path;

    public Posix.Entry Stat() => Posix.Stat(_handle, out var entry) ? entry : throw DiskException.Last("Cannot look at", path);

    /// <summary>Fills as much of the buffer as the file has from there on.</summary>
    /// <param name="enough">Does not ask for more once it has so many; the file is known to end there.</param>
    public int Read(Span<byte> into, long at, long enough = long.MaxValue)
    {
        var total = 0;
        while (total < into.Length && (total < enough || total == 0))
        {
            var got = Posix.Read(_handle, into[total..], at + total);
            if (got < 0)
            {
                throw DiskException.Last("Cannot read", path);
            }

            if (got == 0)
            {
                break;
            }

            total += got;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> from, long at)
    {
        while (from.Length > 0)
        {
            var put = Posix.Write(_handle, from, at);
            if (put <= 0)
            {
                throw DiskException.Last("Cannot write", path);
            }

            from = from[put..];
            at += put;
        }
    }

    public void SetModified(long modifiedNs)
    {
        if (Posix.SetModified(_handle, modifiedNs) != 0)
        {
            throw DiskException.Last("Cannot set the time stamp of", path);
        }
    }

    /// <summary>Returns when the bytes are on the medium. .NET's own flush hides the error; this does not.</summary>
    public void Flush()
    {
        if (Posix.fsync(_handle) != 0)
        {
            throw DiskException.Last("Cannot flush", path);
        }
    }

    /// <summary>Flushes the whole file system that holds this file.</summary>
    public void FlushFileSystem()
    {
        if (Posix.syncfs(_handle) != 0)
        {
            throw DiskException.Last("Cannot flush the file system of", path);
        }
    }

    /// <summary>Lets the kernel begin to write a part out, so that the flush at the end finds little to do.</summary>
    public void BeginFlush(long at, long length) => _ = Posix.sync_file_range(_handle, at, length, 2);

    /// <summary>The next read comes from the medium, not from memory. Flush first.</summary>
    public void DropCache() => _ = Posix.posix_fadvise64(_handle, 0, 0, Posix.DropCache);

    /// <summary>Hands the descriptor over; the caller closes it.</summary>
    public int Detach() => Interlocked.Exchange(ref _handle, -1);

    public void Dispose()
    {
        var mine = Interlocked.Exchange(ref _handle, -1);
        if (mine >= 0)
        {
            _ = Posix.close(mine);
        }
    }
}
