using System.Text;

namespace Dewar.Workflows;

/// <summary>Reads conditions. Strongest first: what stands in parentheses, comparisons, not, and, or. Source: The Python Language Reference 3.13, 6.10 and 6.11.</summary>
internal sealed class ConditionParser
{
    private const int Longest = 4000, Deepest = 64;
    private static readonly string[] Signs = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly string _text;
    private int _at;
    private int _depth;

    private ConditionParser(string text) => _text = text;

    public static Condition Parse(string text)
    {
        if (text.Length > Longest)
        {
            throw new FormatException($"A condition has at most {Longest} characters.");
        }

        var parser = new ConditionParser(text);
        var whole = parser.Either();
        return parser.Ahead() == '\0' ? whole : throw parser.Fault("'and', 'or' or the end must follow");
    }

    private Condition Either()
    {
        if (++_depth > Deepest)
        {
            throw Fault($"it is nested more than {Deepest} deep");
        }

        var one = Both();
        while (Word("or"))
        {
            one = new Either(one, Both());
        }

        _depth--;
        return one;
    }

    private Condition Both()
    {
        var one = Not();
        while (Word("and"))
        {
            one = new Both(one, Not());
        }

        return one;
    }

    private Condition Not()
    {
        var isNot = false;
        while (Word("not"))
        {
            isNot = !isNot;
        }

        var of = Comparison();
        return isNot ? new Not(of) : of;
    }

    private Condition Comparison()
    {
        if (Ahead() == '(')
        {
            _at++;
            var inner = Either();
            return Ahead() == ')' ? Closed(inner) : throw Fault("a closing parenthesis is missing");
        }

        var first = Operand();
        var rest = new List<(string, Operand)>();
        while (Sign() is { } sign)
        {
            rest.Add((sign, Operand()));
        }

        return new Comparison(first, rest);
    }

    private Condition Closed(Condition inner)
    {
        _at++;
        return inner;
    }

    private string? Sign()
    {
        Ahead();
        if (Signs.FirstOrDefault(sign => _text.AsSpan(_at).StartsWith(sign)) is { } found)
        {
            _at += found.Length;
            return found;
        }

        return Word("in") ? "in" : Word("not") ? Word("in") ? "not in" : throw Fault("after 'not' here an 'in' must follow") : null;
    }

    private Operand Operand()
    {
        var letter = Ahead();
        if (letter is '"' or '\'')
        {
            return new(Quoted(letter), true);
        }

        var from = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || "$_.{}-+".Contains(_text[_at], StringComparison.Ordinal)))
        {
            _at++;
        }

        var word = _text[from.._at];
        return word.Length > 0 && (word[0] is '$' or '-' or '+' or '.' || char.IsAsciiDigit(word[0]) || word is "True" or "False" or "None" or "true" or "false" or "null") ? new(word, false)
            : throw Fault(word.Length > 0 ? $"'{word}' is neither a text in quotes nor a number nor a $variable" : "a text in quotes, a number or a $variable is missing", from);
    }

    private string Quoted(char quote)
    {
        var from = _at++;
        var held = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] is '\\' or '\'' or '"')
            {
                _at++;
            }

            held.Append(_text[_at++]);
        }

        if (_at >= _text.Length)
        {
            throw Fault($"this text is not closed: {quote} is missing", from);
        }

        _at++;
        return held.ToString();
    }

    private bool Word(string word)
    {
        Ahead();
        var end = _at + word.Length;
        if (!_text.AsSpan(_at).StartsWith(word) || (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_')))
        {
            return false;
        }

        _at = end;
        return true;
    }

    private char Ahead()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        return _at < _text.Length ? _text[_at] : '\0';
    }

    private FormatException Fault(string what, int? at = null) => new($"at character {(at ?? _at) + 1} of the condition {what}: {_text}");
}
