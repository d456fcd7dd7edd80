using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>
/// Reads a text one line after the other without holding all of it. A line that is absurdly long comes in pieces. Where the beginning has
/// no line feed, a carriage return ends a line, as on old Macintoshes.
/// </summary>
/// <param name="source">Where the text is.</param>
/// <param name="position">Where to begin, in bytes.</param>
/// <param name="end">Where to stop.</param>
internal sealed class LineReader(ByteSource source, long position = 0, long end = long.MaxValue)
{
    private const int Longest = 1 << 20;
    private readonly long _end = Math.Min(end, source.Length);
    private byte[] _buffer = new byte[Math.Clamp(Math.Min(end, source.Length) - position, 512, 64 * 1024)];
    private int _from;
    private int _to;
    private byte _break;

    /// <summary>Where the line that was read last begins.</summary>
    public long Start { get; private set; } = position;

    /// <summary>Where the next line begins.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Ends of lines that were met.</summary>
    public long LineFeeds { get; private set; }

    /// <summary>The next line without its end; valid until the next one is asked for.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        Start = Position;
        while (true)
        {
            var here = _buffer.AsSpan(_from, _to - _from);
            var length = _break == 0 ? -1 : here.IndexOf(_break);
            if (length >= 0)
            {
                _from += length + 1;
                Position += length + 1;
                LineFeeds++;
                line = here[..length].TrimEnd((byte)'\r');
                return true;
            }

            if (here.Length >= Longest || !Fill())
            {
                here = _buffer.AsSpan(_from, _to - _from);
                _from = _to;
                Position += here.Length;
                line = here.TrimEnd((byte)'\r');
                return here.Length > 0;
            }
        }
    }

    /// <summary>The next line as text, UTF-8 or else Latin-1; null at the end.</summary>
    public string? NextText() => Next(out var line) ? Decode(line) : null;

    /// <summary>Goes on elsewhere.</summary>
    public void Seek(long to)
    {
        // Often it is only a step back.
        var there = Math.Max(0, to) - (Position - _from);
        (_from, _to) = there >= 0 && there <= _to ? ((int)there, _to) : (0, 0);
        Position = Start = Math.Max(0, to);
    }

    /// <summary>UTF-8 where it is, and else Latin-1, in which every byte is a letter.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) =>
        (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);

    private bool Fill()
    {
        var kept = _to - _from;
        if (kept > _buffer.Length / 2)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        _buffer.AsSpan(_from, kept).CopyTo(_buffer);
        var at = Position + kept;
        var read = at >= _end ? 0 : source.Read(at, _buffer.AsSpan(kept, (int)Math.Min(_buffer.Length - kept, _end - at)));
        (_from, _to) = (0, kept + read);
        if (_break == 0)
        {
            var first = _buffer.AsSpan(0, _to);
            _break = first.Contains((byte)'\n') || !first.Contains((byte)'\r') ? (byte)'\n' : (byte)'\r';
        }

        return read > 0;
    }
}
