using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>A spectrum in Esprit's XML (class TRTSpectrum): counts as words between commas, and headers of hardware, detector, analysis.</summary>
internal sealed class BrukerSpectrum
{
    private const int MostChannels = 1 << 20;
    private readonly MetaGroup _group;
    private readonly MetaGroup? _headers;
    private readonly MetaGroup? _own;
    private readonly string _counts;

    public BrukerSpectrum(BrukerXml xml, MetaGroup group)
    {
        _group = group;
        _headers = BrukerXml.In(group, "TRTHeaderedClass");
        _own = BrukerXml.In(group, "TRTSpectrumHeader");
        _counts = xml.Data(group, "Channels") ?? "";
        if (BrukerXml.In(_headers, "TRTDetectorHeader") is { } detector)
        {
            xml.AddLayers(detector);
        }

        Channels = Math.Min(_counts.AsSpan().TrimEnd(", \r\n").Count(',') + (string.IsNullOrWhiteSpace(_counts) ? 0 : 1), MostChannels);
    }

    public long Channels { get; }

    /// <summary>The most counts of a channel.</summary>
    public double Most => Channels == 0 ? 0 : Counts().Max();

    public FileTime? Time => BrukerXml.Time(_own);

    /// <summary>The counts, which are few enough to be read at once.</summary>
    public double[] Counts()
    {
        var counts = new double[Channels];
        var number = 0;
        foreach (var range in _counts.AsSpan().Split(','))
        {
            if (number == counts.Length)
            {
                break;
            }

            counts[number++] = TextValue.Real(_counts[range]) ?? double.NaN;
        }

        return counts;
    }

    public Axis Energies(long channels) => new("Energy", channels)
    {
        Scale = _own?.Number("CalibLin") is not 0 and var width ? width : null,
        Offset = _own?.Number("CalibAbs") ?? 0,
        Unit = "keV",
    };

    public Signal Signal(string name, string place)
    {
        var signal = new Signal
        {
            Name = name,
            Type = SignalType.Spectrum,
            Element = ElementType.Float64,
            Axes = [Energies(Channels)],
            Quantity = "X-rays",
            Unit = "Counts",
            Place = place,
            Values = Values(),
        };
        Tell(signal.Facts, place);
        return signal;
    }

    public void Tell(Facts facts, string place)
    {
        var hardware = BrukerXml.In(_headers, "TRTSpectrumHardwareHeader");
        var detector = BrukerXml.In(_headers, "TRTDetectorHeader");
        var analysis = BrukerXml.In(_headers, "TRTESMAHeader");
        var tube = BrukerXml.In(_headers, "TRTXrfHeader");
        string At(string header, string field) => $"{place}/TRTHeaderedClass/{header}/{field}";
        facts.Tell(CoreNames.LiveTime, hardware?.Number("LifeTime"), "ms", At("TRTSpectrumHardwareHeader", "LifeTime"));
        facts.Tell(CoreNames.RealTime, hardware?.Number("RealTime"), "ms", At("TRTSpectrumHardwareHeader", "RealTime"));
        facts.Tell(
            CoreNames.DetectorTemperature, hardware?.Number("DetectorTemperature"), "°C", At("TRTSpectrumHardwareHeader", "DetectorTemperature"));
        facts.Tell(CoreNames.Detector, detector?.Word("Type"), At("TRTDetectorHeader", "Type"));
        facts.Tell(CoreNames.DetectorType, detector?.Word("Technology"), At("TRTDetectorHeader", "Technology"));
        facts.Tell(CoreNames.SerialNumber, detector?.Word("Serial"), At("TRTDetectorHeader", "Serial"));
        facts.Tell(CoreNames.AccelerationVoltage, Positive(analysis, "PrimaryEnergy"), "kV", At("TRTESMAHeader", "PrimaryEnergy"));
        facts.Tell(CoreNames.AccelerationVoltage, Positive(tube, "Voltage"), "kV", At("TRTXrfHeader", "Voltage"));
        facts.Tell(CoreNames.ElevationAngle, analysis?.Number("ElevationAngle"), "°", At("TRTESMAHeader", "ElevationAngle"));
        facts.Tell(CoreNames.AzimuthAngle, analysis?.Number("AzimutAngle"), "°", At("TRTESMAHeader", "AzimutAngle"));
        facts.Tell(CoreNames.Magnification, Positive(analysis, "Magnification"), "", At("TRTESMAHeader", "Magnification"));
        facts.Tell(CoreNames.WorkingDistance, Positive(analysis, "WorkingDistance"), "mm", At("TRTESMAHeader", "WorkingDistance"));
        facts.Tell(CoreNames.Dispersion, Positive(_own, "CalibLin"), "keV", $"{place}/TRTSpectrumHeader/CalibLin");
        facts.Tell(CoreNames.AcquiredAt, Time, $"{place}/TRTSpectrumHeader/Date");
        facts.Tell(CoreNames.SignalName, "EDS", "the format");
        facts.Tell(CoreNames.Manufacturer, "Bruker", "the format");
    }

    /// <summary>The elements that were chosen or found, in the file's order.</summary>
    public IEnumerable<string> Elements() => BrukerXml.All(_group, "TRTPSEElement").Select(element => element.Word("Name")).OfType<string>().Distinct();

    private static double? Positive(MetaGroup? group, string name) => group?.Number(name) is > 0 and var number ? number : null;

    private PackedValues Values() =>
        new(new LaterSource(() => MemoryMarshal.AsBytes<double>(Counts()).ToArray(), Channels * 8), 0, ElementType.Float64, [Channels]);
}
