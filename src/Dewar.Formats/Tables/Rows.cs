using Dewar.Formats.PlainText;

namespace Dewar.Formats.Tables;

/// <summary>Reads a text row by row: without empty lines and comments, and with line ends inside quotation marks kept.</summary>
internal sealed class Rows(TextBytes text, long start, Dialect dialect)
{
    private const int MostJoined = 64;
    private readonly Lines _lines = new(text.Bytes, start, text.LineEnd);
    private byte[]? _joined;

    /// <summary>Where the current row begins, in bytes.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the next row begins, in bytes.</summary>
    public long Position => _lines.Position;

    /// <summary>The next row; false after the last.</summary>
    public bool Next(out ReadOnlySpan<byte> row)
    {
        while (_lines.Next(out row))
        {
            if (Dialect.IsAside(row))
            {
                continue;
            }

            Offset = _lines.Offset;
            if (dialect.Delimiter != 0 && row.Contains((byte)'"') && IsOpen(row))
            {
                row = Join(row);
            }

            return true;
        }

        return false;
    }

    // A quotation mark at the beginning of a field that nothing closes.
    private bool IsOpen(ReadOnlySpan<byte> row)
    {
        if (row.Count((byte)'"') % 2 == 0)
        {
            return false;
        }

        var first = row.IndexOf((byte)'"');
        var before = row[..first].TrimEnd((byte)' ');
        return before.IsEmpty || before[^1] == dialect.Delimiter || row.IndexOf([dialect.Delimiter, (byte)'"']) >= 0;
    }

    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> row)
    {
        _joined ??= new byte[Lines.Longest];
        var length = Math.Min(row.Length, _joined.Length);
        row[..length].CopyTo(_joined);
        var quotes = row.Count((byte)'"');
        for (var i = 0; i < MostJoined && quotes % 2 != 0 && _lines.Next(out var more) && length + more.Length + 1 < _joined.Length; i++)
        {
            _joined[length++] = (byte)'\n';
            more.CopyTo(_joined.AsSpan(length));
            length += more.Length;
            quotes += more.Count((byte)'"');
        }

        return _joined.AsSpan(0, length);
    }
}
