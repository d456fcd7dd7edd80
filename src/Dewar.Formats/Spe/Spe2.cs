using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Spe;

/// <summary>A file of WinSpec or WinView: everything is in the header.</summary>
internal sealed class Spe2(ByteSource file, Extraction into, MetaGroup header)
{
    public void Read()
    {
        AddRegions();
        var x = Calibration("xcalibration", SpeRecords.CalibrationAt);
        Calibration("ycalibration", SpeRecords.CalibrationAt + SpeRecords.CalibrationLength);
        var element = SpeReader.Element((long)(header.Number("datatype") ?? -1));
        var (width, height) = ((long)(header.Number("xdim") ?? 0), (long)(header.Number("ydim") ?? 0));
        if (width == 0 || height == 0)
        {
            throw new DamagedException($"Frames of {width} × {height} pixels are none", 42);
        }

        var frame = width * height * element.Size;
        var there = (file.Length - SpeRecords.HeaderLength) / frame;
        var frames = (long)(header.Number("NumFrames") ?? 0);
        if (frames <= 0 || frames > there)
        {
            into.Warn($"{frames} frames are announced, and {there} are there.");
            frames = Math.Max(1, frames <= 0 ? there : Math.Min(frames, Math.Max(1, there)));
        }

        long[] shape = [.. frames > 1 ? [frames] : Array.Empty<long>(), .. height > 1 ? [height] : Array.Empty<long>(), width];
        var values = new PackedValues(file, SpeRecords.HeaderLength, element, shape);
        into.Add(SpeReader.Region(values, "", frames, SpeWavelengths.Axis(x, width), new("y", height), new()));
        Tell();
    }

    private void AddRegions()
    {
        var count = (int)Math.Clamp(header.Number("NumROI") ?? 0, 0, 10);
        for (var i = 0; i < count; i++)
        {
            SpeRecords.Region.AddTo(header.AddGroup($"ROI_{i + 1}"), new Cursor(file, 1512 + i * SpeRecords.Region.Length));
        }

        if (count > 1)
        {
            into.Warn($"{count} regions of interest lie in frames of one size; they are shown as one.");
        }
    }

    private MetaGroup Calibration(string name, int at)
    {
        var group = header.AddGroup(name);
        SpeRecords.Calibration.AddTo(group, new Cursor(file, at));
        return group;
    }

    private void Tell()
    {
        var facts = into.Facts;
        facts.Tell(CoreNames.ExposureTime, header.Number("exp_sec"), "s", "header/exp_sec");
        facts.Tell(CoreNames.DetectorTemperature, header.Number("DetTemperature"), "°C", "header/DetTemperature");
        facts.Tell(CoreNames.GratingDensity, header.Number("SpecGrooves") is > 0 and var grooves ? grooves : null, "1/mm", "header/SpecGrooves");
        facts.Tell(CoreNames.Wavelength, header.Number("xcalibration", "laser_position") is > 0 and var laser ? laser : null, "nm", "header/xcalibration/laser_position");
        facts.Tell(CoreNames.Frames, header.Number("lavgexp") is > 1 and var accumulated ? accumulated : null, "", "header/lavgexp");
        facts.Tell(CoreNames.Software, header.Word("sw_version") is { Length: > 0 } version ? $"WinSpec {version}" : null, "header/sw_version");
        facts.Tell(CoreNames.Manufacturer, "Princeton Instruments", "the format");
        if (header.Find("Comments") is MetaValue { Value: string[] comments })
        {
            facts.Tell(CoreNames.Description, string.Join('\n', comments.Where(comment => comment is not "")), "header/Comments");
        }

        facts.Tell(CoreNames.AcquiredAt, Time(), "header/date");
    }

    // The day as 01Feb2003, the time as 142530; beside it the same in UTC, from which the zone follows.
    private FileTime? Time()
    {
        if (!DateTime.TryParseExact(header.Word("date"), "ddMMMyyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return null;
        }

        if (Clock("ExperimentTimeLocal") is not { } local)
        {
            return new FileTime(day);
        }

        var ahead = Clock("ExperimentTimeUTC") is { } utc && utc != local ? Math.Round((local - utc).TotalMinutes / 15) * 15 : (double?)null;
        var offset = ahead is { } minutes ? TimeSpan.FromMinutes(minutes > 14 * 60 ? minutes - 1440 : minutes < -12 * 60 ? minutes + 1440 : minutes) : (TimeSpan?)null;
        return new FileTime(day + local, offset);
    }

    private TimeSpan? Clock(string name) =>
        DateTime.TryParseExact(header.Word(name) is { Length: 5 } five ? "0" + five : header.Word(name), "HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.TimeOfDay
            : null;
}
