using System.Buffers;
using System.Globalization;

namespace Dewar.Formats.Bytes;

/// <summary>
/// Numbers as programs print them, read from bytes: with Fortran's D, NaN and Inf in any spelling; quickly, for tables are long.
/// </summary>
internal static class NumberText
{
    private static readonly double[] Powers = [.. Enumerable.Range(0, 23).Select(power => double.Parse($"1e{power}"))];
    private static readonly SearchValues<byte> Separators = SearchValues.Create(" \t,;\r"u8);

    /// <summary>One number and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative || text.Length > 0 && text[0] == '+')
        {
            at++;
        }

        ulong mantissa = 0;
        var (digits, exponent, any) = (0, 0, false);
        for (var point = false; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                any = true;
                digits += digits > 0 || letter != '0' ? 1 : 0;
                mantissa = digits <= 18 ? mantissa * 10 + (ulong)(letter - '0') : mantissa;
                exponent -= point ? 1 : 0;
            }
            else if (letter == '.' && !point)
            {
                point = true;
            }
            else
            {
                break;
            }
        }

        if (any && at < text.Length && (text[at] | 0x20) is 'e' or 'd')
        {
            if (!Exponent(text[(at + 1)..], out var power))
            {
                number = 0;
                return false;
            }

            exponent += power;
            at = text.Length;
        }

        // Exact when both fit into a double; the rest is for the framework.
        if (any && at == text.Length && digits <= 15 && Math.Abs(exponent) <= 22)
        {
            var value = exponent < 0 ? mantissa / Powers[-exponent] : mantissa * Powers[exponent];
            number = negative ? -value : value;
            return true;
        }

        return Slowly(text, out number);
    }

    /// <summary>One number in text.</summary>
    public static bool TryParse(string text, out double number)
    {
        Span<byte> bytes = stackalloc byte[64];
        text = text.Trim();
        number = 0;
        return text.Length is > 0 and <= 64 && System.Text.Ascii.FromUtf16(text, bytes, out var written) == OperationStatus.Done
            && TryParse(bytes[..written], out number);
    }

    /// <summary>
    /// Reads a line of numbers that blanks, tabs, commas or semicolons separate. Gives how many there were; -1 when a word is none.
    /// Those beyond <paramref name="into"/> are counted only.
    /// </summary>
    public static int Row(ReadOnlySpan<byte> line, Span<double> into)
    {
        var count = 0;
        while (true)
        {
            var start = line.IndexOfAnyExcept(Separators);
            if (start < 0)
            {
                return count;
            }

            line = line[start..];
            var length = line.IndexOfAny(Separators);
            length = length < 0 ? line.Length : length;
            if (!TryParse(line[..length], out var number))
            {
                return -1;
            }

            if (count < into.Length)
            {
                into[count] = number;
            }

            count++;
            line = line[length..];
        }
    }

    private static bool Exponent(ReadOnlySpan<byte> text, out int power) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power) && power is > -100_000 and < 100_000;

    private static bool Slowly(ReadOnlySpan<byte> text, out double number)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        if (text.Length is 0 or > 64)
        {
            return false;
        }

        Span<char> letters = stackalloc char[text.Length];
        System.Text.Encoding.Latin1.GetChars(text, letters);
        letters.Replace('D', 'e');
        letters.Replace('d', 'e');
        if (letters[0] is >= '0' and <= '9' or '-' or '+' or '.'
            && double.TryParse(letters, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        number = letters.TrimStart("+-") switch
        {
            var word when word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.StartsWith("1.#INF") =>
                letters[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            // Microsoft's C library fills 1.#QNAN and 1.#IND up with zeros, and both had their D replaced above.
            var word when word.Equals("nan", StringComparison.OrdinalIgnoreCase) || word.StartsWith("1.#") => double.NaN,
            _ => 0,
        };
        return number != 0;
    }
}
