namespace Dewar.Reservations;

/// <summary>A time zone: which local time belongs to which instant. Instants and local times are both plain numbers here; the names say which is which.</summary>
internal abstract class Zone
{
    private static readonly TimeSpan Around = TimeSpan.FromHours(26);

    public static Zone Utc { get; } = new NamedZone("UTC", TimeZoneInfo.Utc);

    public abstract string Name { get; }

    public abstract TimeSpan OffsetAt(DateTime utc);

    public DateTime ToLocal(DateTime utc) => DateTime.SpecifyKind(utc + OffsetAt(utc), DateTimeKind.Unspecified);

    /// <summary>
    /// The instant of a local time. One that comes twice is its first coming; one that the clocks pass over is counted with the offset before the gap
    /// (RFC 5545, 3.3.5).
    /// </summary>
    public DateTime ToUtc(DateTime local) => Find(local).Utc;

    /// <summary>False for what the clocks pass over in spring.</summary>
    public bool Exists(DateTime local) => Find(local).Exists;

    public DateTimeOffset At(DateTime local) => new(ToUtc(local), TimeSpan.Zero);

    public DateTime Local(DateTimeOffset instant) => ToLocal(instant.UtcDateTime);

    private (DateTime Utc, bool Exists) Find(DateTime local)
    {
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var (before, after) = (OffsetAt(wall - Around), OffsetAt(wall + Around));
        var first = wall - before;
        return OffsetAt(first) == before ? (first, true) : OffsetAt(wall - after) == after ? (wall - after, true) : (first, false);
    }
}

/// <summary>A zone of the IANA database.</summary>
internal sealed class NamedZone(string name, TimeZoneInfo rules) : Zone
{
    public override string Name => name;

    public override TimeSpan OffsetAt(DateTime utc) => rules.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}

/// <summary>A zone whose rules a calendar brings itself.</summary>
internal sealed class WrittenZone : Zone
{
    private const int LastYear = 2150, MostChanges = 20_000;

    private readonly List<(DateTime Utc, TimeSpan Offset)> _changes = [];
    private readonly TimeSpan _first;

    private WrittenZone(string name, List<(DateTime Utc, TimeSpan From, TimeSpan To)> changes)
    {
        Name = name;
        changes.Sort((one, other) => one.Utc.CompareTo(other.Utc));
        _first = changes[0].From;
        _changes.AddRange(changes.Select(each => (each.Utc, each.To)));
    }

    public override string Name { get; }

    public override TimeSpan OffsetAt(DateTime utc)
    {
        var (low, high) = (0, _changes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _changes[middle].Utc <= utc ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? _first : _changes[low - 1].Offset;
    }

    public static WrittenZone Of(string name, Component zone, CalendarBudget budget)
    {
        budget.Begin(zone.Line);
        var changes = new List<(DateTime Utc, TimeSpan From, TimeSpan To)>();
        foreach (var part in zone.Children.Where(each => each.Name is "STANDARD" or "DAYLIGHT"))
        {
            var (from, to) = (CalendarValue.Offset(part.Required("TZOFFSETFROM")), CalendarValue.Offset(part.Required("TZOFFSETTO")));
            var start = CalendarValue.Local(part.Required("DTSTART"));
            var onsets = new List<DateTime> { start };
            foreach (var line in part.All("RRULE"))
            {
                var rule = RecurrenceRule.Parse(line);
                var until = rule.Until is { } text ? CalendarValue.Until(line.Number, text, utc => utc + from) : new DateTime(LastYear, 12, 31);
                onsets.AddRange(new Recurrence(rule, start, _ => true, budget).Between(start, until < new DateTime(LastYear, 12, 31) ? until : new DateTime(LastYear, 12, 31)));
            }

            onsets.AddRange(part.All("RDATE").SelectMany(line => line.Value.Split(',').Select(text => CalendarValue.Local(line with { Value = text }))));
            changes.AddRange(onsets.Distinct().Select(onset => (DateTime.SpecifyKind(onset - from, DateTimeKind.Utc), from, to)));
        }

        return changes.Count is > 0 and < MostChanges ? new(name, changes) : throw new CalendarFault(zone.Line, "this time zone has no STANDARD and no DAYLIGHT, or too many changes");
    }
}
