using System.Globalization;
using System.Text.RegularExpressions;
using Dewar.Sdk;

namespace Dewar.Formats.Bytes;

/// <summary>A date and a time as programs write them for people of many countries, with a doubt where day and month may
/// be swapped.</summary>
/// <param name="Local">The time on the wall; midnight when only a date is there.</param>
/// <param name="Doubt">Why it may be false; null when it can be read in one way only.</param>
internal readonly partial record struct WrittenTime(DateTime Local, string? Doubt)
{
    // The first letters of months in English, German, French, Spanish, Italian, Dutch, Portuguese.
    private static readonly string[][] Months =
    [
        ["jan", "ene", "gen"], ["feb", "fev", "fév"], ["mar", "mär", "mrz", "maa"], ["apr", "avr", "abr"], ["may", "mai", "mei", "mag"],
        ["jun", "juin", "giu"],
        ["jul", "juil", "lug"], ["aug", "aoû", "aou", "ago"], ["sep", "set"], ["oct", "okt", "ott", "out"], ["nov"],
        ["dec", "dez", "déc", "dic"],
    ];

    /// <summary>
    /// Understands 2016-08-27, 27.08.2016, 8/27/2016, 27/08/2016, 27-AUG-2016, Sat Aug 27 20:52:28 2016; times of 12 and 24 hours.
    /// </summary>
    /// <param name="date">The date; may have the time in it.</param>
    /// <param name="time">The time, where it stands apart.</param>
    /// <param name="near">A time that it is known to be near of: it decides between day and month.</param>
    public static WrittenTime? Read(string? date, string? time = null, DateTime? near = null)
    {
        if (date is null || date.Length > 200 || time?.Length > 200)
        {
            return null;
        }

        var clock = Clock.Match(time is { Length: > 0 } ? time : date);
        if (!clock.Success && time is { Length: > 0 })
        {
            clock = DottedClock.Match(time);
        }

        var half = clock.Success ? HalfOfDay(time is { Length: > 0 } ? time : date) : 0;
        var rest = clock.Success && time is not { Length: > 0 } ? date.Remove(clock.Index, clock.Length) : date;
        if (Day(rest, half != 0, near) is not var (day, doubt))
        {
            return null;
        }

        if (!clock.Success)
        {
            return new(day, doubt);
        }

        var hour = Number(clock.Groups["h"].ValueSpan);
        hour = half == 0 ? hour : hour % 12 + (half == 2 ? 12 : 0);
        var (minute, second) = (Number(clock.Groups["m"].ValueSpan), clock.Groups["s"].Success ? Number(clock.Groups["s"].ValueSpan) : 0);
        if (hour > 23 || minute > 59 || second > 59)
        {
            return new(day, doubt);
        }

        var fraction = clock.Groups["f"].Success ? double.Parse("0." + clock.Groups["f"].Value, CultureInfo.InvariantCulture) : 0;
        return new(day.AddHours(hour).AddMinutes(minute).AddSeconds(second).AddTicks((long)(fraction * TimeSpan.TicksPerSecond)), doubt);
    }

    private static (DateTime Day, string? Doubt)? Day(string text, bool twelveHours, DateTime? near)
    {
        if (YearFirst.Match(text) is { Success: true } iso)
        {
            return Day(iso, "y", "m", "d") is { } day ? (day, null) : null;
        }

        if (Numbers.Match(text) is { Success: true } numbers)
        {
            return OfNumbers(numbers, twelveHours, near);
        }

        var words = text.Split([' ', '-', ',', '.', '/', '\u2028', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var month = 0;
        var (dayOfMonth, year) = (0, 0);
        foreach (var word in words)
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                (dayOfMonth, year) = number is > 0 and <= 31 && dayOfMonth == 0 ? (number, year) : (dayOfMonth, number);
            }
            else if (Array.FindIndex(Months, names => names.Any(name => word.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
                is >= 0 and var found)
            {
                month = found + 1;
            }
        }

        return month > 0 && dayOfMonth > 0 && Valid(Century(year), month, dayOfMonth) is { } named ? (named, null) : null;
    }

    private static (DateTime Day, string? Doubt)? OfNumbers(Match numbers, bool twelveHours, DateTime? near)
    {
        var (dayFirst, monthFirst) = (Day(numbers, "y", "b", "a"), Day(numbers, "y", "a", "b"));
        if (dayFirst is null || monthFirst is null || dayFirst == monthFirst)
        {
            return (dayFirst ?? monthFirst) is { } only ? (only, null) : null;
        }

        if (numbers.Groups["sep"].ValueSpan is ".")
        {
            return (dayFirst.Value, null);
        }

        if (near is { } known)
        {
            var nearer = Math.Abs((known - dayFirst.Value).TotalDays) <= Math.Abs((known - monthFirst.Value).TotalDays)
                ? dayFirst.Value : monthFirst.Value;
            return (nearer, Math.Abs((known - nearer).TotalDays) > 3 ? "Day and month may be swapped." : null);
        }

        return (twelveHours ? monthFirst.Value : dayFirst.Value, $"Day and month may be swapped: the file says '{numbers.Value}'.");
    }

    private static DateTime? Day(Match match, string year, string month, string day) =>
        Valid(Year(match.Groups[year].ValueSpan), Number(match.Groups[month].ValueSpan), Number(match.Groups[day].ValueSpan));

    private static DateTime? Valid(int year, int month, int day) =>
        year is > 1900 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateTime(year, month, day) : null;

    private static int Year(ReadOnlySpan<char> digits) => digits.Length == 2 ? Century(Number(digits)) : Number(digits);

    private static int Century(int year) => year >= 100 ? year : year < 70 ? year + 2000 : year + 1900;

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    // 0: not said; 1: before noon; 2: after noon.
    private static int HalfOfDay(string text) =>
        Afternoon.IsMatch(text) ? 2 : Morning.IsMatch(text) ? 1 : 0;

    [GeneratedRegex(@"(?<![\d])(?<h>[0-9]{1,2}):(?<m>[0-9]{2})(:(?<s>[0-9]{2})([.,](?<f>[0-9]{1,9}))?)?")]
    private static partial Regex Clock { get; }

    [GeneratedRegex(@"(?<![\d])(?<h>[0-9]{1,2})[.hH](?<m>[0-9]{2})([.m](?<s>[0-9]{2}))?")]
    private static partial Regex DottedClock { get; }

    [GeneratedRegex(@"(?<![\d])(?<y>[0-9]{4})(?<sep>[-/.])\s?(?<m>[0-9]{1,2})[-/.]\s?(?<d>[0-9]{1,2})(?![\d])")]
    private static partial Regex YearFirst { get; }

    [GeneratedRegex(@"(?<![\d])(?<a>[0-9]{1,2})(?<sep>[-/.])\s?(?<b>[0-9]{1,2})[-/.]\s?(?<y>[0-9]{4}|[0-9]{2})(?![\d])")]
    private static partial Regex Numbers { get; }

    [GeneratedRegex(@"\bp\.?\s?m\b|nachm|下午|오후|午後", RegexOptions.IgnoreCase)]
    private static partial Regex Afternoon { get; }

    [GeneratedRegex(@"\ba\.?\s?m\b|vorm|上午|오전|午前", RegexOptions.IgnoreCase)]
    private static partial Regex Morning { get; }
}
