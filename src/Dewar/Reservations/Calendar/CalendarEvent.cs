using System.Globalization;

namespace Dewar.Reservations;

/// <summary>Somebody whom a calendar names.</summary>
internal sealed record CalendarPerson(string Name, string Email)
{
    public string Shown => Name.Length > 0 ? Name : Email;
}

/// <summary>A VEVENT: an event, a series, or what became of one instance of a series.</summary>
internal sealed record CalendarEvent(string Uid, CalendarTime Start, int Line)
{
    public CalendarTime? End { get; private init; }
    public CalendarSpan? Span { get; private init; }

    /// <summary>The instance whose place this takes, by the time at which it was to start.</summary>
    public CalendarTime? Instead { get; private init; }

    /// <summary>It speaks of all later instances as well.</summary>
    public bool AndFuture { get; private init; }

    public IReadOnlyList<ContentLine> Rules { get; private init; } = [];
    public IReadOnlyList<ContentLine> RulesOfExceptions { get; private init; } = [];
    public IReadOnlyList<ContentLine> Dates { get; private init; } = [];
    public IReadOnlyList<ContentLine> Exceptions { get; private init; } = [];
    public (long Sequence, DateTime Stamp) Revision { get; private init; }
    public bool Cancelled { get; private init; }
    public string Summary { get; private init; } = "";
    public string Description { get; private init; } = "";
    public string Link { get; private init; } = "";
    public CalendarPerson? Organizer { get; private init; }
    public IReadOnlyList<CalendarPerson> Attendees { get; private init; } = [];

    public bool Repeats => Rules.Count + Dates.Count > 0;

    /// <summary>When something that starts then ends. Without an end, a day is a day long and a time has no length (RFC 5545, 3.6.1).</summary>
    public DateTime EndOf(CalendarTime start) =>
        Span is { } span ? span.After(start)
        : End is null ? Start.IsDate ? start.Zone.ToUtc(start.Local.AddDays(1)) : start.Utc
        : Start.IsDate ? start.Zone.ToUtc(start.Local + (End.Local - Start.Local))
        : start.Utc + (End.Utc - Start.Utc);

    /// <exception cref="CalendarFault">It is not well formed.</exception>
    public static CalendarEvent Of(Component component, Zones zones, List<string> warnings)
    {
        if (component.Fault is { } fault)
        {
            throw fault;
        }

        var first = component.Required("DTSTART");
        var start = CalendarValue.Time(first, zones);
        var end = component.First("DTEND") is { } ends ? CalendarValue.Time(ends, zones) : null;
        var span = component.First("DURATION") is { } lasts ? CalendarValue.Duration(lasts.Number, lasts.Value) : (CalendarSpan?)null;
        if (end is not null && (end.Utc < start.Utc || end.IsDate != start.IsDate) || span is { IsNegative: true })
        {
            throw new CalendarFault(component.First("DTEND")?.Number ?? component.First("DURATION")!.Number, "it ends before it begins, or one of both is a day and the other a time");
        }

        var summary = component.First("SUMMARY")?.Text.Trim() ?? "";
        if (component.First("UID")?.Text.Trim() is not { Length: > 0 } uid)
        {
            // Calendars written by hand often have none. The time and the title stand for it, so that it is the same the next time.
            warnings.Add($"line {component.Line}: this event has no UID; if its time or title changes it counts as another one");
            uid = $"without-uid-{first.Value}-{summary}";
        }

        var instead = component.First("RECURRENCE-ID");
        // A day of which only the end is the same as its beginning is that day.
        end = end is { IsDate: true } && end.Local == start.Local ? null : end;
        return new(uid, start, component.Line)
        {
            End = span is null ? end : null,
            Span = span,
            Instead = instead is null ? null : CalendarValue.Time(instead, zones),
            AndFuture = instead?.Parameter("RANGE")?.ToUpperInvariant() == "THISANDFUTURE",
            Rules = [.. component.All("RRULE")],
            RulesOfExceptions = [.. component.All("EXRULE")],
            Dates = [.. component.All("RDATE")],
            Exceptions = [.. component.All("EXDATE")],
            Revision = (component.First("SEQUENCE") is { } number && long.TryParse(number.Value.Trim(), CultureInfo.InvariantCulture, out var sequence) ? sequence : 0, Stamp(component)),
            Cancelled = component.First("STATUS")?.Value.Trim().ToUpperInvariant() == "CANCELLED",
            Summary = summary,
            Description = component.First("DESCRIPTION")?.Text.Trim() ?? "",
            Link = component.First("URL")?.Value.Trim() ?? "",
            Organizer = component.First("ORGANIZER") is { } organizer ? Person(organizer) : null,
            Attendees = [.. component.All("ATTENDEE").Where(each => each.Parameter("CUTYPE")?.ToUpperInvariant() is not ("ROOM" or "RESOURCE")
                && each.Parameter("PARTSTAT")?.ToUpperInvariant() != "DECLINED").Select(Person)],
        };
    }

    /// <summary>When it was last changed, where it says so; what can't be read there is no reason to leave it out.</summary>
    private static DateTime Stamp(Component component)
    {
        var line = component.First("LAST-MODIFIED") ?? component.First("DTSTAMP");
        return line is not null && DateTime.TryParseExact(line.Value.Trim(), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : default;
    }

    private static CalendarPerson Person(ContentLine line)
    {
        var address = line.Value.Trim();
        var email = line.Parameter("EMAIL") ?? (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address[7..] : address.Contains('@', StringComparison.Ordinal) && !address.Contains(':', StringComparison.Ordinal) ? address : "");
        return new(ContentLine.Unescape(line.Parameter("CN") ?? "").Trim(), email.Trim());
    }
}
