using System.Globalization;
using System.Text;

namespace Dewar.Formats.Documents;

/// <summary>A reference to an object of a PDF file.</summary>
internal sealed record PdfReference(int Number);

/// <summary>A name in a PDF file.</summary>
internal sealed record PdfName(string Word);

/// <summary>A text in a PDF file, and where it stands.</summary>
internal sealed record PdfText(string Words, long At);

/// <summary>Named values in a PDF file.</summary>
internal sealed class PdfDictionary : Dictionary<string, object?>;

/// <summary>Reads values of a PDF file (ISO 32000-1, 7.3): numbers are <c>double</c>, arrays <c>List</c>. What can't be understood is null.</summary>
internal sealed class PdfParser(byte[] bytes, long start)
{
    private const int MostDepth = 48;
    private const int MostItems = 200_000;
    private int _depth;

    public int Position { get; set; }

    public bool IsOver => Position >= bytes.Length;

    public void SkipSpace()
    {
        while (Position < bytes.Length)
        {
            if (bytes[Position] == '%')
            {
                while (Position < bytes.Length && bytes[Position] is not ((byte)'\n' or (byte)'\r'))
                {
                    Position++;
                }
            }
            else if (bytes[Position] is 0 or 9 or 10 or 12 or 13 or 32)
            {
                Position++;
            }
            else
            {
                return;
            }
        }
    }

