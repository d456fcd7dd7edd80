namespace Dewar.Search;

/// <summary>
/// The language of queries: words and "phrases", <c>key:value</c>, comparisons with units, ranges, AND OR NOT ( ). Words side by side are all
/// wanted. It is described in docs/reference/search.md.
/// </summary>
internal sealed class QueryParser
{
    private const int MostLetters = 4000;
    private const int MostDepth = 50;
    private static readonly string[] Signs = [":", "!=", "<=", ">=", "=", "<", ">"];

    private readonly QueryScanner _scanner;
    private readonly ValueReader _values;
    private readonly Func<string, SearchKey?> _own;
    private int _depth;

    private QueryParser(string text, Func<string, SearchKey?> own, TimeProvider time)
    {
        _own = own;
        _scanner = new(text);
        _values = new(_scanner, new(time));
    }

    /// <summary>Understands a query.</summary>
    /// <param name="own">Keys that people made up, by name; null for those that are not there, or not for this person.</param>
    /// <param name="time">What "today" is, and in which zone.</param>
    /// <exception cref="QueryFault">It can't be understood; says where.</exception>
    public static Wish Parse(string text, Func<string, SearchKey?> own, TimeProvider time)
    {
        if (text.Length > MostLetters)
        {
            throw new QueryFault($"A query has at most {MostLetters} characters.", MostLetters, text.Length - MostLetters);
        }

        var query = new QueryParser(text, own, time);
        var wish = query.Any();
        return query._scanner.IsAtEnd ? wish : throw new QueryFault("This parenthesis was never opened.", query._scanner.At, 1);
    }

    private Wish Any()
    {
        List<Wish> of = [All()];
        for (var at = _scanner.At; _scanner.TryTakeWord("OR"); at = _scanner.At)
        {
            if (of[^1] is All { Of: [] })
            {
                throw new QueryFault("Something is missing before this.", at, 0);
            }

            of.Add(All(isNeeded: true));
        }

        return of is [var only] ? only : new Any(of);
    }

    private Wish All(bool isNeeded = false)
    {
        List<Wish> of = [];
        for (var isFirst = true; ; isFirst = false)
        {
            _scanner.SkipBlanks();
            var start = _scanner.At;
            var isAnd = !isFirst && _scanner.TryTakeWord("AND");
            if (isAnd)
            {
                _scanner.SkipBlanks();
            }

            if (_scanner.IsAtEnd || _scanner.Next == ')' || IsWord("OR"))
            {
                return isAnd || isNeeded && isFirst ? throw new QueryFault("Something is missing here.", start, _scanner.At - start)
                    : of is [var only] ? only : new All(of);
            }

            of.Add(One());
        }
    }

    private bool IsWord(string word)
    {
        var at = _scanner.At;
        var isIt = _scanner.TryTakeWord(word);
        _scanner.At = at;
        return isIt;
    }

    private Wish One()
    {
        var start = _scanner.At;
        if (++_depth > MostDepth)
        {
            throw new QueryFault($"This is nested more than {MostDepth} deep.", start, 1);
        }

        try
        {
            if (_scanner.TryTakeWord("NOT") || _scanner.TryTake("-"))
            {
                _scanner.SkipBlanks();
                return _scanner.IsAtEnd || _scanner.Next == ')' ? throw new QueryFault("Not what?", start, _scanner.At - start) : new Not(One());
            }

            if (!_scanner.TryTake("("))
            {
                return Term();
            }

            var inner = Any();
            return _scanner.TryTake(")") ? inner : throw new QueryFault("This parenthesis is never closed.", start, 1);
        }
        finally
        {
            _depth--;
        }
    }

    private Wish Term()
    {
        var start = _scanner.At;
        var isQuoted = _scanner.Next == '"';
        var word = isQuoted ? _scanner.TakeQuoted() : _scanner.TakeWord();
        var end = _scanner.At;
        if (Sign() is not { } sign)
        {
            return word is not "" ? new Mentions(word, isQuoted) : throw new QueryFault("This sign needs a key before it.", start, 1);
        }

        if (word is "")
        {
            throw new QueryFault($"'{sign}' needs a key before it, such as size{sign}…", start, _scanner.At - start);
        }

        return word is "has" && sign is ":" ? HasOne() : _values.Read(Key(word, start, end), sign, start);
    }

    // A colon stands right behind its key; signs may have blanks around them.
    private string? Sign()
    {
        var before = _scanner.At;
        _scanner.SkipBlanks();
        foreach (var sign in Signs)
        {
            if ((sign is not ":" || _scanner.At == before) && _scanner.TryTake(sign))
            {
                return sign;
            }
        }

        _scanner.At = before;
        return null;
    }

    private Has HasOne()
    {
        var start = _scanner.At;
        var name = _scanner.Next == '"' ? _scanner.TakeQuoted() : _scanner.TakeValue();
        return name is "" ? throw new QueryFault("Has what? For instance has:preview.", start, 0) : new(Key(name, start, _scanner.At));
    }

    private SearchKey Key(string name, int start, int end)
    {
        if (SearchKeys.Find(name) is { } known)
        {
            return known;
        }

        if (_own(name) is { } own)
        {
            return own;
        }

        var near = SearchKeys.Near(name, []).ToList();
        throw new QueryFault(
            $"There is no key '{name}'.{(near.Count > 0 ? $" Did you mean {string.Join(" or ", near)}?" : "")} To look for these words, put them in quotes.",
            start, end - start);
    }
}
