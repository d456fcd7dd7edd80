using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>Times as programs print them. Day before month and month before day can't be told apart and are not guessed.</summary>
internal static class TimeText
{
    private static readonly string[] Formats =
    [
        "ddd MMM d HH:mm:ss yyyy", "ddd MMM d HH:mm:ss.FFFFFFF yyyy", "MMM d HH:mm:ss yyyy", "ddd, d MMM yyyy HH:mm:ss", "ddd, d MMM yyyy h:mm:ss tt", "d MMM yyyy HH:mm:ss",
        "d-MMM-yyyy HH:mm:ss", "dd-MMM-yyyy H:mm:ss", "MMM d, yyyy HH:mm:ss.FFFFFFF", "MMM d, yyyy HH:mm:ss", "yyyy/MMM/d HH:mm:ss.FFFFFFF", "yyyy/MMM/d HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm",
        "yyyy/MM/dd HH:mm:ss.FFFFFFF", "yyyy/MM/dd HH:mm:ss", "yyyy:MM:dd HH:mm:ss", "yyyy-MM-dd", "yyyy/MM/dd", "d-MMM-yyyy", "d MMM yyyy", "yyyyMMddTHHmmss", "yyyyMMdd HHmmss",
    ];

    private static readonly string[] Zones = ["zzz", "K"];

    /// <summary>The time, with its zone when it stands there; null when it is none that is known.</summary>
    public static FileTime? Parse(string? text)
    {
        var words = text?.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words.Length is 0 or > 8)
        {
            return null;
        }

        // Fractions of more than seven digits are cut to what a time can hold.
        words = [.. words.Select(word => word.LastIndexOf('.') is > 0 and var point && word.Length > point + 8 && word.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? word[..(point + 8)] : word)];

        // A zone of letters before the year, as `date` prints it, is not unique; only that of universal time is.
        var universal = words[^1] is "UTC" or "GMT" || words.Length == 6 && words[4] is "UTC" or "GMT";
        if (words.Length == 6 && words[4].Length is >= 3 and <= 4 && words[4].All(char.IsAsciiLetterUpper) && words[5].Length == 4)
        {
            words = [.. words[..4], words[5]];
        }

        var plain = string.Join(' ', words[^1] is "UTC" or "GMT" ? words[..^1] : words);
        if (DateTime.TryParseExact(plain, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return new(local, universal ? TimeSpan.Zero : null);
        }

        foreach (var zone in Zones)
        {
            foreach (var format in Formats)
            {
                if (format.Length > 12
                    && plain.Length > 16
                    && (plain[^1] == 'Z' || plain[^6..].IndexOfAny(['+', '-']) >= 0)
                    && DateTimeOffset.TryParseExact(plain, [format + zone, $"{format} {zone}"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                {
                    return new(instant.DateTime, instant.Offset);
                }
            }
        }

        return null;
    }
}
