using Dewar.Sdk;

namespace Dewar.Formats.PlainText;

/// <summary>Reads a text line by line, as bytes and without keeping it. A very long line is cut.</summary>
/// <param name="source">Where the text is.</param>
/// <param name="start">Where to begin, in bytes.</param>
/// <param name="end">The byte that ends lines.</param>
internal sealed class Lines(ByteSource source, long start, byte end = (byte)'\n')
{
    /// <summary>Bytes of a line that are kept.</summary>
    public const int Longest = 1 << 20;

    private byte[] _block = new byte[(int)Math.Clamp(source.Length - start, 16, 64 * 1024)];
    private long _blockStart = start;
    private int _from;
    private int _filled;

    public Lines(TextBytes text) : this(text.Bytes, text.Start, text.LineEnd)
    {
    }

    /// <summary>Where the current line begins, in bytes.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the next line begins, in bytes.</summary>
    public long Position => _blockStart + _from;

    /// <summary>The next line, without its end; false after the last.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        Offset = Position;
        var searched = 0;
        while (true)
        {
            var there = _block.AsSpan(_from, _filled - _from);
            var at = there[searched..].IndexOf(end);
            if (at >= 0)
            {
                line = Bare(there[..(searched + at)]);
                _from += searched + at + 1;
                return true;
            }

            searched = there.Length;
            if (searched >= Longest)
            {
                line = there;
                SkipRest();
                return true;
            }

            if (!Fill())
            {
                line = Bare(_block.AsSpan(_from, _filled - _from));
                _from = _filled;
                return line.Length > 0 || searched > 0;
            }
        }
    }

    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;

    // Makes room behind what is not yet used, and reads; false at the end of the file.
    private bool Fill()
    {
        if (_from > 0)
        {
            _block.AsSpan(_from, _filled - _from).CopyTo(_block);
            _blockStart += _from;
            _filled -= _from;
            _from = 0;
        }
        else if (_filled == _block.Length)
        {
            Array.Resize(ref _block, Math.Min(Longest, _block.Length * 2));
        }

        var read = source.Read(_blockStart + _filled, _block.AsSpan(_filled));
        _filled += read;
        return read > 0;
    }

    private void SkipRest()
    {
        var at = _blockStart + _filled;
        var block = new byte[64 * 1024];
        while (source.Read(at, block) is > 0 and var read)
        {
            if (block.AsSpan(0, read).IndexOf(end) is >= 0 and var found)
            {
                at += found + 1;
                break;
            }

            at += read;
        }

        _blockStart = at;
        _from = _filled = 0;
    }
}
