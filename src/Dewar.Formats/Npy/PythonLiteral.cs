using System.Globalization;
using System.Text;
using Dewar.Sdk;

namespace Dewar.Formats.Npy;

/// <summary>
/// A literal of Python: words, numbers, True, False, None; tuples and lists become <c>object[]</c>, dictionaries <c>Dictionary</c>. Nothing is
/// evaluated.
/// </summary>
internal ref struct PythonLiteral(ReadOnlySpan<char> text)
{
    private const int Deepest = 32;
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;
    private int _depth;

    public static object? Parse(string text) => new PythonLiteral(text).Value();

    private object? Value()
    {
        Blanks();
        if (++_depth > Deepest)
        {
            throw Broken("is nested too deeply");
        }

        var first = Peek();
        object? value = first switch
        {
            '{' => Dictionary(),
            '[' => Items(']'),
            '(' => Items(')'),
            '\'' or '"' => Word(),
            _ when (first is 'b' or 'u' or 'r') && _at + 1 < _text.Length && _text[_at + 1] is '\'' or '"' => Prefixed(),
            _ => Plain(),
        };
        _depth--;
        return value;
    }

    private string Prefixed()
    {
        _at++;
        return Word();
    }

    private Dictionary<string, object?> Dictionary()
    {
        var items = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (_at++; !Takes('}'); Takes(','))
        {
            var key = Value() as string ?? throw Broken("has a key that is no word");
            if (!Takes(':') || items.Count > 1000)
            {
                throw Broken("has a key without a value");
            }

            items[key] = Value();
        }

        return items;
    }

    private object?[] Items(char end)
    {
        var items = new List<object?>();
        for (_at++; !Takes(end); Takes(','))
        {
            items.Add(Value());
        }

        return [.. items];
    }

    private string Word()
    {
        var (mark, word) = (_text[_at++], new StringBuilder());
        for (; Peek() != mark; _at++)
        {
            if (_text[_at] == '\\')
            {
                _at++;
                Peek();
            }

            word.Append(_text[_at]);
        }

        _at++;
        return word.ToString();
    }

    private object? Plain()
    {
        var start = _at;
        while (_at < _text.Length && _text[_at] is not (',' or ')' or ']' or '}' or ':' or ' ' or '\n'))
        {
            _at++;
        }

        return _text[start.._at] switch
        {
            "True" => true,
            "False" => false,
            "None" => null,
            var word when long.TryParse(word.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
            _ => throw Broken("has a value that nobody understands"),
        };
    }

    private bool Takes(char letter)
    {
        Blanks();
        if (Peek() != letter)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Blanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private readonly char Peek() => _at < _text.Length ? _text[_at] : throw Broken("ends too early");

    private readonly DamagedException Broken(string how) => new($"The description of an array {how}, at letter {_at} of it");
}
