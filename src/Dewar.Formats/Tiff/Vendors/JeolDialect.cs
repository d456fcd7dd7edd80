using System.Globalization;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>JEOL's transmission microscopes with SightX: XML (TemReporter) in the description of the picture.</summary>
internal sealed class JeolDialect : Dialect
{
    public override string Format => "JEOL SightX image";

    public override FormatPassport Passport { get; } = new("JEOL SightX TEM images (TIFF)", ".tif",
        "The image with its scale, also of diffraction patterns; beam, stage, lenses, camera.", "Files; the XML names what it holds");

    public override bool Recognises(Document document) =>
        document.Description.AsSpan(0, Math.Min(256, document.Description.Length)).Contains("<TemReporter", StringComparison.Ordinal);

    public override void Tell(Document document, Extraction into)
    {
        var raw = new MetaGroup("");
        if (XmlTree.Read(document.Description, raw) is { } wrong)
        {
            // The field is cut off at 64 KiB; what stands at the end are drawings.
            into.Warn($"The metadata of SightX is cut off: {wrong}");
        }

        var tree = raw.Find("TemReporter") as MetaGroup ?? raw;
        into.Metadata.Add(tree);
        FactTable.Tell(into.Facts, tree,
        [
            new(CoreNames.AccelerationVoltage, "ElectronGun/AccelerationVoltage", "V"),
            new(CoreNames.EmissionCurrent, "ElectronGun/EmissionCurrent", "µA"),
            new(CoreNames.BeamCurrent, "ElectronGun/BeamCurrent", "µA", "It is the current of the gun, not that at the sample."),
            new(CoreNames.SpotSize, "IlluminationSystem/SpotSizeString", ""), new(CoreNames.StageX, "GonioStage/StagePosition/MX", "µm"),
            new(CoreNames.StageY, "GonioStage/StagePosition/MY", "µm"), new(CoreNames.StageZ, "GonioStage/StagePosition/MZ", "µm"),
            new(CoreNames.StageTilt, "GonioStage/StagePosition/TX", "°"), new(CoreNames.StageTiltBeta, "GonioStage/StagePosition/TY", "°"),
            new(CoreNames.Instrument, "Instruments"), new(CoreNames.Manufacturer, "Manufacturer"), new(CoreNames.Operator, "Operator"),
            new(CoreNames.Sample, "Specimen"),
            new(CoreNames.Description, "Comment"),
        ]);
        into.Facts.Tell(CoreNames.Mode, tree.Word("Eos", "EosMode")?.Replace("eos", "", StringComparison.Ordinal),
            "TemReporter/Eos/EosMode");
        TellCamera(tree, into);
        TellOptics(document.Main, tree, into);
        if (DateTimeOffset.TryParse(tree.Word("DateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            into.Facts.Tell(CoreNames.AcquiredAt, new FileTime(time.DateTime, time.Offset), "TemReporter/DateTime");
        }
    }

    private static void TellCamera(MetaGroup tree, Extraction into)
    {
        var camera = tree.Children.OfType<MetaGroup>().FirstOrDefault(group => group.Find("Parameter", "ExposureTimeValue") is MetaValue);
        into.Facts.Tell(CoreNames.ExposureTime, camera?.Number("Parameter", "ExposureTimeValue"), "µs",
            $"TemReporter/{camera?.Name}/Parameter/ExposureTimeValue");
        into.Facts.Tell(CoreNames.Detector, camera?.Word("Modelname"), $"TemReporter/{camera?.Name}/Modelname");
        if (camera?.Number("Parameter", "BinningHorizontalSize") is { } across
            && camera.Number("Parameter", "BinningVerticalSize") is { } down)
        {
            into.Facts.Tell(CoreNames.Binning, $"{across}x{down}", $"TemReporter/{camera.Name}/Parameter/BinningHorizontalSize");
        }
    }

    // The selector is the magnification, or the camera length; with the camera's pixels per metre it gives the scale.
    private static void TellOptics(Series series, MetaGroup tree, Extraction into)
    {
        const string optics = "TemReporter/ImageFormingSystem/SelectorValue";
        var mode = tree.Word("ImageFormingSystem", "ModeString") ?? "";
        var unit = tree.Word("ImageFormingSystem", "SelectorUnitString") ?? "";
        if (tree.Number("ImageFormingSystem", "SelectorValue") is not (> 0 and var selected))
        {
            return;
        }

        var perMetre = PixelsPerMetre(tree, 0) ?? 1 / Baseline.PixelSize(series.Page.Ifd, Tags.XResolution);
        if (unit is "X" or "x")
        {
            into.Facts.Tell(CoreNames.Magnification, selected, "", optics);
            series.ScaleMetres(1 / (perMetre * selected));
        }
        else if (Lengths.Metres(new MetaValue("", selected), unit) is > 0 and var length)
        {
            into.Facts.Tell(CoreNames.CameraLength, selected, unit, optics);
            if (!mode.Contains("DIFF", StringComparison.OrdinalIgnoreCase) && !mode.Contains("SA", StringComparison.OrdinalIgnoreCase)
                || Wavelength(tree.Number("ElectronGun", "AccelerationVoltage")) is not { } wavelength)
            {
                return;
            }

            series.Type = SignalType.Diffraction;
            var scale = 1e-9 / (perMetre * length * wavelength);
            series.Scale(scale, scale, "1/nm");
        }
    }

    private static double? PixelsPerMetre(MetaGroup tree, int depth)
    {
        foreach (var child in tree.Children.OfType<MetaGroup>())
        {
            if (child.Name == "PixelsPerMeter" && child.Number("Horizontal") is > 0 and var found)
            {
                return found;
            }

            if (depth < 8 && PixelsPerMetre(child, depth + 1) is { } below)
            {
                return below;
            }
        }

        return null;
    }

    // De Broglie, relativistic; in metres.
    private static double? Wavelength(double? volts)
    {
        const double planck = 6.62607015e-34, mass = 9.1093837015e-31, charge = 1.602176634e-19, light = 299792458;
        return volts is > 0 and var v ? planck / Math.Sqrt(2 * mass * charge * v * (1 + charge * v / (2 * mass * light * light))) : null;
    }
}
