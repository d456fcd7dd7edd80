namespace Dewar.Reservations;

/// <summary>What stands between BEGIN and END.</summary>
internal sealed class Component(string name, int line)
{
    /// <summary>What is used of an event or a time zone; the rest need not be kept.</summary>
    private static readonly HashSet<string> Used =
    [
        "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "ORGANIZER", "ATTENDEE", "RRULE", "EXRULE", "RDATE", "EXDATE",
        "RECURRENCE-ID", "SEQUENCE", "LAST-MODIFIED", "URL", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "X-LIC-LOCATION", "X-WR-TIMEZONE", "METHOD",
    ];

    private readonly List<ContentLine> _lines = [];

    public string Name => name;
    public int Line => line;
    public List<Component> Children { get; } = [];

    /// <summary>Why it can't be used.</summary>
    public CalendarFault? Fault { get; private set; }

    public void Spoil(CalendarFault fault) => Fault ??= fault;

    public ContentLine? First(string property) => _lines.Find(each => each.Name == property);

    public IEnumerable<ContentLine> All(string property) => _lines.Where(each => each.Name == property);

    public ContentLine Required(string property) => First(property) ?? throw new CalendarFault(Line, $"this {Name} has no {property}");

    /// <summary>All calendars of a file; more than one may follow another. Faults within spoil the innermost component and all that are around it but the calendar.</summary>
    /// <exception cref="CalendarFault">This is no calendar, or only a part of one.</exception>
    public static List<Component> Read(byte[] file, List<string> warnings)
    {
        var (calendars, open, last, count) = (new List<Component>(), new Stack<Component>(), 1, 0);
        foreach (var (number, text) in Unfolding.Lines(file))
        {
            last = number;
            if (calendars.Count == 0 && open.Count == 0 && !text.Trim().Equals("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase))
            {
                throw new CalendarFault(number, text.TrimStart().StartsWith('<')
                    ? "this is a web page and no calendar; perhaps one must sign in there: use the address of the calendar's export (it mostly ends in .ics)"
                    : "this is no calendar: it does not begin with BEGIN:VCALENDAR");
            }

            try
            {
                Take(ContentLine.Parse(number, text), calendars, open, warnings, ref count);
            }
            catch (CalendarFault fault)
            {
                if (count > CalendarBudget.MostComponents)
                {
                    throw;
                }

                Mark(open, fault, warnings);
            }
        }

        return open.Count == 0 && calendars.Count > 0 ? calendars
            : throw new CalendarFault(last, calendars.Count == 0 && open.Count == 0 ? "the calendar is empty; not even BEGIN:VCALENDAR is there" : "the calendar breaks off here: END:VCALENDAR is missing");
    }

    private static void Take(ContentLine line, List<Component> calendars, Stack<Component> open, List<string> warnings, ref int count)
    {
        var kind = line.Value.Trim().ToUpperInvariant();
        switch (line.Name)
        {
            case "BEGIN":
                var begun = new Component(kind, line.Number);
                if (++count > CalendarBudget.MostComponents)
                {
                    throw new CalendarFault(line.Number, $"the calendar has more than {CalendarBudget.MostComponents} parts");
                }

                if (open.Count > 6)
                {
                    throw new CalendarFault(line.Number, "parts lie in one another too deeply");
                }

                (open.Count == 0 ? calendars : open.Peek().Children).Add(begun);
                open.Push(begun);
                break;
            case "END" when open.Any(each => each.Name == kind):
                while (open.Pop() is { } ended && ended.Name != kind)
                {
                    var fault = new CalendarFault(ended.Line, $"this {ended.Name} has no END");
                    ended.Spoil(fault);
                    Mark(open, fault, warnings);
                }

                break;
            case "END":
                throw new CalendarFault(line.Number, "END without its BEGIN");
            default:
                open.TryPeek(out var within);
                if (within is not null && Used.Contains(line.Name))
                {
                    within.Keep(line);
                }

                break;
        }
    }

    private void Keep(ContentLine line)
    {
        if (_lines.Count >= CalendarBudget.MostLines)
        {
            throw new CalendarFault(Line, $"this {Name} has more than {CalendarBudget.MostLines} lines");
        }

        _lines.Add(line);
    }

    private static void Mark(Stack<Component> open, CalendarFault fault, List<string> warnings)
    {
        var spoilt = open.Where(each => each.Name != "VCALENDAR").ToList();
        spoilt.ForEach(each => each.Spoil(fault));
        if (spoilt.Count == 0)
        {
            warnings.Add(fault.Message);
        }
    }
}
