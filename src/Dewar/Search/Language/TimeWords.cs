using System.Globalization;
using System.Text.RegularExpressions;

namespace Dewar.Search;

/// <summary>Times as people write them in a query, each a span: a day lasts from midnight to midnight, in the site's zone.</summary>
internal sealed partial class TimeWords(TimeProvider time)
{
    private static readonly (string Format, Func<DateTime, DateTime> End)[] Forms =
    [
        ("yyyy", at => at.AddYears(1)), ("yyyy-MM", at => at.AddMonths(1)), ("yyyy-MM-dd", at => at.AddDays(1)),
        ("yyyy-MM-ddTHH", at => at.AddHours(1)), ("yyyy-MM-ddTHH:mm", at => at.AddMinutes(1)), ("yyyy-MM-dd HH:mm", at => at.AddMinutes(1)),
        ("yyyy-MM-ddTHH:mm:ss", at => at.AddSeconds(1)), ("yyyy-MM-dd HH:mm:ss", at => at.AddSeconds(1)),
    ];

    /// <summary>When it begins and when it has ended; null when it is no time.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Span(string text)
    {
        text = text.Trim();
        foreach (var (format, end) in Forms)
        {
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                return local.Year > 9990 ? null : (Instant(local), Instant(end(local)));
            }
        }

        if (text.Length > 16 && DateTimeOffset.TryParseExact(text, ["yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mmzzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact))
        {
            return (exact, exact.AddSeconds(1));
        }

        return Day(text.ToLowerInvariant()) ?? Ago(text);
    }

    private (DateTimeOffset From, DateTimeOffset To)? Day(string word)
    {
        var today = time.GetLocalNow().Date;
        // Weeks begin on Monday (ISO 8601). Tuesday is the last one that is over, or begun.
        var week = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        return word switch
        {
            "today" => Days(today, 1),
            "yesterday" => Days(today.AddDays(-1), 1),
            "this week" => Days(week, 7),
            "last week" => Days(week.AddDays(-7), 7),
            "this month" => (Instant(today.AddDays(1 - today.Day)), Instant(today.AddDays(1 - today.Day).AddMonths(1))),
            "last month" => (Instant(today.AddDays(1 - today.Day).AddMonths(-1)), Instant(today.AddDays(1 - today.Day))),
            "this year" => Days(new(today.Year, 1, 1), DateTime.IsLeapYear(today.Year) ? 366 : 365),
            _ when Enum.TryParse<DayOfWeek>(word.Replace("last ", "", StringComparison.Ordinal), ignoreCase: true, out var day) && !char.IsAsciiDigit(word[^1]) =>
                Days(today.AddDays(-((today.DayOfWeek - day + 7) % 7 is 0 and var same ? same + (word.StartsWith("last", StringComparison.Ordinal) ? 7 : 0) : (today.DayOfWeek - day + 7) % 7)), 1),
            _ => null,
        };
    }

    // 7d: from seven days ago until now.
    private (DateTimeOffset From, DateTimeOffset To)? Ago(string text)
    {
        if (Back.Match(text) is not { Success: true } back || !int.TryParse(back.Groups["n"].ValueSpan, out var count) || count > 100_000)
        {
            return null;
        }

        var now = time.GetUtcNow();
        return (now - back.Groups["u"].Value switch
        {
            "min" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            "d" => TimeSpan.FromDays(count),
            _ => TimeSpan.FromDays(7 * count),
        }, now.AddTicks(1));
    }

    private (DateTimeOffset From, DateTimeOffset To) Days(DateTime first, int count) => (Instant(first), Instant(first.AddDays(count)));

    private DateTimeOffset Instant(DateTime local) => new(local, time.LocalTimeZone.GetUtcOffset(local));

    [GeneratedRegex(@"^(?<n>[0-9]{1,6})\s?(?<u>min|h|d|w)$", RegexOptions.CultureInvariant)]
    private static partial Regex Back { get; }
}
