using System.Globalization;
using System.Text;

namespace Dewar.Workflows;

/// <summary>The text of a literal while it is read: what comes next, where that is, and what quotes hold.</summary>
internal sealed class LiteralText(string text, bool isJson)
{
    private readonly int[] _lines = [0, .. text.Index().Where(each => each.Item == '\n').Select(each => each.Index + 1)];
    private int _at = text.StartsWith('\uFEFF') ? 1 : 0;

    public Place At => PlaceOf(_at);

    /// <summary>The next character that means something; zero at the end.</summary>
    public char Peek()
    {
        while (_at < text.Length && (char.IsWhiteSpace(text[_at]) || text[_at] == '#' || IsContinued()))
        {
            _at = text[_at] == '#' ? EndOfLine() : _at + 1;
        }

        return Ahead(0);
    }

    public void Take() => _at++;

    public void Expect(char letter, string message)
    {
        if (Peek() != letter)
        {
            throw Fault(message);
        }

        _at++;
    }

    public string While(Func<char, bool> holds)
    {
        var from = _at;
        while (_at < text.Length && holds(text[_at]))
        {
            _at++;
        }

        return text[from.._at];
    }

    public DefinitionException Fault(string message) => new(At, message);

    public static string Opened(char bracket, Place at) => $"its '{bracket}' is in line {at.Line}";

    /// <summary>A text begins here, with the letters that Python allows before its quote.</summary>
    public bool IsQuoted() => Ahead(PrefixLength()) is '\'' or '"';

    public string Quoted()
    {
        var (begun, prefix) = (_at, text.Substring(_at, PrefixLength()).ToLowerInvariant());
        if (prefix.Contains('f', StringComparison.Ordinal))
        {
            throw Fault("This is an f-string, and definitions are not executed: write the text itself, with $names for variables.");
        }

        _at += prefix.Length;
        var quote = text[_at];
        var isLong = Ahead(1) == quote && Ahead(2) == quote;
        _at += isLong ? 3 : 1;
        var held = new StringBuilder();
        while (!IsEnd(quote, isLong))
        {
            if (_at >= text.Length || (text[_at] == '\n' && !isLong))
            {
                throw new DefinitionException(PlaceOf(begun), $"This text is not closed in its line: {quote} is missing.");
            }

            if (text[_at] != '\\')
            {
                held.Append(text[_at++]);
            }
            else if (prefix.Contains('r', StringComparison.Ordinal))
            {
                held.Append('\\').Append(_at + 1 < text.Length ? text[_at + 1] : throw Fault("The text ends in a backslash."));
                _at += 2;
            }
            else
            {
                Escape(held);
            }
        }

        _at += isLong ? 3 : 1;
        return held.ToString();
    }

    private void Escape(StringBuilder held)
    {
        var letter = Ahead(1);
        _at += 2;
        switch (letter)
        {
            // The line goes on in the next.
            case '\n': break;
            case '\r' when Ahead(0) == '\n': _at++; break;
            case '\\' or '\'' or '"': held.Append(letter); break;
            case '/' when isJson: held.Append('/'); break;
            case 'n': held.Append('\n'); break;
            case 't': held.Append('\t'); break;
            case 'r': held.Append('\r'); break;
            case 'b': held.Append('\b'); break;
            case 'f': held.Append('\f'); break;
            case 'a': held.Append('\a'); break;
            case 'v': held.Append('\v'); break;
            case 'x': held.Append((char)Hex(2)); break;
            case 'u': held.Append((char)Hex(4)); break;
            case 'U': held.Append(char.ConvertFromUtf32(Hex(8) is var point && point <= 0x10FFFF && point is < 0xD800 or > 0xDFFF ? point : throw Fault("There is no such character."))); break;
            case >= '0' and <= '7': Octal(held); break;
            case '\0': throw Fault("The definition ends in a backslash.");
            // Python keeps what it does not know.
            default: held.Append('\\').Append(letter); break;
        }
    }

    private int Hex(int digits)
    {
        var written = text.Substring(_at, Math.Min(digits, text.Length - _at));
        _at += written.Length;
        return written.Length == digits && int.TryParse(written, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : throw Fault($"Here {digits} hexadecimal digits must stand, not '{written}'.");
    }

    private void Octal(StringBuilder held)
    {
        var from = --_at;
        while (_at < from + 3 && Ahead(0) is >= '0' and <= '7')
        {
            _at++;
        }

        held.Append((char)Convert.ToInt32(text[from.._at], 8));
    }

    private bool IsEnd(char quote, bool isLong) => Ahead(0) == quote && (!isLong || (Ahead(1) == quote && Ahead(2) == quote));

    private int PrefixLength()
    {
        var length = 0;
        while (length < 2 && Ahead(length) is 'r' or 'R' or 'b' or 'B' or 'u' or 'U' or 'f' or 'F')
        {
            length++;
        }

        return length;
    }

    /// <summary>A backslash at the end of a line: the next belongs to it.</summary>
    private bool IsContinued() => text[_at] == '\\' && Ahead(1) is '\n' or '\r';

    private int EndOfLine() => text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length;

    private char Ahead(int by) => _at + by < text.Length ? text[_at + by] : '\0';

    private Place PlaceOf(int at)
    {
        var line = Array.BinarySearch(_lines, at) is var found && found >= 0 ? found : ~found - 1;
        return new(line + 1, at - _lines[line] + 1);
    }
}