    public bool TryWord(string word)
    {
        SkipSpace();
        if (Position + word.Length > bytes.Length || Encoding.Latin1.GetString(bytes, Position, word.Length) != word)
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    /// <summary>Whether a stream begins here; where its bytes do, from the beginning of these.</summary>
    public bool TryStream(out int at)
    {
        var found = TryWord("stream");
        at = Position + (Position < bytes.Length && bytes[Position] == '\r' ? 1 : 0);
        at += at < bytes.Length && bytes[at] == '\n' ? 1 : 0;
        return found;
    }

    public object? Value()
    {
        SkipSpace();
        if (IsOver || _depth > MostDepth)
        {
            return null;
        }

        _depth++;
        var value = bytes[Position] switch
        {
            (byte)'/' => Name(),
            (byte)'(' => Literal(),
            (byte)'[' => Array(),
            (byte)'<' when Position + 1 < bytes.Length && bytes[Position + 1] == '<' => Dictionary(),
            (byte)'<' => Hexadecimal(),
            (byte)'+' or (byte)'-' or (byte)'.' or (>= (byte)'0' and <= (byte)'9') => NumberOrReference(),
            _ => Keyword(),
        };
        _depth--;
        return value;
    }

    private PdfName Name()
    {
        var name = new StringBuilder();
        for (Position++; Position < bytes.Length && !IsDelimiter(bytes[Position]) && name.Length < 256; Position++)
        {
            if (bytes[Position] == '#' && Position + 2 < bytes.Length && byte.TryParse(Encoding.ASCII.GetString(bytes, Position + 1, 2), NumberStyles.HexNumber, null, out var code))
            {
                name.Append((char)code);
                Position += 2;
            }
            else
            {
                name.Append((char)bytes[Position]);
            }
        }

        return new(name.ToString());
    }

    private PdfText Literal()
    {
        var at = start + Position;
        var text = new List<byte>();
        var open = 1;
        for (Position++; Position < bytes.Length; Position++)
        {
            var one = bytes[Position];
            if (one == '\\' && Position + 1 < bytes.Length)
            {
                Escape(text);
                continue;
            }

            open += one == '(' ? 1 : one == ')' ? -1 : 0;
            if (open == 0)
            {
                Position++;
                break;
            }

            text.Add(one);
        }

        return new(Decoded([.. text]), at);
    }

    private void Escape(List<byte> text)
    {
        var letter = bytes[++Position];
        if (letter is >= (byte)'0' and <= (byte)'7')
        {
            var code = 0;
            for (var i = 0; i < 3 && Position < bytes.Length && bytes[Position] is >= (byte)'0' and <= (byte)'7'; i++, Position++)
            {
                code = code * 8 + bytes[Position] - '0';
            }

            Position--;
            text.Add((byte)code);
        }
        else if (letter is (byte)'\r' or (byte)'\n')
        {
            Position += letter == '\r' && Position + 1 < bytes.Length && bytes[Position + 1] == '\n' ? 1 : 0;
        }
        else
        {
            text.Add(letter switch { (byte)'n' => 10, (byte)'r' => 13, (byte)'t' => 9, (byte)'b' => 8, (byte)'f' => 12, _ => letter });
        }
    }

    private PdfText Hexadecimal()
    {
        var at = start + Position;
        var digits = new StringBuilder();
        for (Position++; Position < bytes.Length && bytes[Position] != '>'; Position++)
        {
            if (char.IsAsciiHexDigit((char)bytes[Position]))
            {
                digits.Append((char)bytes[Position]);
            }
        }

        Position++;
        return new(Decoded(Convert.FromHexString(digits.Length % 2 == 0 ? digits.ToString() : digits.Append('0').ToString())), at);
    }

    private static string Decoded(byte[] text) => text switch
    {
        [0xfe, 0xff, ..] => Encoding.BigEndianUnicode.GetString(text.AsSpan(2)),
        [0xff, 0xfe, ..] => Encoding.Unicode.GetString(text.AsSpan(2)),
        [0xef, 0xbb, 0xbf, ..] => Encoding.UTF8.GetString(text.AsSpan(3)),
        _ => Encoding.Latin1.GetString(text),
    };

    private List<object?> Array()
    {
        var items = new List<object?>();
        for (Position++; items.Count < MostItems;)
        {
            SkipSpace();
            if (IsOver)
            {
                return items;
            }

            if (bytes[Position] == ']')
            {
                Position++;
                return items;
            }

            var before = Position;
            items.Add(Value());
            Position += Position == before ? 1 : 0;
        }

        return items;
    }

    private PdfDictionary Dictionary()
    {
        var items = new PdfDictionary();
        for (Position += 2; items.Count < 100_000;)
        {
            SkipSpace();
            if (IsOver)
            {
                return items;
            }

            if (bytes[Position] == '>')
            {
                Position += 2;
                return items;
            }

            if (bytes[Position] != '/')
            {
                // Something is wrong: go on with the next name.
                Position++;
                continue;
            }

            var name = Name().Word;
            items[name] = Value();
        }

        return items;
    }

    private object? NumberOrReference()
    {
        var number = Number();
        if (number is not (>= 0 and < int.MaxValue) || number != Math.Truncate(number.Value))
        {
            return number;
        }

        var after = Position;
        SkipSpace();
        if (!IsOver && char.IsAsciiDigit((char)bytes[Position]) && Number() is not null)
        {
            SkipSpace();
            if (!IsOver && bytes[Position] == 'R' && (Position + 1 >= bytes.Length || IsDelimiter(bytes[Position + 1])))
            {
                Position++;
                return new PdfReference((int)number.Value);
            }
        }

        Position = after;
        return number;
    }

    private double? Number()
    {
        var from = Position;
        while (Position < bytes.Length && bytes[Position] is (byte)'+' or (byte)'-' or (byte)'.' or (>= (byte)'0' and <= (byte)'9'))
        {
            Position++;
            if (Position >= bytes.Length)
            {
                break;
            }
        }

        return double.TryParse(bytes.AsSpan(from, Math.Min(64, Position - from)), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private bool? Keyword()
    {
        var from = Position;
        while (Position < bytes.Length && !IsDelimiter(bytes[Position]))
        {
            Position++;
        }

        var word = bytes.AsSpan(from, Position - from);
        return word.SequenceEqual("true"u8) ? true : word.SequenceEqual("false"u8) ? false : null;
    }

    private static bool IsDelimiter(byte one) => one is 0 or 9 or 10 or 12 or 13 or 32 or (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%';
}
