using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Dewar.Logger.Json;

/// <summary>Reads one value, to the letter of RFC 8259; no name twice in an object, and not too deep.</summary>
internal sealed class JsonReader
{
    private const int Deepest = 32;
    private readonly string _text;
    private int _at;
    private int _depth;

    private JsonReader(string text) => _text = text;

    public static object? Read(string text)
    {
        var reader = new JsonReader(text);
        var value = reader.Value();
        return reader.Next() == '\0' && reader._at == text.Length ? value : throw reader.Wrong();
    }

    /// <summary>Null where the text is no object.</summary>
    public static JsonObject? ReadObject(string text)
    {
        try
        {
            return Read(text) as JsonObject;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private object? Value()
    {
        switch (Next())
        {
            case '{': return Nested(Object);
            case '[': return Nested(List);
            case '"': return Text();
            case 't': return Word("true", true);
            case 'f': return Word("false", false);
            case 'n': return Word("null", null);
            default: return Number();
        }
    }

    private object Nested(Func<object> read)
    {
        if (++_depth > Deepest)
        {
            throw Wrong();
        }

        _at++;
        var value = read();
        _depth--;
        return value;
    }

    private JsonObject Object()
    {
        var made = new JsonObject();
        for (var more = !Took('}'); more; more = !Ends('}'))
        {
            var name = Next() == '"' ? Text() : throw Wrong();
            if (!Took(':') || made.ContainsKey(name))
            {
                throw Wrong();
            }

            made.Add(name, Value());
        }

        return made;
    }

    private List<object?> List()
    {
        var made = new List<object?>();
        for (var more = !Took(']'); more; more = !Ends(']'))
        {
            made.Add(Value());
        }

        return made;
    }

    private bool Ends(char with) => Took(with) || (Took(',') ? false : throw Wrong());

    private string Text()
    {
        var text = new StringBuilder();
        for (_at++; ; _at++)
        {
            switch (Here())
            {
                case '"':
                    _at++;
                    return text.ToString();
                case < ' ':
                    throw Wrong();
                case '\\':
                    text.Append(Escaped());
                    break;
                default:
                    text.Append(Here());
                    break;
            }
        }
    }

    private char Escaped()
    {
        _at++;
        switch (Here())
        {
            case '"' or '\\' or '/': return Here();
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _at + 4 < _text.Length
                && ushort.TryParse(_text.Substring(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                _at += 4;
                return (char)unit;
            default: throw Wrong();
        }
    }

    private object Number()
    {
        var from = _at;
        Took('-', skip: false);
        if (!Took('0', skip: false))
        {
            Digits();
        }

        var whole = true;
        if (Took('.', skip: false))
        {
            whole = false;
            Digits();
        }

        if (Took('e', skip: false) || Took('E', skip: false))
        {
            whole = false;
            _ = Took('+', skip: false) || Took('-', skip: false);
            Digits();
        }

        var text = _text.Substring(from, _at - from);
        if (whole && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        // What no double holds is a failure in one runtime and infinity in another.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var other) && !double.IsInfinity(other) ? other : throw Wrong();
    }

    private void Digits()
    {
        var from = _at;
        while (Here() is >= '0' and <= '9')
        {
            _at++;
        }

        if (_at == from)
        {
            throw Wrong();
        }
    }

    private object? Word(string word, object? value)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
        {
            throw Wrong();
        }

        _at += word.Length;
        return value;
    }

    private bool Took(char wanted, bool skip = true)
    {
        var took = (skip ? Next() : Here()) == wanted && _at < _text.Length;
        _at += took ? 1 : 0;
        return took;
    }

    private char Next()
    {
        while (Here() is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }

        return Here();
    }

    private char Here() => _at < _text.Length ? _text[_at] : '\0';

    private FormatException Wrong() => new("This is no JSON, from character " + _at + " on.");
}
