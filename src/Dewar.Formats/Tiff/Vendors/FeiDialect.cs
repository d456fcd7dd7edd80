using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>FEI and Thermo Fisher scanning electron and ion microscopes: settings in sections in tag 34680 or 34682, in SI units.</summary>
internal sealed class FeiDialect : Dialect
{
    private const ushort Sfeg = 34680;
    private const ushort Helios = 34682;
    private const int Tail = 64 * 1024;

    private static readonly Dictionary<string, string> Units = new()
    {
        ["HV"] = "V", ["HFW"] = "m", ["VFW"] = "m", ["WD"] = "m", ["WorkingDistance"] = "m", ["EucWD"] = "m", ["BeamCurrent"] = "A",
        ["EmissionCurrent"] = "A",
        ["SpecimenCurrent"] = "A", ["StageX"] = "m", ["StageY"] = "m", ["StageZ"] = "m", ["StageR"] = "rad", ["StageT"] = "rad",
        ["StageTa"] = "rad",
        ["StageTb"] = "rad", ["SpecTilt"] = "rad", ["ScanRotation"] = "rad", ["TiltCorrectionAngle"] = "rad", ["PreTilt"] = "rad",
        ["Dwell"] = "s",
        ["Dwelltime"] = "s", ["DwellTime"] = "s", ["FrameTime"] = "s", ["LineTime"] = "s", ["MinimumDwellTime"] = "s", ["PixelWidth"] = "m",
        ["PixelHeight"] = "m", ["HorFieldsize"] = "m", ["VerFieldsize"] = "m", ["ChPressure"] = "Pa", ["ApertureDiameter"] = "m",
        ["BeamShiftX"] = "m",
        ["BeamShiftY"] = "m", ["DisplayWidth"] = "m", ["DisplayHeight"] = "m", ["MagCanvasRealWidth"] = "m",
        ["ScreenMagCanvasRealWidth"] = "m",
        ["LandingEnergy"] = "eV", ["StageBias"] = "V", ["Grid"] = "V", ["Setting"] = "V", ["Contrast"] = "%", ["Brightness"] = "%",
        ["ContrastDB"] = "dB",
        ["BrightnessDB"] = "dB", ["Temperature"] = "K", ["Humidity"] = "%",
    };

    public override string Format => "FEI/Thermo SEM or FIB image";

    public override FormatPassport Passport { get; } = new("FEI/Thermo SEM, FIB and DualBeam images (TIFF)", ".tif .tiff",
        "The image with its scale; beam, scan, stage, detector, vacuum.", "Public descriptions of tags 34680 and 34682; files");

    public override bool Recognises(Document document) => document.First.Has(Sfeg) || document.First.Has(Helios) || HasTail(document);

