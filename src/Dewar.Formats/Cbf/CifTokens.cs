using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Cbf;

/// <summary>What a piece of a CIF is.</summary>
internal enum CifKind
{
    End,

    /// <summary>The beginning of a block, or of a frame in it: data_name, save_name.</summary>
    Block,
    Loop,

    /// <summary>A name, which begins with an underscore.</summary>
    Name,

    /// <summary>A word or number as it stands.</summary>
    Value,

    /// <summary>Words in quotation marks, or lines between semicolons.</summary>
    Text,

    /// <summary>Bytes between semicolons.</summary>
    Binary,
}

/// <summary>Cuts a CIF into its pieces (IUCr, CIF syntax 1.1), with the sections of bytes that CBF adds to them.</summary>
internal sealed class CifTokens(ByteSource file)
{
    private const int LongestText = 1 << 20;
    private readonly LineReader _lines = new(file);
    private string _line = "";
    private int _at;

    public CifKind Kind { get; private set; }

    public string Text { get; private set; } = "";

    /// <summary>Where the line of the piece begins.</summary>
    public long At { get; private set; }

    /// <summary>The section of bytes, when the piece is one.</summary>
    public BinarySection? Binary { get; private set; }

    public long LineFeeds => _lines.LineFeeds;

    public CifKind Next()
    {
        while (true)
        {
            while (_at < _line.Length && _line[_at] is ' ' or '\t')
            {
                _at++;
            }

            if (_at < _line.Length && _line[_at] != '#')
            {
                return Kind = Piece();
            }

            if (_lines.NextText() is not { } line)
            {
                Text = "";
                return Kind = CifKind.End;
            }

            (_line, _at, At) = (line, 0, _lines.Start);
            if (line.StartsWith(';'))
            {
                return Kind = Field();
            }
        }
    }

    private CifKind Piece()
    {
        var first = _line[_at];
        if (first is '\'' or '"')
        {
            // The mark ends the words only where a blank or the line's end follows.
            for (var end = _line.IndexOf(first, _at + 1); end > 0; end = _line.IndexOf(first, end + 1))
            {
                if (end + 1 >= _line.Length || _line[end + 1] is ' ' or '\t')
                {
                    Text = _line[(_at + 1)..end];
                    _at = end + 1;
                    return CifKind.Text;
                }

                if (end + 1 >= _line.Length)
                {
                    break;
                }
            }
        }

        var start = _at;
        while (_at < _line.Length && _line[_at] is not (' ' or '\t'))
        {
            _at++;
        }

        Text = _line[start.._at];
        if (first == '_')
        {
            return CifKind.Name;
        }

        if (Text.StartsWith("data_", StringComparison.OrdinalIgnoreCase) || Text.StartsWith("save_", StringComparison.OrdinalIgnoreCase))
        {
            return CifKind.Block;
        }

        return Text.Equals("loop_", StringComparison.OrdinalIgnoreCase) ? CifKind.Loop : CifKind.Value;
    }

    // From a semicolon at the beginning of a line to the next one.
    private CifKind Field()
    {
        var text = new StringBuilder(_line, 1, _line.Length - 1, _line.Length + 256);
        while (_lines.NextText() is { } line)
        {
            if (line.StartsWith(';'))
            {
                (_line, _at) = (line, 1);
                Text = text.ToString().Trim('\n');
                return CifKind.Text;
            }

            if (line.StartsWith(BinarySection.Boundary, StringComparison.Ordinal))
            {
                Binary = BinarySection.Read(_lines, file.Length);
                (_line, _at, Text) = ("", 0, "");
                while (_lines.NextText() is { } rest)
                {
                    if (rest.StartsWith(';'))
                    {
                        (_line, _at) = (rest, 1);
                        break;
                    }
                }

                return CifKind.Binary;
            }

            if (text.Length < LongestText)
            {
                text.Append('\n').Append(line);
            }
        }

        throw new DamagedException("A text that began with a semicolon has no end", At);
    }
}
