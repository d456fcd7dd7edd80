using System.Globalization;

namespace Dewar.Formats.Msa;

/// <summary>Numbers as instruments of many countries and ages write them.</summary>
internal static class MsaNumbers
{
    /// <summary>A whole value: "120.", "2.0 E-06", "1.5D+3", "0,5".</summary>
    public static double? Read(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length is 0 or > 40)
        {
            return null;
        }

        if (Parse(text) is { } number)
        {
            return number;
        }

        Span<char> plain = stackalloc char[text.Length];
        var length = 0;
        foreach (var letter in text)
        {
            if (letter is not ' ')
            {
                plain[length++] = letter switch
                {
                    'D' or 'd' => 'E',
                    ',' => '.',
                    _ => letter,
                };
            }
        }

        // Words with blanks are none: "1 2" is not twelve.
        return text.Contains(' ') && text.IndexOfAny("eEdD") < 0 ? null : Parse(plain[..length]);
    }

    /// <summary>The numbers of a line of data, between commas, blanks, tabs or semicolons.</summary>
    public static void ReadLine(ReadOnlySpan<char> line, List<double> into)
    {
        // With semicolons or tabs between the values, and no point, a comma is the decimal one.
        var decimalComma = line.IndexOfAny(';', '\t') >= 0 && !line.Contains('.') && line.Contains(',');
        var separators = decimalComma ? " ;\t" : " ,;\t";
        while (line.Length > 0)
        {
            var start = line.IndexOfAnyExcept(separators);
            if (start < 0)
            {
                return;
            }

            line = line[start..];
            var end = line.IndexOfAny(separators);
            var word = end < 0 ? line : line[..end];
            line = end < 0 ? [] : line[end..];
            if (Read(word) is { } number)
            {
                into.Add(number);
            }
        }
    }

    private static double? Parse(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
