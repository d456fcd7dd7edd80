namespace Dewar.Sdk;

/// <summary>
/// The bytes of a file, to be read anywhere. Where they are (a disk, an object store) is nothing to a reader. Reads may come from several
/// threads.
/// </summary>
public abstract class ByteSource : IDisposable
{
    /// <summary>The file's name, without folders.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Reads as many bytes as there are and fit; fewer than asked for only at the end, none beyond it.</summary>
    /// <param name="offset">Bytes from the beginning; never negative.</param>
    /// <param name="into">Where they go.</param>
    public abstract int Read(long offset, Span<byte> into);

    /// <summary>
    /// Another file by its path from this file's folder, as <c>scan_1.ser</c> or <c>data/scan_000001.h5</c>; null when there is none.
    /// Paths that lead out of the folder, or over links, are never there. What is asked for is noted: when such a file arrives later,
    /// this one is read again. The source is closed with this one.
    /// </summary>
    public abstract ByteSource? Companion(string path);

    /// <summary>Names of the files in the same folder that begin so, in order; at most a thousand. This is noted as well.</summary>
    public abstract IReadOnlyList<string> Companions(string prefix);

    /// <summary>Reads exactly these bytes.</summary>
    /// <exception cref="DamagedException">The file ends before.</exception>
    public void ReadExactly(long offset, Span<byte> into)
    {
        if (offset < 0 || offset > Length - into.Length)
        {
            throw new DamagedException($"{Name} has {Length} bytes, and {into.Length} bytes are to be read beyond its end", offset);
        }

        if (Read(offset, into) < into.Length)
        {
            throw new DamagedException($"{Name} became shorter while it was read", offset);
        }
    }

    /// <summary>Reads so many bytes; the file is asked first whether it has them, so that a false length costs nothing.</summary>
    /// <exception cref="DamagedException">The file ends before, or it is more than an array can hold.</exception>
    public byte[] ReadBytes(long offset, long count)
    {
        if (count < 0 || offset < 0 || offset > Length - count || count > Array.MaxLength)
        {
            throw new DamagedException($"{Name} has {Length} bytes, and {count} bytes are claimed", offset);
        }

        var bytes = new byte[count];
        ReadExactly(offset, bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file and what was opened beside it.</summary>
    protected abstract void Dispose(bool disposing);
}
