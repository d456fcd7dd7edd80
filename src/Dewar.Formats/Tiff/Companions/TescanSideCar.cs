using System.Globalization;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>The settings of Tescan's microscopes, as they stand in the side-car and in the picture: SI units.</summary>
internal sealed class TescanSideCar : SideCar
{
    private static readonly Dictionary<string, string> Units = new()
    {
        ["PixelSizeX"] = "m", ["PixelSizeY"] = "m", ["AcceleratorVoltage"] = "V", ["ApertureDiameter"] = "m", ["ChamberPressure"] = "Pa",
        ["CrossSectionShiftX"] = "m", ["CrossSectionShiftY"] = "m", ["DepthOfFocus"] = "m", ["DwellTime"] = "s",
        ["EmissionCurrent"] = "A", ["HV"] = "V",
        ["ImageShiftX"] = "m", ["ImageShiftY"] = "m", ["MTDGrid"] = "V", ["MTDScintillator"] = "V", ["PredictedBeamCurrent"] = "A",
        ["SampleVoltage"] = "V",
        ["ScanRotation"] = "°", ["SpecimenCurrent"] = "A", ["SpotSize"] = "m", ["StageRotation"] = "°", ["StageTilt"] = "°",
        ["StageX"] = "m", ["StageY"] = "m",
        ["StageZ"] = "m", ["SymmetrizationVoltage"] = "V", ["TubeVoltage"] = "V", ["VirtualObserverDistance"] = "m", ["WD"] = "m",
        ["BeamCurrent"] = "A",
        ["GunPressure"] = "Pa", ["ColumnPressure"] = "Pa", ["LandingEnergy"] = "eV", ["StageBias"] = "V",
    };

    public override string Name => "tescan-header";

    public override FormatPassport Passport { get; } =
        new("Tescan image header", ".hdr", "Beam, stage, detector, vacuum of the picture of the same name.", "Files");

    public override bool IsOne(ReadOnlySpan<char> text) =>
        text.TrimStart().StartsWith("[MAIN]", StringComparison.Ordinal)
        && (text.Contains("PixelSizeX", StringComparison.Ordinal) || text.Contains("AccFrames", StringComparison.Ordinal));

    public override IEnumerable<string> NamesFor(string stem, string extension) =>
        [$"{stem}.hdr", $"{stem}-{extension}.hdr", $"{stem}.HDR"];

    public static string? UnitOf(string section, string key) => section is "MAIN" or "SEM" or "FIB" ? Units.GetValueOrDefault(key) : null;

    public override MetaGroup Read(string text)
    {
        var tree = new MetaGroup("TESCAN");
        IniText.Read(text, tree, UnitOf);
        return tree;
    }

    public override (double X, double Y)? PixelSize(MetaGroup tree) =>
        tree.Number("MAIN", "PixelSizeX") is > 0 and var x ? (x, tree.Number("MAIN", "PixelSizeY") is > 0 and var y ? y : x) : null;

    public override void Tell(MetaGroup tree, Extraction into)
    {
        var beam = tree.Find("SEM") is null && tree.Find("FIB") is not null ? "FIB" : "SEM";
        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.AccelerationVoltage, $"{beam}/HV", "V"), new(CoreNames.AccelerationVoltage, $"{beam}/AcceleratorVoltage", "V"),
            new(CoreNames.BeamCurrent, $"{beam}/BeamCurrent", "A"),
            new(CoreNames.BeamCurrent, $"{beam}/PredictedBeamCurrent", "A", Doubt: "It is predicted from the settings, not measured."),
            new(CoreNames.EmissionCurrent, $"{beam}/EmissionCurrent", "A"), new(CoreNames.WorkingDistance, $"{beam}/WD", "m"),
            new(CoreNames.DwellTime, $"{beam}/DwellTime", "s"), new(CoreNames.SpotDiameter, $"{beam}/SpotSize", "m"),
            new(CoreNames.ScanRotation, $"{beam}/ScanRotation", "°"), new(CoreNames.StageX, $"{beam}/StageX", "m"),
            new(CoreNames.StageY, $"{beam}/StageY", "m"),
            new(CoreNames.StageZ, $"{beam}/StageZ", "m"), new(CoreNames.StageTilt, $"{beam}/StageTilt", "°"),
            new(CoreNames.StageRotation, $"{beam}/StageRotation", "°"),
            new(CoreNames.Pressure, $"{beam}/ChamberPressure", "Pa"), new(CoreNames.Magnification, "MAIN/Magnification", ""),
            new(CoreNames.PixelSize, "MAIN/PixelSizeX", "m"), new(CoreNames.PixelHeight, "MAIN/PixelSizeY", "m"),
            new(CoreNames.Frames, "MAIN/AccFrames", ""),
            new(CoreNames.Detector, $"{beam}/Detector"), new(CoreNames.Detector, $"{beam}/Detector0"),
            new(CoreNames.Aperture, $"{beam}/ApertureDiameter"), new(CoreNames.Instrument, "MAIN/Device"),
            new(CoreNames.SerialNumber, "MAIN/SerialNumber"),
            new(CoreNames.Software, "MAIN/SoftwareVersion"), new(CoreNames.Operator, "MAIN/FullUserName"),
            new(CoreNames.Operator, "MAIN/UserName"),
            new(CoreNames.Description, "MAIN/Description"), new(CoreNames.Title, "MAIN/OrigFileName"),
        ]);
        into.Facts.Tell(CoreNames.Mode, beam, $"TESCAN/{beam}");
        into.Facts.Tell(CoreNames.Manufacturer, "Tescan", "TESCAN");
        var text = $"{tree.Word("MAIN", "Date")} {tree.Word("MAIN", "Time")}";
        if (DateTime.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd H:mm:ss", "dd.MM.yyyy HH:mm:ss", "d.M.yyyy H:mm:ss"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(time), "TESCAN/MAIN/Date");
        }
    }
}
