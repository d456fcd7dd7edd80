namespace Dewar.Reservations;

/// <summary>One instance of an event, with its own time.</summary>
/// <param name="Id">The same as long as the instance is the same, wherever it is moved.</param>
internal sealed record Occurrence(CalendarEvent Event, string Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool Cancelled);

/// <summary>All that a calendar says about one UID: the event, and what became of single instances.</summary>
internal sealed class Series(IEnumerable<CalendarEvent> events, Zones zones, CalendarBudget budget)
{
    private readonly List<CalendarEvent> _events = [.. events];

    /// <summary>Those instances that touch the window.</summary>
    public IEnumerable<Occurrence> Between(DateTime from, DateTime to)
    {
        var master = Newest(_events.Where(each => each.Instead is null));
        var instead = _events.Where(each => each.Instead is not null).GroupBy(each => Key(master, each.Instead!)).ToDictionary(each => each.Key, each => Newest(each)!);
        var future = instead.Where(each => each.Value.AndFuture).OrderBy(each => each.Key).Select(each => each.Value).ToList();
        foreach (var (key, its) in instead)
        {
            if (Touches(its.Start.Utc, its.EndOf(its.Start), from, to))
            {
                yield return new(its, Id(its.Uid, key), new(its.Start.Utc), new(its.EndOf(its.Start)), its.Cancelled || master is { Cancelled: true });
            }
        }

        if (master is null)
        {
            yield break;
        }

        budget.Begin(master.Line);
        if (!master.Repeats)
        {
            if (!instead.ContainsKey(master.Start.Utc) && Touches(master.Start.Utc, master.EndOf(master.Start), from, to))
            {
                yield return new(master, master.Uid, new(master.Start.Utc), new(master.EndOf(master.Start)), master.Cancelled);
            }

            yield break;
        }

        foreach (var (start, end) in Instances(master, from, to, future).Where(each => !instead.ContainsKey(each.Start.Utc)))
        {
            if (Placed(master, start, end, future) is var (its, starts, ends) && Touches(starts, ends, from, to))
            {
                yield return new(its, Id(master.Uid, start.Utc), new(starts), new(ends), its.Cancelled || master.Cancelled);
            }
        }
    }

    /// <summary>By the rules and dates, without the exceptions, each once. The window is wider by what an instance may be long or moved.</summary>
    private List<(CalendarTime Start, DateTime End)> Instances(CalendarEvent master, DateTime from, DateTime to, List<CalendarEvent> future)
    {
        var (zone, start) = (master.Start.Zone, master.Start.Local);
        var wider = TimeSpan.FromDays(2) + future.Aggregate(master.EndOf(master.Start) - master.Start.Utc, (most, each) => Max(most, Max(Move(each).Duration(), each.EndOf(each.Start) - each.Start.Utc)));
        var (first, last) = (Clamped(from - start > wider ? from - wider : start), Clamped(to + wider));
        var found = new Dictionary<DateTime, (CalendarTime Start, DateTime End)>();
        void Keep(CalendarTime time, DateTime end)
        {
            if (found.TryAdd(time.Utc, (time, end)) && found.Count > CalendarBudget.MostOccurrences)
            {
                throw new CalendarFault(master.Line, $"it has more than {CalendarBudget.MostOccurrences} instances within the time that is looked at");
            }
        }

        foreach (var local in master.Rules.Count == 0 ? [start] : master.Rules.SelectMany(rule => Times(rule)))
        {
            Keep(master.Start with { Local = local }, master.EndOf(master.Start with { Local = local }));
        }

        foreach (var line in master.Dates)
        {
            foreach (var text in line.Value.Split(','))
            {
                var period = text.Split('/', 2);
                var time = CalendarValue.Time(line, period[0], zones);
                Keep(time, period.Length < 2 ? master.EndOf(time)
                    : period[1].TrimStart().StartsWith('P') ? CalendarValue.Duration(line.Number, period[1]).After(time) : CalendarValue.Time(line, period[1], zones).Utc);
            }
        }

        foreach (var gone in master.RulesOfExceptions.SelectMany(rule => Times(rule)))
        {
            found.Remove(zone.ToUtc(gone));
        }

        var exceptions = master.Exceptions.SelectMany(line => line.Value.Split(',').Select(text => CalendarValue.Time(line, text, zones))).ToList();
        var days = exceptions.Where(each => each.IsDate).Select(each => each.Local).ToHashSet();
        exceptions.ForEach(each => found.Remove(each.Utc));
        return [.. found.Values.Where(each => !days.Contains(each.Start.Local.Date)).OrderBy(each => each.Start.Utc)];

        IEnumerable<DateTime> Times(ContentLine line)
        {
            var rule = RecurrenceRule.Parse(line);
            var until = rule.Until is { } text ? CalendarValue.Until(line.Number, text, zone.ToLocal) : DateTime.MaxValue;
            until = master.Start.IsDate && until != DateTime.MaxValue ? until.Date : until;
            return new Recurrence(rule, start, local => master.Start.IsDate || zone.Exists(local), budget).Between(first, until < last ? until : last);
        }
    }

    /// <summary>As the last change that speaks of this instance and all later ones has it.</summary>
    private static (CalendarEvent Its, DateTime Start, DateTime End) Placed(CalendarEvent master, CalendarTime start, DateTime end, List<CalendarEvent> future) =>
        future.FindLast(each => each.Instead!.Utc <= start.Utc) is { } change && start with { Local = start.Local + Move(change) } is var moved
            ? (change, moved.Utc, change.EndOf(moved)) : (master, start.Utc, end);

    private static TimeSpan Move(CalendarEvent change) => change.Start.Local - change.Instead!.Zone.ToLocal(change.Instead.Utc);

    private static CalendarEvent? Newest(IEnumerable<CalendarEvent> said) => said.OrderBy(each => each.Revision).LastOrDefault();

    /// <summary>The instant of an instance. Some programs name only its day.</summary>
    private static DateTime Key(CalendarEvent? master, CalendarTime time) =>
        time.IsDate && master is { Start: { IsDate: false } start } ? (start with { Local = time.Local + start.Local.TimeOfDay }).Utc : time.Utc;

    private static string Id(string uid, DateTime key) => $"{uid}#{key:yyyyMMdd'T'HHmmss'Z'}";

    private static bool Touches(DateTime start, DateTime end, DateTime from, DateTime to) => start < to && (end > from || start >= from);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static DateTime Clamped(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
}
