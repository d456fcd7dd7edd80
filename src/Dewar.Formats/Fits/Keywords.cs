using Dewar.Sdk;

namespace Dewar.Formats.Fits;

/// <summary>Keywords that observatories and camera programs agree on, in common names.</summary>
internal static class Keywords
{
    private static readonly (string Keyword, CoreName Name, string? Unit)[] Known =
    [
        ("TITLE", CoreNames.Title, null), ("OBJECT", CoreNames.Sample, null), ("OBSERVER", CoreNames.Operator, null), ("OPERATOR", CoreNames.Operator, null),
        ("INSTRUME", CoreNames.Instrument, null), ("TELESCOP", CoreNames.Facility, null), ("OBSERVAT", CoreNames.Facility, null),
        ("ORIGIN", CoreNames.Facility, null), ("DETECTOR", CoreNames.Detector, null), ("DETNAM", CoreNames.Detector, null), ("CAMERA", CoreNames.Detector, null),
        ("FILTER", CoreNames.Filter, null), ("SWCREATE", CoreNames.Software, null), ("CREATOR", CoreNames.Software, null),
        ("PROGRAM", CoreNames.Software, null), ("SOFTWARE", CoreNames.Software, null), ("PROPOSID", CoreNames.Proposal, null),
        ("PROPID", CoreNames.Proposal, null), ("PROGID", CoreNames.Proposal, null), ("OBSMODE", CoreNames.Mode, null), ("OBS_MODE", CoreNames.Mode, null),
        ("SERNO", CoreNames.SerialNumber, null),
        ("EXPTIME", CoreNames.ExposureTime, "s"), ("EXPOSURE", CoreNames.ExposureTime, "s"), ("LIVETIME", CoreNames.LiveTime, "s"),
        ("TELAPSE", CoreNames.RealTime, "s"), ("CCD-TEMP", CoreNames.DetectorTemperature, "°C"), ("CCDTEMP", CoreNames.DetectorTemperature, "°C"),
        ("DET-TEMP", CoreNames.DetectorTemperature, "°C"), ("XPIXSZ", CoreNames.DetectorPixelSize, "µm"), ("NFRAMES", CoreNames.Frames, ""),
        ("WAVELEN", CoreNames.Wavelength, "nm"), ("Beamline Energy", CoreNames.BeamEnergy, "eV"), ("Sample X", CoreNames.StageX, "mm"),
        ("Sample Y", CoreNames.StageY, "mm"), ("Sample Z", CoreNames.StageZ, "mm"), ("Beam Current", CoreNames.RingCurrent, "mA"),
    ];

    public static void Tell(Header header, string group, Facts facts)
    {
        foreach (var (keyword, name, unit) in Known)
        {
            if (header.Find(keyword) is not { } card)
            {
                continue;
            }

            var from = $"{group}/{keyword}";
            if (unit is null)
            {
                facts.Tell(name, card.Value?.ToString(), from);
            }
            else if (header.Number(keyword) is { } number)
            {
                var told = card.Unit is { } inBrackets && Unit.TryParse(inBrackets, out var known) && known.Dimension == name.Dimension ? inBrackets : unit;
                facts.Tell(name, number, told, from);
            }
        }

        if (header.Whole("XBINNING") is { } across)
        {
            facts.Tell(CoreNames.Binning, $"{across}x{header.Whole("YBINNING") ?? across}", $"{group}/XBINNING");
        }

        Tell(header, group, facts, CoreNames.AcquiredAt, "DATE-OBS", "TIME-OBS", "DATE-BEG");
        Tell(header, group, facts, CoreNames.EndedAt, "DATE-END", "TIME-END", "DATE-END");
    }

    private static void Tell(Header header, string group, Facts facts, CoreName name, string date, string time, string otherwise)
    {
        foreach (var keyword in (string[])[date, otherwise])
        {
            var clock = header.Word(time) ?? header.Word("UTC") ?? header.Word("UT");
            if (header.Word(keyword) is { } word && Date(word, clock, header.Word("TIMESYS")) is { } known)
            {
                facts.Tell(name, known, $"{group}/{keyword}");
            }
        }
    }

    /// <summary>
    /// Since 1998 ISO 8601, before that day/month/year of the 20th century with the time in a keyword of its own. Universal time unless TIMESYS says
    /// otherwise.
    /// </summary>
    internal static FileTime? Date(string date, string? clock, string? system)
    {
        DateTime time;
        if (date.Length == 8 && date[2] == '/' && date[5] == '/' && DateTime.TryParseExact(date, "dd/MM/yy", null, default, out var old))
        {
            time = old.Year > 1999 ? old.AddYears(-100) : old;
        }
        else if (!DateTime.TryParse(date.TrimEnd('Z'), null, System.Globalization.DateTimeStyles.None, out time))
        {
            return null;
        }

        if (time.TimeOfDay == default && !date.Contains('T') && TimeSpan.TryParse(clock, out var ofDay) && ofDay < TimeSpan.FromDays(1) && ofDay > default(TimeSpan))
        {
            time += ofDay;
        }

        time = DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        return system is null or "" or "UTC" or "UT" ? FileTime.Utc(time) : new(time);
    }
}
