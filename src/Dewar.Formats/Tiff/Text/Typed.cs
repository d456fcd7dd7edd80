using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>What a text says, as a value with its type.</summary>
internal static class Typed
{
    /// <summary>A number where the text is one; serial numbers with zeros before them and endless digits stay words.</summary>
    public static object Of(string text)
    {
        text = text.Trim();
        if (text.Length is 0 or > 32 || !char.IsAsciiDigit(text[^1]) && text[^1] != '.' || text is ['0', >= '0' and <= '9', ..])
        {
            return text;
        }

        if (text.Length < 18 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : text;
    }

    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A number followed by a unit that is understood: <c>3.9 mm</c>, <c>47.5 %</c>. Anything else is what it is, without a
    /// unit.</summary>
    public static (object Value, string? Unit) WithUnit(string text)
    {
        text = text.Trim();
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '+' or '-' or '.' || text[end] is 'e' or 'E'
            && IsExponent(text, end)))
        {
            end++;
        }

        if (end == 0 || end == text.Length || Of(text[..end]) is string)
        {
            return (Of(text), null);
        }

        var unit = text[end..].Trim();
        return unit.Length <= 12 && unit is not "" && Unit.TryParse(unit, out _) ? (Of(text[..end]), unit) : (text, null);
    }

    private static bool IsExponent(string text, int at) =>
        at > 0 && at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || text[at + 1] is '+' or '-' && at + 2 < text.Length
            && char.IsAsciiDigit(text[at + 2]));
}
