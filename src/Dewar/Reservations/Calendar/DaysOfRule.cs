namespace Dewar.Reservations;

/// <summary>Which days fit a rule. What it leaves open is taken from the start (RFC 5545, 3.3.10).</summary>
internal sealed class DaysOfRule
{
    private readonly RecurrenceRule _rule;
    private readonly IReadOnlyList<int> _months, _monthDays;
    private readonly IReadOnlyList<(int? Which, DayOfWeek Day)> _weekdays;

    /// <summary>"The first Monday" is meant in the month, else in the year.</summary>
    private readonly bool _inMonth;

    public DaysOfRule(RecurrenceRule rule, DateTime start)
    {
        _rule = rule;
        var saysDays = rule.MonthDays.Count + rule.YearDays.Count + rule.Weekdays.Count > 0;
        _months = rule is { Frequency: Frequency.Yearly, Months.Count: 0, Weeks.Count: 0 } && !saysDays ? [start.Month] : rule.Months;
        _monthDays = rule.Frequency switch
        {
            Frequency.Yearly when !saysDays && rule.Weeks.Count == 0 => [start.Day],
            Frequency.Monthly when !saysDays => [start.Day],
            _ => rule.MonthDays,
        };
        _weekdays = !saysDays && (rule.Frequency == Frequency.Weekly || rule is { Frequency: Frequency.Yearly, Weeks.Count: > 0 }) ? [(null, start.DayOfWeek)] : rule.Weekdays;
        _inMonth = rule.Frequency == Frequency.Monthly || rule.Months.Count > 0;
    }

    /// <summary>This day, or if its month is none of the rule's, the first day of the next: a year need not be looked through.</summary>
    public DateTime NextMonth(DateTime day) =>
        _months.Count == 0 || _rule.Frequency < Frequency.Monthly || _months.Contains(day.Month) ? day : new DateTime(day.Year, day.Month, 1).AddMonths(1) is var next && _months.Contains(next.Month) ? next
        : next.Month == 1 ? next : NextMonth(next);

    public bool Fits(DateTime day)
    {
        if (_months.Count > 0 && !_months.Contains(day.Month))
        {
            return false;
        }

        var (ofMonth, ofYear) = (DateTime.DaysInMonth(day.Year, day.Month), DateTime.IsLeapYear(day.Year) ? 366 : 365);
        return (_monthDays.Count == 0 || _monthDays.Contains(day.Day) || _monthDays.Contains(day.Day - ofMonth - 1))
            && (_rule.YearDays.Count == 0 || _rule.YearDays.Contains(day.DayOfYear) || _rule.YearDays.Contains(day.DayOfYear - ofYear - 1))
            && (_weekdays.Count == 0 || _weekdays.Any(each => each.Day == day.DayOfWeek && (each.Which is not { } which || Is(which, day, ofMonth, ofYear))))
            && (_rule.Weeks.Count == 0 || WeekNumber(day) is var (week, weeks) && (_rule.Weeks.Contains(week) || _rule.Weeks.Contains(week - weeks - 1)));
    }

    public static DateTime WeekOf(DateTime day, DayOfWeek start) => day.AddDays(-((day.DayOfWeek - start + 7) % 7));

    private bool Is(int which, DateTime day, int ofMonth, int ofYear)
    {
        var (number, length) = _inMonth ? (day.Day, ofMonth) : (day.DayOfYear, ofYear);
        return which > 0 ? (number - 1) / 7 + 1 == which : -((length - number) / 7 + 1) == which;
    }

    /// <summary>The number of the day's week, and how many its year has. The first week of a year has at least four days in it: its fourth day decides.</summary>
    private (int Week, int Weeks) WeekNumber(DateTime day)
    {
        var fourth = WeekOf(day, _rule.WeekStart).AddDays(3);
        var end = new DateTime(fourth.Year, 12, 31);
        var last = end.AddDays(-((end.DayOfWeek - fourth.DayOfWeek + 7) % 7));
        return ((fourth.DayOfYear - 1) / 7 + 1, (last.DayOfYear - 1) / 7 + 1);
    }
}
