using System.Globalization;

namespace Dewar.Reservations;

internal enum Frequency { Secondly, Minutely, Hourly, Daily, Weekly, Monthly, Yearly }

/// <summary>An RRULE as it is written. An empty list means that nothing was said.</summary>
internal sealed record RecurrenceRule(Frequency Frequency)
{
    private const int MostValues = 400;

    private static readonly string[] Days = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    public int Interval { get; init; } = 1;
    public long? Count { get; init; }

    /// <summary>As text: what it means depends on the zone of the start.</summary>
    public string? Until { get; init; }

    public IReadOnlyList<int> Seconds { get; init; } = [];
    public IReadOnlyList<int> Minutes { get; init; } = [];
    public IReadOnlyList<int> Hours { get; init; } = [];

    /// <summary>Which of that weekday in the month or year; null for all.</summary>
    public IReadOnlyList<(int? Which, DayOfWeek Day)> Weekdays { get; init; } = [];

    public IReadOnlyList<int> MonthDays { get; init; } = [];
    public IReadOnlyList<int> YearDays { get; init; } = [];
    public IReadOnlyList<int> Weeks { get; init; } = [];
    public IReadOnlyList<int> Months { get; init; } = [];
    public IReadOnlyList<int> Positions { get; init; } = [];
    public DayOfWeek WeekStart { get; init; } = DayOfWeek.Monday;

    public static RecurrenceRule Parse(ContentLine line)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in line.Value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length < 2 || !parts.TryAdd(pair[0], pair[1].ToUpperInvariant()))
            {
                throw new CalendarFault(line.Number, "the rule has a part without '=', or one twice");
            }
        }

        if (!Enum.TryParse<Frequency>(parts.GetValueOrDefault("FREQ"), ignoreCase: true, out var frequency) || char.IsAsciiDigit(parts["FREQ"][0]))
        {
            throw new CalendarFault(line.Number, "the rule's FREQ is none of SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY and YEARLY");
        }

        var stranger = parts.Keys.FirstOrDefault(key => key.ToUpperInvariant() is not ("FREQ" or "INTERVAL" or "COUNT" or "UNTIL" or "BYSECOND" or "BYMINUTE" or "BYHOUR" or "BYDAY" or "BYMONTHDAY"
            or "BYYEARDAY" or "BYWEEKNO" or "BYMONTH" or "BYSETPOS" or "WKST" or "RSCALE" or "SKIP") && !key.StartsWith("X-", StringComparison.OrdinalIgnoreCase));
        if (stranger is not null || parts.GetValueOrDefault("RSCALE", "GREGORIAN") != "GREGORIAN" || parts.GetValueOrDefault("SKIP", "OMIT") != "OMIT")
        {
            throw new CalendarFault(line.Number, "the rule has a part that RFC 5545 does not know");
        }

        IReadOnlyList<int> List(string key, int least, int most, bool signed = false) => parts.TryGetValue(key, out var text) ? Numbers(line.Number, key, text, least, most, signed) : [];

        var rule = new RecurrenceRule(frequency)
        {
            Interval = parts.TryGetValue("INTERVAL", out var interval) ? Numbers(line.Number, "INTERVAL", interval, 1, int.MaxValue, false)[0] : 1,
            Count = parts.TryGetValue("COUNT", out var count) ? Numbers(line.Number, "COUNT", count, 1, int.MaxValue, false)[0] : null,
            Until = parts.GetValueOrDefault("UNTIL"),
            Seconds = List("BYSECOND", 0, 60),
            Minutes = List("BYMINUTE", 0, 59),
            Hours = List("BYHOUR", 0, 23),
            Weekdays = parts.TryGetValue("BYDAY", out var days) ? [.. Limited(line.Number, days.Split(',')).Select(day => Weekday(line.Number, day))] : [],
            MonthDays = List("BYMONTHDAY", 1, 31, signed: true),
            YearDays = List("BYYEARDAY", 1, 366, signed: true),
            Weeks = List("BYWEEKNO", 1, 53, signed: true),
            Months = List("BYMONTH", 1, 12),
            Positions = List("BYSETPOS", 1, 366, signed: true),
            WeekStart = parts.TryGetValue("WKST", out var start) ? Weekday(line.Number, start).Day : DayOfWeek.Monday,
        };
        return rule.Weekdays.Any(day => day.Which is not null) && (frequency is not (Frequency.Monthly or Frequency.Yearly) || rule.Weeks.Count > 0)
            ? throw new CalendarFault(line.Number, "only months and years have a first or last of a weekday, and not beside BYWEEKNO") : rule;
    }

    private static (int? Which, DayOfWeek Day) Weekday(int line, string text)
    {
        var day = text.Length >= 2 ? Array.IndexOf(Days, text[^2..]) : -1;
        var which = text.Length > 2 ? Numbers(line, "BYDAY", text[..^2], 1, 53, signed: true)[0] : (int?)null;
        return day >= 0 ? (which, (DayOfWeek)day) : throw new CalendarFault(line, "the rule names a day that is none of MO, TU, WE, TH, FR, SA and SU");
    }

    private static int[] Numbers(int line, string key, string text, int least, int most, bool signed)
    {
        var numbers = Limited(line, text.Split(',')).Select(each => int.TryParse(each, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && (signed ? Math.Abs((long)number) : number) is var size && size >= least && size <= most ? number
            : throw new CalendarFault(line, $"the rule's {key} is no number from {least} to {most}")).ToArray();
        return numbers;
    }

    private static string[] Limited(int line, string[] values) => values.Length <= MostValues ? values : throw new CalendarFault(line, "the rule has too many values");
}
