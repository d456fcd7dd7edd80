using System.Buffers.Text;

namespace Dewar.Formats.Tables;

/// <summary>How a table is written down: what stands between fields, what marks the decimals, what begins a comment.</summary>
/// <param name="Delimiter">The byte between fields; 0 for any number of blanks.</param>
/// <param name="DecimalComma">Whether numbers are written 1,5.</param>
internal readonly record struct Dialect(byte Delimiter, bool DecimalComma = false)
{
    public static readonly Dialect Blanks = new(0);

    public string DelimiterName => Delimiter switch
    {
        (byte)',' => "comma",
        (byte)';' => "semicolon",
        (byte)'\t' => "tab",
        (byte)'|' => "bar",
        _ => "blanks",
    };

    /// <summary>Whether a line is no row: empty, or a comment.</summary>
    public static bool IsAside(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        return line.IsEmpty || line[0] is (byte)'#' or (byte)'%' || line.StartsWith("//"u8);
    }

    /// <summary>Finds the fields of a row.</summary>
    /// <param name="into">Where each begins and ends; fields beyond its length are counted only.</param>
    /// <returns>How many there are.</returns>
    public int Split(ReadOnlySpan<byte> row, Span<(int Start, int End)> into) =>
        Delimiter == 0 ? SplitBlanks(row, into) : SplitAt(row, into);

    private static int SplitBlanks(ReadOnlySpan<byte> row, Span<(int Start, int End)> into)
    {
        var count = 0;
        for (var at = 0; at < row.Length;)
        {
            if (row[at] is (byte)' ' or (byte)'\t')
            {
                at++;
                continue;
            }

            var length = row[at] == '"' && row[(at + 1)..].IndexOf((byte)'"') is >= 0 and var close ? close + 2
                : row[at..].IndexOfAny((byte)' ', (byte)'\t');
            length = length < 0 ? row.Length - at : length;
            if (count < into.Length)
            {
                into[count] = (at, at + length);
            }

            count++;
            at += length;
        }

        return count;
    }

    private int SplitAt(ReadOnlySpan<byte> row, Span<(int Start, int End)> into)
    {
        var count = 0;
        var at = 0;
        while (true)
        {
            var start = at;
            while (at < row.Length && row[at] == ' ')
            {
                at++;
            }

            if (at < row.Length && row[at] == '"')
            {
                at = AfterQuotes(row, at);
            }

            var next = row[at..].IndexOf(Delimiter);
            var end = next < 0 ? row.Length : at + next;
            if (count < into.Length)
            {
                into[count] = (start, end);
            }

            count++;
            if (next < 0)
            {
                return count;
            }

            at = end + 1;
        }
    }

    // The place after a closing quotation mark; two of them stand for one that belongs to the field.
    private static int AfterQuotes(ReadOnlySpan<byte> row, int at)
    {
        var from = at + 1;
        while (from < row.Length)
        {
            var close = row[from..].IndexOf((byte)'"');
            if (close < 0)
            {
                return at;
            }

            from += close + 1;
            if (from >= row.Length || row[from] != '"')
            {
                return from;
            }

            from++;
        }

        return from;
    }

    /// <summary>The number that a field is; false when it is none.</summary>
    public bool TryNumber(ReadOnlySpan<byte> field, out double number)
    {
        field = Bare(field);
        number = double.NaN;
        if (field.IsEmpty || field.Length > 48)
        {
            return false;
        }

        if (field[0] == '+')
        {
            field = field[1..];
        }

        return DecimalComma ? field.Contains((byte)',') ? TryOdd(field, out number) : TryPlain(field, out number)
            : field.ContainsAny((byte)'D', (byte)'d') ? TryOdd(field, out number)
            : TryPlain(field, out number);
    }

    // A comma for the point, and Fortran's D for the exponent.
    private static bool TryOdd(ReadOnlySpan<byte> field, out double number)
    {
        Span<byte> copy = stackalloc byte[48];
        for (var i = 0; i < field.Length; i++)
        {
            copy[i] = field[i] switch { (byte)',' => (byte)'.', (byte)'D' or (byte)'d' => (byte)'E', var other => other };
        }

        return TryPlain(copy[..field.Length], out number);
    }

    private static bool TryPlain(ReadOnlySpan<byte> field, out double number)
    {
        if (Utf8Parser.TryParse(field, out number, out var used) && used == field.Length)
        {
            return true;
        }

        return TryWord(field, out number);
    }

    private static bool TryWord(ReadOnlySpan<byte> field, out double number)
    {
        Span<byte> lower = stackalloc byte[48];
        for (var i = 0; i < field.Length; i++)
        {
            lower[i] = (byte)(field[i] | 0x20);
        }

        ReadOnlySpan<byte> word = lower[..field.Length];
        (number, var known) = word switch
        {
            _ when word.SequenceEqual("inf"u8) || word.SequenceEqual("infinity"u8) || word.StartsWith("1.#inf"u8) =>
                (double.PositiveInfinity, true),
            _ when word.SequenceEqual("-inf"u8) || word.SequenceEqual("-infinity"u8) || word.StartsWith("-1.#inf"u8) =>
                (double.NegativeInfinity, true),
            _ when word.SequenceEqual("nan"u8) || word.SequenceEqual("-nan"u8) || word.StartsWith("1.#"u8) || word.StartsWith("-1.#"u8) =>
                (double.NaN, true),
            _ => (double.NaN, false),
        };
        return known;
    }

    /// <summary>A field without blanks and quotation marks around it.</summary>
    public static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \t\r"u8);
        return field is [(byte)'"', .., (byte)'"'] ? field[1..^1] : field;
    }
}
