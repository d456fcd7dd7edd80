using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>Words of text formats as what they are: numbers, flags, words.</summary>
internal static class TextValue
{
    /// <summary>
    /// A number where the text is one and nothing is lost by saying so ("007" stays a word), a flag for true and false, otherwise the text
    /// without blanks around it.
    /// </summary>
    /// <param name="decimalComma">"8,843E-7" is a number as well, as programs write it that keep to the customs of their country.</param>
    public static object Typed(string text, bool decimalComma = false)
    {
        var trimmed = text.Trim();
        if (trimmed.Length is 0 or > 40 || !(char.IsAsciiDigit(trimmed[0]) || trimmed[0] is '-' or '+' or '.' or 't' or 'T' or 'f' or 'F'))
        {
            return trimmed;
        }

        if (bool.TryParse(trimmed, out var flag))
        {
            return flag;
        }

        return Number(decimalComma && trimmed.Count(',') == 1 ? trimmed.Replace(',', '.') : trimmed) ?? (object)trimmed;
    }

    /// <summary>The number that a text is, with a decimal point; null when it is none.</summary>
    public static double? Real(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The whole number that a text is; null when it is none.</summary>
    public static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A number followed by a unit that is understood: <c>3.9 mm</c>, <c>47.5 %</c>. Anything else is what it is, with no unit.</summary>
    public static (object Value, string? Unit) WithUnit(string text)
    {
        text = text.Trim();
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '+' or '-' or '.' || text[end] is 'e' or 'E'
            && IsExponent(text, end)))
        {
            end++;
        }

        if (end == 0 || end == text.Length || Typed(text[..end]) is string)
        {
            return (Typed(text), null);
        }

        var unit = text[end..].Trim();
        return unit.Length <= 12 && unit is not "" && Unit.TryParse(unit, out _) ? (Typed(text[..end]), unit) : (text, null);
    }

    private static bool IsExponent(string text, int at) =>
        at > 0 && at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || text[at + 1] is '+' or '-' && at + 2 < text.Length
            && char.IsAsciiDigit(text[at + 2]));

    private static object? Number(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        if (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]))
        {
            return null;
        }

        return Whole(text) is { } whole ? whole : (object?)Real(text);
    }

    private static int Count(this string text, char sought) => text.AsSpan().Count(sought);
}
