namespace Dewar.Reservations;

/// <summary>The local times of a rule, in order. The start is always the first of them (RFC 5545, 3.8.5.3).</summary>
/// <param name="exists">False for local times that the clocks pass over: such instances are left out and not counted.</param>
internal sealed class Recurrence(RecurrenceRule rule, DateTime start, Func<DateTime, bool> exists, CalendarBudget budget)
{
    private readonly DaysOfRule _days = new(rule, start);

    /// <param name="to">Also the rule's UNTIL, if that is earlier.</param>
    public IEnumerable<DateTime> Between(DateTime from, DateTime to)
    {
        var left = rule.Count ?? long.MaxValue;
        left--;
        if (start >= from && start <= to)
        {
            yield return start;
        }

        if (left == 0)
        {
            yield break;
        }

        foreach (var time in Times(from, to))
        {
            if (time > to)
            {
                yield break;
            }

            budget.Spend(1);
            if (time <= start || !exists(time))
            {
                continue;
            }

            if (time >= from)
            {
                yield return time;
            }

            if (--left == 0)
            {
                yield break;
            }
        }
    }

    private IEnumerable<DateTime> Times(DateTime from, DateTime to) => rule.Frequency < Frequency.Daily ? WithinDays(from, to) : ByDays(from, to).SelectMany(days => Chosen(days, TimesOfDay()));

    /// <summary>The days of each year, month, week or day that is the rule's turn. Counting needs all from the start; else what lies before the window is stepped over.</summary>
    private IEnumerable<List<DateTime>> ByDays(DateTime from, DateTime to)
    {
        var first = rule.Frequency switch
        {
            Frequency.Yearly => new DateTime(start.Year, 1, 1),
            Frequency.Monthly => new DateTime(start.Year, start.Month, 1),
            Frequency.Weekly => DaysOfRule.WeekOf(start.Date, rule.WeekStart),
            _ => start.Date,
        };
        var skipped = rule.Count is not null || from <= start ? 0 : rule.Frequency switch
        {
            Frequency.Yearly => from.Year - first.Year,
            Frequency.Monthly => (from.Year - first.Year) * 12 + from.Month - first.Month,
            Frequency.Weekly => (from.Date - first).Days / 7,
            _ => (from.Date - first).Days,
        };
        var most = rule.Frequency switch
        {
            Frequency.Yearly => to.Year - first.Year,
            Frequency.Monthly => (to.Year - first.Year) * 12 + to.Month - first.Month,
            Frequency.Weekly => (to - first).Days / 7,
            _ => (to - first).Days,
        };
        for (var turn = (long)skipped / rule.Interval; to >= first; turn++)
        {
            var steps = turn * rule.Interval;
            if (steps > most)
            {
                yield break;
            }

            var (begin, end) = rule.Frequency switch
            {
                Frequency.Yearly => (first.AddYears((int)steps), first.AddYears((int)steps + 1)),
                Frequency.Monthly => (first.AddMonths((int)steps), first.AddMonths((int)steps + 1)),
                Frequency.Weekly => (first.AddDays(7 * steps), first.AddDays(7 * steps + 7)),
                _ => (first.AddDays(steps), first.AddDays(steps + 1)),
            };
            var days = new List<DateTime>();
            for (var day = _days.NextMonth(begin); day < end; day = _days.NextMonth(day.AddDays(1)))
            {
                budget.Spend(1);
                if (_days.Fits(day))
                {
                    days.Add(day);
                }
            }

            budget.Spend(1);
            yield return days;
        }
    }

    /// <summary>Hours, minutes and seconds. What can't fit is stepped over by days, hours and minutes.</summary>
    private IEnumerable<DateTime> WithinDays(DateTime from, DateTime to)
    {
        var (step, at) = rule.Frequency switch
        {
            Frequency.Hourly => (TimeSpan.FromHours(1), start.Date.AddHours(start.Hour)),
            Frequency.Minutely => (TimeSpan.FromMinutes(1), start.AddSeconds(-start.Second)),
            _ => (TimeSpan.FromSeconds(1), start),
        };
        // An interval of ages has no second turn.
        step = new(Math.Min(step.Ticks * rule.Interval, TimeSpan.FromDays(400_000).Ticks));
        at = rule.Count is null && from > at ? at + step * Math.Max(0, (from - at).Ticks / step.Ticks - 1) : at;
        while (at <= to)
        {
            budget.Spend(1);
            DateTime? later = !_days.Fits(at.Date) ? at.Date.AddDays(1)
                : rule.Hours.Count > 0 && !rule.Hours.Contains(at.Hour) ? at.Date.AddHours(at.Hour + 1)
                : rule.Frequency < Frequency.Hourly && rule.Minutes.Count > 0 && !rule.Minutes.Contains(at.Minute) ? at.Date.AddMinutes(at.Hour * 60 + at.Minute + 1)
                : null;
            if (later is { } then)
            {
                at += step * Math.Max(1, ((then - at).Ticks + step.Ticks - 1) / step.Ticks);
                continue;
            }

            if (rule.Frequency > Frequency.Secondly || rule.Seconds.Count == 0 || rule.Seconds.Contains(at.Second))
            {
                foreach (var time in Chosen([at.Date], TimesOfTurn(at)))
                {
                    yield return time;
                }
            }

            at += step;
        }
    }

    private List<TimeSpan> TimesOfDay() => Clock(Or(rule.Hours, start.Hour), Or(rule.Minutes, start.Minute), Or(rule.Seconds, start.Second));

    private List<TimeSpan> TimesOfTurn(DateTime at) => rule.Frequency switch
    {
        Frequency.Hourly => Clock([at.Hour], Or(rule.Minutes, start.Minute), Or(rule.Seconds, start.Second)),
        Frequency.Minutely => Clock([at.Hour], [at.Minute], Or(rule.Seconds, start.Second)),
        _ => [at.TimeOfDay],
    };

    private static List<TimeSpan> Clock(IReadOnlyList<int> hours, IReadOnlyList<int> minutes, IReadOnlyList<int> seconds) =>
        [.. (from hour in hours from minute in minutes from second in seconds select new TimeSpan(hour, minute, Math.Min(second, 59))).Distinct().Order()];

    private static IReadOnlyList<int> Or(IReadOnlyList<int> said, int otherwise) => said.Count > 0 ? said : [otherwise];

    /// <summary>All times of a turn, or those that BYSETPOS names.</summary>
    private IEnumerable<DateTime> Chosen(List<DateTime> days, List<TimeSpan> times)
    {
        if (rule.Positions.Count == 0)
        {
            return days.SelectMany(day => times.Select(time => day + time));
        }

        var count = (long)days.Count * times.Count;
        return rule.Positions.Select(position => position > 0 ? position - 1 : count + position).Where(position => position >= 0 && position < count).Distinct().Order()
            .Select(position => days[(int)(position / times.Count)] + times[(int)(position % times.Count)]);
    }
}
