using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>
/// When an image was taken. Dates are written as the computer's regional settings had it; the clock of the operating system, which counts
/// in UTC, stands beside them as a rule and decides between day and month, and tells the zone.
/// </summary>
internal static class DmTimes
{
    // The group, and the names of date and time in it.
    private static readonly (string[] Group, string Date, string? Time)[] Begun =
    [
        (["DataBar"], "Acquisition Date", "Acquisition Time"),
        (["SI", "Acquisition"], "Date", "Start time"),
        (["EELS", "Acquisition"], "Date", "Start time"),
        (["EDS", "Acquisition"], "Date", "Start time"),
        (["CL", "Acquisition"], "Date", "Start time"),
        (["CL", "Acquisition"], "Date", "Start_time"),
        (["CL", "Acquisition"], "Acquisition begin", null),
        (["DigiScan"], "TimeStamp", null),
    ];

    public static void Tell(MetaGroup tags, string path, Facts facts)
    {
        var (instant, instantPath) = Clock(tags);
        foreach (var (group, date, time) in Begun)
        {
            if (tags.Find(group) is MetaGroup found && found.Word(date) is { Length: > 0 } day
                && WrittenTime.Read(day, time is null ? null : found.Word(time), instant) is { } written)
            {
                facts.Tell(CoreNames.AcquiredAt, Zoned(written.Local, instant), $"{path}.{string.Join('.', group)}.{date}", written.Doubt);
                TellEnd(found, day, written, instant, $"{path}.{string.Join('.', group)}", facts);
                return;
            }
        }

        if (instant is { } known)
        {
            facts.Tell(CoreNames.AcquiredAt, FileTime.Utc(known), $"{path}.{instantPath}");
        }
    }

    private static void TellEnd(MetaGroup group, string day, WrittenTime begun, DateTime? instant, string path, Facts facts)
    {
        if (group.Word("End time") is { Length: > 0 } time && WrittenTime.Read(day, time, begun.Local) is { } ended)
        {
            // Past midnight the date is still that of the start.
            var end = ended.Local < begun.Local ? ended.Local.AddDays(1) : ended.Local;
            facts.Tell(CoreNames.EndedAt, Zoned(end, instant), $"{path}.End time", begun.Doubt);
        }
    }

    // 100 ns since 1601 in newer files as text or number, in older ones under another name; or milliseconds since 1970.
    private static (DateTime? Utc, string? Path) Clock(MetaGroup tags)
    {
        foreach (var name in (string[])["Acquisition Time (OS)", "System Info"])
        {
            if (tags.Number("DataBar", name) is > 1e17 and < 2e17 and var ticks)
            {
                return (DateTime.FromFileTimeUtc((long)(Math.Round(ticks / 1e4) * 1e4)), $"DataBar.{name}");
            }
        }

        return tags.Number("Acquisition", "Frame", "Sequence", "Acquisition Start Time (epoch)") is > 5e11 and < 5e12 and var milliseconds
            ? (DateTime.UnixEpoch.AddMilliseconds(milliseconds), "Acquisition.Frame.Sequence.Acquisition Start Time (epoch)")
            : (null, null);
    }

    // Zones are whole quarters of an hour; what else the two differ by, the file took to be written.
    private static FileTime Zoned(DateTime local, DateTime? utc)
    {
        if (utc is not { } instant)
        {
            return new(local);
        }

        var quarters = Math.Round((local - instant).TotalMinutes / 15);
        return Math.Abs(quarters) <= 14 * 4 && Math.Abs((local - instant).TotalMinutes - quarters * 15) < 3 ? new(local, TimeSpan.FromMinutes(quarters * 15)) : new(local);
    }
}
