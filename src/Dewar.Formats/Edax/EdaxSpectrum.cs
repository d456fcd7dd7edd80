using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Edax;

/// <summary>The header of a spectrum (.spc), and what it says in common names.</summary>
internal sealed class EdaxSpectrum(MetaGroup header)
{
    /// <summary>The beginning is a plausible header: versions, where the counts begin and how many they are, energies.</summary>
    public static bool Is(FileHead head)
    {
        var bytes = head.Bytes.Span;
        return bytes.Length >= EdaxRecords.SpectrumStart
            && BitConverter.ToSingle(bytes) is >= 0.5f and < 1
            && BitConverter.ToInt32(bytes[28..]) is >= EdaxRecords.SpectrumStart and < 1 << 20
            && BitConverter.ToUInt16(bytes[32..]) is > 0 and <= 16384
            && BitConverter.ToInt32(bytes[384..]) is > 0 and <= 1000
            && Math.Abs(BitConverter.ToSingle(bytes[448..])) < 1000;
    }

    public static EdaxSpectrum Read(ByteSource file, MetaGroup into)
    {
        var cursor = new Cursor(file);
        EdaxRecords.Spectrum.AddTo(into, cursor);
        cursor.Position = EdaxRecords.SpectrumStart + 4096 * 4;
        if (cursor.Left >= EdaxRecords.SpectrumTail.Length)
        {
            EdaxRecords.SpectrumTail.AddTo(into, cursor);
        }

        return new(into);
    }

    public long Start => (long)(header.Number("dataStart") ?? EdaxRecords.SpectrumStart);

    public long Channels => (ushort)(header.Number("numPts") ?? 0);

    /// <summary>In keV, as the starting energy is; the width of a channel is in eV.</summary>
    public Axis Energies(long channels) => new("Energy", channels)
    {
        Scale = header.Number("evPerChan") / 1000,
        Offset = header.Number("startEnergy") ?? 0,
        Unit = "keV",
    };

    public void Tell(Facts facts, string from)
    {
        void Number(CoreName name, string field, string unit) =>
            facts.Tell(name, header.Number(field) is not 0 and var value ? value : null, unit, from + field);
        Number(CoreNames.AccelerationVoltage, "kV", "kV");
        Number(CoreNames.LiveTime, "liveTime", "s");
        facts.Tell(CoreNames.StageTilt, header.Number("tilt"), "°", $"{from}tilt");
        Number(CoreNames.TakeOffAngle, "takeoff", "°");
        facts.Tell(CoreNames.AzimuthAngle, header.Number("azimuth"), "°", $"{from}azimuth");
        Number(CoreNames.ElevationAngle, "elevation", "°");
        Number(CoreNames.EnergyResolution, "detReso", "eV");
        Number(CoreNames.Dispersion, "evPerChan", "eV");
        facts.Tell(CoreNames.Sample, header.Word("spectrumLabel"), $"{from}spectrumLabel");
        facts.Tell(CoreNames.Operator, header.Word("userID"), $"{from}userID");
        facts.Tell(CoreNames.SignalName, "EDS", "the format");
        facts.Tell(CoreNames.Manufacturer, "EDAX", "the format");
        if (header.Find("at") is MetaValue { Value: long[] numbers })
        {
            var count = (int)Math.Clamp(header.Number("numElem") ?? 0, 0, numbers.Length);
            facts.Tell(CoreNames.Elements, numbers[..count].Select(ChemicalSymbols.Of).OfType<string>().Distinct(), $"{from}at");
        }

        facts.Tell(CoreNames.AcquiredAt, Time(), $"{from}collectDateYear");
    }

    private FileTime? Time()
    {
        int Part(string field) => (int)(header.Number(field) ?? 0);
        var (year, month, day) = (Part("collectDateYear"), Part("collectDateMon"), Part("collectDateDay"));
        return year is > 1970 and < 2100 && month is > 0 and < 13 && day > 0 && day <= DateTime.DaysInMonth(year, month)
            ? new FileTime(new DateTime(year, month, day).AddHours(Part("collectTimeHour")).AddMinutes(Part("collectTimeMin")).AddSeconds(Part("collectTimeSec")))
            : null;
    }
}
