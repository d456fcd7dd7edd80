using Dewar.Sdk;
using Microsoft.Win32.SafeHandles;

namespace Dewar.Formats.Bytes;

/// <summary>A file on a disk.</summary>
public sealed class FileSource : ByteSource
{
    private const int BlockSize = 32 * 1024;
    private readonly SafeFileHandle _handle;
    private readonly IFolder _folder;
    private readonly List<ByteSource> _opened = [];

    // The block that was read last: readers take small steps, and a system call for each would cost more than the reading.
    private byte[]? _block;
    private long _blockStart;
    private int _blockLength;

    private FileSource(string name, string path, SafeFileHandle handle, IFolder folder)
    {
        Name = name;
        Path = path;
        _handle = handle;
        _folder = folder;
        Length = RandomAccess.GetLength(handle);
    }

    public override string Name { get; }

    public override long Length { get; }

    /// <summary>Where it is on this computer, for readers that are programs of their own.</summary>
    public string Path { get; }

    /// <summary>Opens a file in a folder; null when there is no such file that may be read there.</summary>
    /// <param name="path">From the folder.</param>
    public static FileSource? Open(IFolder folder, string path) =>
        folder.Open(path) is { } handle
        ? new(System.IO.Path.GetFileName(path), folder.PathOf(path), handle, folder.Below(System.IO.Path.GetDirectoryName(path) ?? "")) : null;

    public override int Read(long offset, Span<byte> into)
    {
        if (into.Length >= BlockSize)
        {
            return ReadAll(offset, into);
        }

        lock (_handle)
        {
            if (_block is null || offset < _blockStart || offset + into.Length > _blockStart + _blockLength)
            {
                _block ??= new byte[BlockSize];
                _blockStart = offset;
                _blockLength = ReadAll(offset, _block);
            }

            var there = _block.AsSpan((int)(offset - _blockStart), (int)Math.Clamp(_blockStart + _blockLength - offset, 0, into.Length));
            there.CopyTo(into);
            return there.Length;
        }
    }

    public override ByteSource? Companion(string path)
    {
        if (Open(_folder, path) is not { } found)
        {
            return null;
        }

        _opened.Add(found);
        return found;
    }

    public override IReadOnlyList<string> Companions(string prefix) => _folder.List(prefix);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _opened.ForEach(each => each.Dispose());
            _handle.Dispose();
        }
    }

    // A system call may give less than was asked for, in the middle of a file as well.
    private int ReadAll(long offset, Span<byte> into)
    {
        var done = 0;
        while (done < into.Length && RandomAccess.Read(_handle, into[done..], offset + done) is > 0 and var read)
        {
            done += read;
        }

        return done;
    }
}

/// <summary>A folder that files may be read from, and nothing outside of it.</summary>
public interface IFolder
{
    /// <summary>Opens a file by its path from here; null when there is none, or it is not to be had: a link, a device, outside.</summary>
    SafeFileHandle? Open(string path);

    /// <summary>Names of the files here that begin so, in order; at most a thousand.</summary>
    IReadOnlyList<string> List(string prefix);

    /// <summary>Where a file is on this computer.</summary>
    string PathOf(string path);

    /// <summary>The same for a folder in it; empty for itself.</summary>
    IFolder Below(string path);
}
