using Dewar.Sdk;

namespace Dewar.Formats.PlainText;

/// <summary>Units as they stand in headings: "Time (s)", "Current [A]", "Energy / eV", "T_degC".</summary>
internal static class Units
{
    private static readonly string[] Spelt =
        ["Degrees C", "Amps", "Volts", "Ohms", "Milliseconds", "degrees C", "deg C", "a.u.", "arb. units", "arb.units", "%", "counts", "cps", "sccm", "ml/min", "mL/min", "mbar", "wt%", "at%"];

    /// <summary>A heading's name and unit; null where it has none.</summary>
    public static (string Name, string? Unit) Split(string heading)
    {
        heading = heading.Trim();
        if (heading.Length > 2 && heading[^1] is ')' or ']' or '}' && heading.LastIndexOfAny(['(', '[', '{']) is >= 1 and var open)
        {
            var unit = heading[(open + 1)..^1].Trim();
            return IsUnit(unit) ? (heading[..open].Trim(' ', '_'), unit) : (heading, null);
        }

        if (heading.LastIndexOf(" / ", StringComparison.Ordinal) is > 0 and var slash && IsUnit(heading[(slash + 3)..].Trim()))
        {
            return (heading[..slash].Trim(), heading[(slash + 3)..].Trim());
        }

        return (heading, null);
    }

    /// <summary>Whether a word is a unit that is known, or is often written so.</summary>
    public static bool IsUnit(string word) =>
        word.Length is > 0 and <= 24 && (Spelt.Contains(word) || !IsPlainNumber(word) && Unit.TryParse(word, out _));

    private static bool IsPlainNumber(string word) => word.All(letter => char.IsAsciiDigit(letter) || letter is '.' or '-' or '+' or ',' or 'e' or 'E');
}
