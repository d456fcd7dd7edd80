using System.Globalization;
using System.Text;

namespace Dewar.Reservations;

/// <summary>How others write times.</summary>
internal static class ForeignTime
{
    /// <summary>ISO 8601; without an offset it is meant in the zone. Null for what is no time.</summary>
    public static DateTimeOffset? Iso(string text, Zone zone) =>
        !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || at.Year is < 1970 or > 2200 ? null
        : HasOffset(text) ? at.ToUniversalTime() : zone.At(at.UtcDateTime);

    /// <summary>By a form as strptime has it: %Y-%m-%dT%H:%M:%S%z.</summary>
    public static DateTimeOffset? Parse(string text, string form, Zone zone)
    {
        var pattern = Pattern(form);
        return form.Contains("%z", StringComparison.Ordinal)
            ? DateTimeOffset.TryParseExact(text, [pattern, pattern.Replace("zzz", "'Z'", StringComparison.Ordinal)], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null
            : DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? zone.At(local) : null;
    }

    /// <summary>By a form as strftime has it.</summary>
    public static string Write(DateTimeOffset at, string form, Zone zone)
    {
        var local = zone.Local(at);
        return new DateTimeOffset(local, local - at.UtcDateTime).ToString(Pattern(form), CultureInfo.InvariantCulture);
    }

    /// <exception cref="FormatException">It has a letter that is not known.</exception>
    public static string Pattern(string form)
    {
        var pattern = new StringBuilder();
        for (var at = 0; at < form.Length; at++)
        {
            pattern.Append(form[at] != '%' ? $"\\{form[at]}" : ++at < form.Length ? form[at] switch
            {
                'Y' => "yyyy",
                'y' => "yy",
                'm' => "MM",
                'd' => "dd",
                'H' => "HH",
                'I' => "hh",
                'M' => "mm",
                'S' => "ss",
                'p' => "tt",
                'f' => "FFFFFF",
                'z' => "zzz",
                'B' => "MMMM",
                'b' => "MMM",
                'A' => "dddd",
                'a' => "ddd",
                '%' => "\\%",
                var letter => throw new FormatException($"%{letter} is not known in a form of times; %Y, %m, %d, %H, %M, %S, %f, %z, %I, %p, %y, %b, %B, %a and %A are."),
            } : throw new FormatException("A form of times ends with %."));
        }

        return pattern.ToString();
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.EndsWith('z') || text.Length > 10 && text.AsSpan(10).IndexOfAny('+', '-') >= 0;
}