    public override void Tell(Document document, Extraction into)
    {
        var (name, text) = document.First.Text(Helios) is { } helios ? ("FEI_HELIOS", helios)
            : document.First.Text(Sfeg) is { } sfeg ? ("FEI_SFEG", sfeg) : ("FEI", TailText(document) ?? "");
        var tree = into.Metadata.AddGroup(name);
        var xml = text.IndexOf("<?xml", StringComparison.Ordinal);
        IniText.Read(xml < 0 ? text : text[..xml], tree, (_, key) => Units.GetValueOrDefault(key));
        if (xml >= 0 && XmlTree.Read(text[xml..], tree.AddGroup("XML")) is { } wrong)
        {
            into.Warn($"The XML that follows the settings is damaged: {wrong}");
        }

        var beam = tree.Word("Beam", "Beam") ?? "EBeam";
        var scan = tree.Word("Beam", "Scan") is { Length: > 0 } named ? named : "Scan";
        var detector = tree.Word("Detectors", "Name") ?? "";
        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.AccelerationVoltage, $"{beam}/HV", "V"), new(CoreNames.AccelerationVoltage, "Beam/HV", "V"),
            new(CoreNames.BeamCurrent, $"{beam}/BeamCurrent", "A"), new(CoreNames.EmissionCurrent, $"{beam}/EmissionCurrent", "A"),
            new(CoreNames.SpotSize, "Beam/Spot", ""), new(CoreNames.WorkingDistance, $"{beam}/WD", "m"),
            new(CoreNames.WorkingDistance, "Stage/WorkingDistance", "m"),
            new(CoreNames.DwellTime, $"{scan}/Dwell", "s"), new(CoreNames.DwellTime, "Scan/Dwelltime", "s"),
            new(CoreNames.FrameTime, $"{scan}/FrameTime", "s"),
            new(CoreNames.FrameTime, "Scan/FrameTime", "s"), new(CoreNames.FieldWidth, $"{beam}/HFW", "m"),
            new(CoreNames.FieldHeight, $"{beam}/VFW", "m"),
            new(CoreNames.FieldWidth, $"{scan}/HorFieldsize", "m"), new(CoreNames.PixelSize, $"{scan}/PixelWidth", "m"),
            new(CoreNames.PixelHeight, $"{scan}/PixelHeight", "m"), new(CoreNames.PixelSize, "Scan/PixelWidth", "m"),
            new(CoreNames.PixelHeight, "Scan/PixelHeight", "m"),
            new(CoreNames.ScanRotation, $"{beam}/ScanRotation", "rad"), new(CoreNames.ScanRotation, "Beam/ScanRotation", "rad"),
            new(CoreNames.StageX, "Stage/StageX", "m"), new(CoreNames.StageY, "Stage/StageY", "m"),
            new(CoreNames.StageZ, "Stage/StageZ", "m"),
            new(CoreNames.StageRotation, "Stage/StageR", "rad"), new(CoreNames.StageTilt, "Stage/StageT", "rad"),
            new(CoreNames.StageTilt, "Stage/StageTa", "rad"), new(CoreNames.StageTiltBeta, "Stage/StageTb", "rad"),
            new(CoreNames.Pressure, "Vacuum/ChPressure", "Pa"), new(CoreNames.Temperature, "Specimen/Temperature", "K"),
            new(CoreNames.Humidity, "Vacuum/Humidity", "%"),
            new(CoreNames.Aperture, $"{beam}/ApertureDiameter"),
            new(CoreNames.Detector, "Detectors/Name"), new(CoreNames.SignalName, $"{detector}/Signal"),
            new(CoreNames.SignalName, "Detectors/Mode"),
            new(CoreNames.Instrument, "System/SystemType"), new(CoreNames.SerialNumber, "System/Dnumber"),
            new(CoreNames.Software, "System/Software"),
            new(CoreNames.Operator, "User/User", Doubt: "It is the account of the computer, and may be left from an earlier session."),
            new(CoreNames.Description, "User/UserText"),
        ]);
        into.Facts.Tell(CoreNames.Frames, tree.Number("Image", "Integrate") is >= 1 and var frames ? frames : null, "",
            $"{name}/Image/Integrate");
        if (tree.Word("EBeamDeceleration", "ModeOn") is "On")
        {
            FactTable.Tell(into.Facts, tree, [new(CoreNames.LandingEnergy, "EBeamDeceleration/LandingEnergy", "eV")]);
        }

        into.Facts.Tell(CoreNames.Mode, beam switch { "EBeam" => "SEM", "IBeam" => "FIB", _ => null }, $"{name}/Beam/Beam");
        into.Facts.Tell(CoreNames.Manufacturer, "FEI/Thermo Fisher", name);
        into.Facts.Tell(CoreNames.AcquiredAt, Time(tree), $"{name}/User/Date");
        Scale(document.Main, tree, beam, scan);
    }

    private static void Scale(Series series, MetaGroup tree, string beam, string scan)
    {
        if ((tree.Number(scan, "PixelWidth") ?? tree.Number("Scan", "PixelWidth")) is { } width)
        {
            series.ScaleMetres(width, tree.Number(scan, "PixelHeight") ?? tree.Number("Scan", "PixelHeight"));
        }
        else if (tree.Number(beam, "HFW") is { } field)
        {
            // The camera into the chamber knows only how much it sees; below its picture there can be a data bar.
            series.ScaleMetres(field / series.Page.Width);
        }
    }

    // The date is in the order of the computer's region; the time of creation always has the day first.
    private static FileTime? Time(MetaGroup tree)
    {
        var culture = CultureInfo.InvariantCulture;
        if (DateTime.TryParseExact(tree.Word("PrivateFei", "TimeOfCreation"), ["dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy H:mm:ss"], culture,
            DateTimeStyles.None, out var created))
        {
            return new(created);
        }

        var text = $"{tree.Word("User", "Date")} {tree.Word("User", "Time")}";
        string[] days = ["MM/dd/yyyy", "M/d/yyyy", "dd/MM/yyyy", "dd.MM.yyyy", "yyyy-MM-dd", "dd-MM-yyyy", "yyyy/MM/dd"];
        string[] hours = ["hh:mm:ss tt", "h:mm:ss tt", "HH:mm:ss", "H:mm:ss"];
        foreach (var day in days)
        {
            foreach (var hour in hours)
            {
                if (DateTime.TryParseExact(text, $"{day} {hour}", culture, DateTimeStyles.None, out var time))
                {
                    return new(time);
                }
            }
        }

        return null;
    }

    // Older programs append the settings to the file and give them no tag.
    private static bool HasTail(Document document) => document.Pages.Count == 1 && TailText(document) is not null;

    private static string? TailText(Document document)
    {
        var length = Math.Min(Tail, document.Source.Length);
        var bytes = document.Source.ReadBytes(document.Source.Length - length, length).AsSpan();
        var at = bytes.LastIndexOf("[User]"u8);
        return at >= 0 && bytes[at..].IndexOf("[System]"u8) > 0 && bytes[at..].IndexOf("[Beam]"u8) > 0 ? Ifd.Decode(bytes[at..]) : null;
    }
}
