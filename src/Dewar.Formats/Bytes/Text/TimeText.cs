using System.Globalization;
using System.Text.RegularExpressions;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>
/// Times as people and programs write them. What may be read in two ways (03/04/2021) is no time here; <see cref="WrittenTime"/> guesses.
/// </summary>
internal static partial class TimeText
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The time that a text is; null when it is none.</summary>
    public static FileTime? Parse(string? text)
    {
        text = text?.Trim() ?? "";
        if (text.Length is < 8 or > 48 || !text.Any(char.IsAsciiDigit))
        {
            return null;
        }

        foreach (var form in (Regex[])[YearFirst, DayFirst, NamedMonth, MonthFirst, Packed])
        {
            if (form.Match(text) is { Success: true } match)
            {
                return Of(match);
            }
        }

        return null;
    }

    /// <summary>Whether it is a time of day alone: 13:40:25.811.</summary>
    public static bool IsTimeOfDay(string text) => TimeOnly.IsMatch(text);

    private static FileTime? Of(Match match)
    {
        var (year, month, day) = (Number(match, "y"), Month(match), Number(match, "d"));
        if (match.Groups["a"].Success)
        {
            // Day and month in either order: only one of them can be above twelve.
            var (a, b) = (Number(match, "a"), Number(match, "b"));
            if (a <= 12 && b <= 12 && a != b && match.Groups["sep"].Value == "/")
            {
                return null;
            }

            (day, month) = b > 12 ? (b, a) : (a, b);
        }

        var hour = Number(match, "h");
        hour = match.Groups["ap"].Value.ToLowerInvariant() switch
        {
            "pm" when hour < 12 => hour + 12,
            "am" when hour == 12 => 0,
            _ => hour,
        };
        if (year is < 1900 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || Number(match, "m") > 59 || Number(match, "s") > 60 || !TryZone(match.Groups["z"].Value, out var zone))
        {
            return null;
        }

        var time = new DateTime(year, month, day, hour, Number(match, "m"), 0, DateTimeKind.Unspecified)
            .AddSeconds(Number(match, "s"));
        if (match.Groups["f"] is { Success: true, Value: var fraction })
        {
            time = time.AddTicks(long.Parse(fraction.PadRight(7, '0')[..7], CultureInfo.InvariantCulture));
        }

        return new(time, zone);
    }

    private static int Month(Match match) => match.Groups["mon"] is { Success: true, Value: var name }
        ? Array.IndexOf(Months, name[..3].ToLowerInvariant()) + 1
        : Number(match, "mo");

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var digits } ? int.Parse(digits) : 0;

    // No zone is no fault; one that is nowhere on the globe is.
    private static bool TryZone(string text, out TimeSpan? zone)
    {
        zone = null;
        if (text is "")
        {
            return true;
        }

        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        var span = digits.Length < 2 ? TimeSpan.Zero : new TimeSpan(int.Parse(digits[..2]), digits.Length >= 4 ? int.Parse(digits[2..4]) : 0, 0);
        zone = text.Contains('-') ? -span : span;
        return span <= TimeSpan.FromHours(14);
    }

    private const string Clock =
        @"((?:T|\s*,?\s+|_|\s*-\s*)(?<h>[0-9]{1,2})[:h.](?<m>[0-9]{2})(?:[:m.](?<s>[0-9]{2})(?:[.,:](?<f>[0-9]{1,18}))?)?s?" +
        @"\s*(?<ap>[AaPp][Mm])?\s*(?<z>Z|UTC|GMT|(?:UTC|GMT)?[+-][0-9]{2}:?(?:[0-9]{2})?)?)?$";

    private const string Named = @"(?<mon>(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)";

    [GeneratedRegex(
        @"^(?<y>[0-9]{4})[-/.:](?:(?<mo>[0-9]{1,2})|" + Named + @")[-/.:](?<d>[0-9]{1,2})" + Clock, RegexOptions.CultureInvariant)]
    private static partial Regex YearFirst { get; }

    [GeneratedRegex(
        @"^(?<y>[0-9]{4})(?<mo>[0-9]{2})(?<d>[0-9]{2})[T ](?<h>[0-9]{2})(?<m>[0-9]{2})(?<s>[0-9]{2})(?:[.,](?<f>[0-9]{1,18}))?(?<z>Z|[+-][0-9]{2}:?(?:[0-9]{2})?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Packed { get; }

    [GeneratedRegex(@"^(?<a>[0-9]{1,2})(?<sep>[-/.])(?<b>[0-9]{1,2})\k<sep>(?<y>[0-9]{4})" + Clock, RegexOptions.CultureInvariant)]
    private static partial Regex DayFirst { get; }

    [GeneratedRegex(
        @"^(?:[A-Za-z]{3,9},?\s+)?(?<d>[0-9]{1,2})[- .]+" + Named + @"[- .,]+(?<y>[0-9]{4})" + Clock, RegexOptions.CultureInvariant)]
    private static partial Regex NamedMonth { get; }

    // The C library's form: Mon Oct 21 14:36:50 2024, with a zone before the year from `date` (only that of universal time is one
    // place's alone); and October 21, 2024 2:36 PM.
    [GeneratedRegex(
        @"^(?:[A-Za-z]{3,9},?\s+)?" + Named + @"\.?\s+(?<d>[0-9]{1,2}),?\s+(?:" +
        @"(?<h>[0-9]{1,2}):(?<m>[0-9]{2}):(?<s>[0-9]{2})(?:[.](?<f>[0-9]{1,18}))?\s+(?:(?:(?<z>UTC|GMT)|[A-Z]{3,4})\s+)?(?<y>[0-9]{4})$" +
        @"|(?<y>[0-9]{4})(?:,?\s+(?<h>[0-9]{1,2}):(?<m>[0-9]{2})(?::(?<s>[0-9]{2})(?:[.](?<f>[0-9]{1,18}))?)?\s*(?<ap>[AaPp][Mm])?)?$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex MonthFirst { get; }

    [GeneratedRegex(@"^\s*[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,:][0-9]{1,9})?)?\s*([AaPp][Mm])?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex TimeOnly { get; }
}
