using System.Globalization;
using System.Text.RegularExpressions;

namespace Dewar.Reservations;

/// <summary>A DATE or DATE-TIME with the zone in which it is meant; floating ones are meant in the zone of whoever reads.</summary>
internal sealed record CalendarTime(DateTime Local, bool IsDate, Zone Zone)
{
    public DateTime Utc => Zone.ToUtc(Local);
}

/// <summary>Weeks and days go by the calendar, hours and less by the clock: a day over the change of the clocks has 23 or 25 hours.</summary>
internal readonly record struct CalendarSpan(int Days, TimeSpan Exact)
{
    public DateTime After(CalendarTime start) => start.Zone.ToUtc(start.Local.AddDays(Days)) + Exact;

    public bool IsNegative => Days < 0 || Exact < TimeSpan.Zero;
}

/// <summary>The values of RFC 5545, section 3.3.</summary>
internal static partial class CalendarValue
{
    private const int FirstYear = 1600, LastYear = 8000;

    private static readonly string[] Forms = ["yyyyMMdd'T'HHmmss", "yyyyMMdd'T'HHmm", "yyyyMMdd"];

    /// <summary>A DATE or DATE-TIME as it is written.</summary>
    public static (DateTime Local, bool IsDate, bool IsUtc) Parts(int line, string text)
    {
        text = text.Trim();
        var isUtc = text.EndsWith('Z');
        var plain = isUtc ? text[..^1] : text;
        // A leap second is the one before it.
        plain = plain.Length == 15 && plain.EndsWith("60", StringComparison.Ordinal) ? $"{plain[..13]}59" : plain;
        return DateTime.TryParseExact(plain, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= FirstYear and <= LastYear && !(isUtc && plain.Length == 8)
            ? (local, plain.Length == 8, isUtc) : throw new CalendarFault(line, "this is no date or time as 20261122, 20261122T093000 or 20261122T093000Z");
    }

    public static CalendarTime Time(ContentLine line, Zones zones) => Time(line, line.Value, zones);

    /// <param name="text">One of the values, where a line has several.</param>
    public static CalendarTime Time(ContentLine line, string text, Zones zones)
    {
        var (local, isDate, isUtc) = Parts(line.Number, text);
        return new(local, isDate, isUtc ? Zone.Utc : !isDate && line.Parameter("TZID") is { Length: > 0 } id ? zones.Find(id, line.Number) : zones.Floating);
    }

    /// <summary>A local time that names no zone, as the rules of zones have them.</summary>
    public static DateTime Local(ContentLine line) => Parts(line.Number, line.Value).Local;

    /// <summary>The last local time of a rule. A date is all of that day.</summary>
    public static DateTime Until(int line, string text, Func<DateTime, DateTime> toLocal)
    {
        var (local, isDate, isUtc) = Parts(line, text);
        return isDate ? local.AddDays(1).AddTicks(-1) : isUtc ? DateTime.SpecifyKind(toLocal(DateTime.SpecifyKind(local, DateTimeKind.Utc)), DateTimeKind.Unspecified) : local;
    }

    public static CalendarSpan Duration(int line, string text)
    {
        if (Spans().Match(text.Trim()) is not { Success: true } match || match.Length < 3)
        {
            throw new CalendarFault(line, "this is no duration as PT90M, P1D or P2W");
        }

        int Part(string name) => match.Groups[name] is { Success: true, ValueSpan: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
        var sign = match.Groups["sign"].ValueSpan is "-" ? -1 : 1;
        return new(sign * (7 * Part("w") + Part("d")), sign * new TimeSpan(0, Part("h"), Part("m"), Part("s")));
    }

    public static TimeSpan Offset(ContentLine line)
    {
        if (Offsets().Match(line.Value.Trim()) is not { Success: true } match)
        {
            throw new CalendarFault(line.Number, "this is no offset as +0100");
        }

        int Part(string name) => match.Groups[name] is { Success: true, ValueSpan: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
        var offset = new TimeSpan(Part("h"), Part("m"), Part("s"));
        return offset > TimeSpan.FromHours(25) ? throw new CalendarFault(line.Number, "no zone is so far from UTC") : match.Groups["sign"].ValueSpan is "-" ? -offset : offset;
    }

    [GeneratedRegex(@"^(?<sign>[+-]?)P(?:(?<w>\d{1,4})W)?(?:(?<d>\d{1,5})D)?(?:T(?:(?<h>\d{1,5})H)?(?:(?<m>\d{1,6})M)?(?:(?<s>\d{1,8})S)?)?$")]
    private static partial Regex Spans();

    [GeneratedRegex(@"^(?<sign>[+-])(?<h>\d\d)(?<m>[0-5]\d)(?<s>[0-5]\d)?$")]
    private static partial Regex Offsets();
}
