using System.Globalization;

namespace Dewar.Workflows;

/// <summary>
/// Reads a literal as Python writes it, and JSON, which is nearly one: texts in any quotes, also joined by <c>+</c> or by standing side by side,
/// numbers, lists, tuples, dictionaries, comments. Nothing is ever executed: a name, a call or an f-string is a mistake.
/// Source: The Python Language Reference 3.13, 2.4 (literals) and 6.2 (displays).
/// </summary>
internal sealed class LiteralParser
{
    private const int Deepest = 64;
    private readonly LiteralText _text;
    private int _depth;

    private LiteralParser(string text, bool isJson) => _text = new(text, isJson);

    /// <param name="isJson">In JSON a backslash before a slash stands for the slash alone.</param>
    /// <exception cref="DefinitionException">It is no literal; tells where.</exception>
    public static Node Parse(string text, bool isJson)
    {
        var parser = new LiteralParser(text, isJson);
        var whole = parser.Value();
        return parser._text.Peek() == '\0' ? whole : throw parser._text.Fault("The definition has ended here already; this is left over.");
    }

    /// <summary>One value, or texts joined by plus signs.</summary>
    private Node Value()
    {
        var first = One();
        while (_text.Peek() == '+')
        {
            var plus = _text.At;
            _text.Take();
            first = (first, One()) is (TextNode one, TextNode other) ? one with { Text = one.Text + other.Text } : throw new DefinitionException(plus, "Only texts can be joined by '+'.");
        }

        return first;
    }

    private Node One() => _text.Peek() switch
    {
        '{' => Nested(Map),
        '[' => Nested(at => new ListNode(Items(']'), at)),
        '(' => Nested(Tuple),
        '\0' => throw _text.Fault("Something is missing here: the definition ends too early."),
        _ when _text.IsQuoted() => Texts(),
        >= '0' and <= '9' or '-' or '.' => Number(),
        var letter when char.IsLetter(letter) || letter == '_' => Word(),
        var other => throw _text.Fault($"'{other}' can't stand here."),
    };

    private Node Nested(Func<Place, Node> read)
    {
        if (++_depth > Deepest)
        {
            throw _text.Fault($"This is nested more than {Deepest} deep.");
        }

        var at = _text.At;
        _text.Take();
        var node = read(at);
        _depth--;
        return node;
    }

    private TextNode Texts()
    {
        var (at, all) = (_text.At, "");
        while (_text.IsQuoted())
        {
            all += _text.Quoted();
            _text.Peek();
        }

        return new(all, at);
    }

    private MapNode Map(Place at)
    {
        var entries = new List<(TextNode, Node)>();
        while (_text.Peek() != '}')
        {
            var key = Value() switch
            {
                TextNode text => text,
                NumberNode number => new TextNode(number.Written, number.At),
                var other => throw new DefinitionException(other.At, $"A key is a text, not {other.Kind}."),
            };
            _text.Expect(':', $"After the key '{key.Text}' a colon and its value must follow.");
            entries.Add((key, Value()));
            if (!Comma('}', $"After the value of '{key.Text}' a comma or the closing brace must follow; {LiteralText.Opened('{', at)}."))
            {
                break;
            }
        }

        _text.Expect('}', $"A closing brace is missing; {LiteralText.Opened('{', at)}.");
        return new(entries, at);
    }

    private Node Tuple(Place at)
    {
        var (items, comma) = (new List<Node>(), false);
        while (_text.Peek() != ')')
        {
            items.Add(Value());
            if (!(comma = Comma(')', $"A comma or the closing parenthesis must follow; {LiteralText.Opened('(', at)}.")))
            {
                comma = items.Count > 1;
                break;
            }
        }

        _text.Expect(')', $"A closing parenthesis is missing; {LiteralText.Opened('(', at)}.");
        return items is [var only] && !comma ? only : new ListNode(items, at);
    }

    private List<Node> Items(char end)
    {
        var (items, at) = (new List<Node>(), _text.At);
        while (_text.Peek() != end)
        {
            items.Add(Value());
            if (!Comma(end, $"After an item a comma or the closing bracket must follow; {LiteralText.Opened('[', at)}."))
            {
                break;
            }
        }

        _text.Expect(end, $"A closing bracket is missing; {LiteralText.Opened('[', at)}.");
        return items;
    }

    /// <summary>True where one was there, false where the end is.</summary>
    private bool Comma(char end, string message)
    {
        if (_text.Peek() == ',')
        {
            _text.Take();
            return true;
        }

        return _text.Peek() == end ? false : throw _text.Fault(message);
    }

    private NumberNode Number()
    {
        var at = _text.At;
        var written = _text.While(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '+' or '.' or '_');
        return double.TryParse(written.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? new(number, written, at) : throw new DefinitionException(at, $"'{written}' is no number.");
    }

    private Node Word()
    {
        var at = _text.At;
        var word = _text.While(letter => char.IsLetterOrDigit(letter) || letter == '_');
        return word switch
        {
            "True" or "true" => new TruthNode(true, at),
            "False" or "false" => new TruthNode(false, at),
            "None" or "null" => new NothingNode(at),
            _ => throw new DefinitionException(at, $"'{word}' is a name, and definitions are not executed: write a text in quotes."),
        };
    }
}
