using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Search;

/// <summary>Reads what stands behind a key and its sign.</summary>
internal sealed class ValueReader(QueryScanner scanner, TimeWords times)
{
    /// <param name="start">Where the term begins, for messages.</param>
    public Wish Read(SearchKey key, string sign, int start)
    {
        if (sign is not ":")
        {
            scanner.SkipBlanks();
        }

        var at = scanner.At;
        var isQuoted = scanner.Next == '"';
        var text = isQuoted ? scanner.TakeQuoted() : scanner.TakeValue();
        if (text is "")
        {
            throw new QueryFault($"{key.Name} {(sign is ":" ? "what" : sign + " what")}? {Example(key)}", start, scanner.At - start);
        }

        if (sign is "!=")
        {
            return new Not(Read(key, "=", text, isQuoted, at));
        }

        return Read(key, sign, text, isQuoted, at);
    }

    private Wish Read(SearchKey key, string sign, string text, bool isQuoted, int at) => key.Kind switch
    {
        KeyKind.Quantity => new Quantities(scanner, at).Read(key, sign, text),
        KeyKind.Size => new Within(key, Sizes(sign, text, at), "byte"),
        KeyKind.Time => new Within(key, Times(sign, text, at), "time"),
        KeyKind.Own when new Quantities(scanner, at).TryRead(key, sign, text, isQuoted) is { } number => number,
        _ when sign is not (":" or "=") => throw new QueryFault($"{key.Name} has words; they can't be compared with '{sign}'.", at, scanner.At - at),
        _ => Words(key, sign, text, isQuoted),
    };

    private static Wish Words(SearchKey key, string sign, string text, bool isQuoted)
    {
        var isPattern = !isQuoted && text.AsSpan().IndexOfAny("*?[{") >= 0;
        if (key == SearchKeys.Path && sign is ":")
        {
            // Without a pattern: the file, or all below the folder.
            var path = text.Trim('/');
            return isPattern ? new Fits(key, text)
                : path is "" ? Wish.Everything
                : new Any([new Says(key, path, IsWhole: true), new Fits(key, $"{path}/**")]);
        }

        return isPattern ? new Fits(key, text) : new Says(key, text, IsWhole: sign is "=" || key == SearchKeys.Name);
    }

    private Bounds Sizes(string sign, string text, int at)
    {
        // 1 GB: the unit may be a word of its own.
        if (char.IsAsciiDigit(text[^1]))
        {
            var before = scanner.At;
            scanner.SkipBlanks();
            var unit = scanner.TakeValue();
            if (unit.EndsWith('B') && unit.Length <= 3)
            {
                text += unit;
            }
            else
            {
                scanner.At = before;
            }
        }

        double Size(string word)
        {
            try
            {
                return Bytes.Parse(word);
            }
            catch (Exception fault) when (fault is FormatException or OverflowException)
            {
                throw new QueryFault($"'{word}' is no size: write for instance 20MB or 1.5GB.", at, scanner.At - at);
            }
        }

        return text.IndexOf("..", StringComparison.Ordinal) is >= 0 and var dots
            ? Range(sign, text, dots, word => (Size(word), Size(word)), at)
            : Compared(sign, (Size(text), Size(text)), isSpan: false);
    }

    private Bounds Times(string sign, string text, int at)
    {
        (double From, double To) Span(string word) => times.Span(word) is { } span ? (span.From.InMicroseconds, span.To.InMicroseconds)
            : throw new QueryFault($"'{word}' is no time: write 2026, 2026-11, 2026-11-21, 2026-11-21T14:30, today, yesterday, monday or 7d.", at, scanner.At - at);
        return text.IndexOf("..", StringComparison.Ordinal) is >= 0 and var dots
            ? Range(sign, text, dots, Span, at) with { WithTo = text.EndsWith("..", StringComparison.Ordinal) }
            : Compared(sign, Span(text), isSpan: true);
    }

    private Bounds Range(string sign, string text, int dots, Func<string, (double From, double To)> read, int at)
    {
        var (first, last) = (text[..dots], text[(dots + 2)..]);
        if (sign is not (":" or "=") || first is "" && last is "")
        {
            throw new QueryFault("A range is written key:from..to; one end may be left out.", at, scanner.At - at);
        }

        var bounds = new Bounds(first is "" ? double.NegativeInfinity : read(first).From, last is "" ? double.PositiveInfinity : read(last).To);
        return bounds.From <= bounds.To ? bounds : throw new QueryFault("This range ends before it begins.", at, scanner.At - at);
    }

    /// <param name="isSpan">It lasts: what is later than a day is after its end.</param>
    private static Bounds Compared(string sign, (double From, double To) value, bool isSpan) => sign switch
    {
        ">" => Bounds.Above(value.To, included: isSpan),
        ">=" => Bounds.Above(value.From, included: true),
        "<" => Bounds.Below(value.From, included: false),
        "<=" => Bounds.Below(value.To, included: !isSpan),
        _ => new(value.From, value.To, WithTo: !isSpan),
    };

    private static string Example(SearchKey key) => key.Kind switch
    {
        KeyKind.Quantity => $"For instance {key.Name}:1..2{key.Unit}.",
        KeyKind.Size => "For instance size>1GB.",
        KeyKind.Time => $"For instance {key.Name}:2026-11-01.. or {key.Name}:yesterday.",
        _ => $"For instance {key.Name}:word.",
    };
}
