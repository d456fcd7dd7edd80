namespace Dewar.Reservations;

/// <summary>What a calendar holds within a window.</summary>
/// <param name="Events">How many events there are in all, with those outside the window.</param>
/// <param name="Warnings">What was left out, with the line and the reason.</param>
internal sealed record CalendarContent(IReadOnlyList<Occurrence> Occurrences, int Events, IReadOnlyList<string> Warnings);

/// <summary>
/// Reads iCalendar files (RFC 5545). Events that are not well formed are left out with a warning, the others are used; a file that is none, or only a
/// part of one, is a <see cref="CalendarFault"/>.
/// </summary>
internal static class ICalendar
{
    private const int MostWarnings = 50;

    /// <param name="floating">The zone of times that name none, unless the calendar says one.</param>
    public static CalendarContent Read(byte[] file, DateTimeOffset from, DateTimeOffset to, Zone floating)
    {
        var (warnings, found, count, budget) = (new List<string>(), new List<Occurrence>(), 0, new CalendarBudget());
        foreach (var calendar in Component.Read(file, warnings).Where(each => each.Name == "VCALENDAR"))
        {
            var zones = new Zones(calendar.First("X-WR-TIMEZONE") is { } named ? Zones.Named(named.Text) ?? floating : floating, budget);
            calendar.Children.Where(each => each.Name == "VTIMEZONE").ToList().ForEach(zones.Add);
            var events = Events(calendar, zones, warnings, ref count);
            // METHOD:CANCEL is a message that takes back what it names.
            var revoked = calendar.First("METHOD")?.Value.Trim().ToUpperInvariant() == "CANCEL";
            foreach (var said in events.GroupBy(each => each.Uid))
            {
                Expand(new(said, zones, budget), from, to, revoked, found, warnings, said.First().Line);
            }
        }

        var distinct = found.GroupBy(each => each.Id).Select(each => each.MaxBy(one => one.Event.Revision)!).OrderBy(each => each.StartsAt).ToList();
        return new(distinct, count, warnings.Count <= MostWarnings ? warnings : [.. warnings[..MostWarnings], $"and {warnings.Count - MostWarnings} more"]);
    }

    private static List<CalendarEvent> Events(Component calendar, Zones zones, List<string> warnings, ref int count)
    {
        var events = new List<CalendarEvent>();
        foreach (var component in calendar.Children.Where(each => each.Name == "VEVENT"))
        {
            count++;
            try
            {
                events.Add(CalendarEvent.Of(component, zones, warnings));
            }
            catch (CalendarFault fault)
            {
                warnings.Add($"The event of line {component.Line} is left out: {fault.Message}.");
            }
        }

        return events;
    }

    /// <summary>A series is taken whole or not at all.</summary>
    private static void Expand(Series series, DateTimeOffset from, DateTimeOffset to, bool revoked, List<Occurrence> found, List<string> warnings, int line)
    {
        try
        {
            var instances = series.Between(from.UtcDateTime, to.UtcDateTime).ToList();
            if (found.Count + instances.Count > CalendarBudget.MostOccurrences)
            {
                throw new CalendarFault(line, $"the calendar has more than {CalendarBudget.MostOccurrences} events within the time that is looked at");
            }

            found.AddRange(revoked ? instances.Select(each => each with { Cancelled = true }) : instances);
        }
        catch (CalendarFault fault)
        {
            warnings.Add($"The event of line {line} is left out: {fault.Message}.");
        }
    }
}
