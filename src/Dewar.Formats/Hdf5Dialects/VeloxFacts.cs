using System.Globalization;
using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>What Velox says of microscope and detectors. All its numbers are words, in SI units.</summary>
internal static class VeloxFacts
{
    private static readonly (CoreName Name, string Unit, string[] Path)[] Numbers =
    [
        (CoreNames.AccelerationVoltage, "V", ["Optics", "AccelerationVoltage"]),
        (CoreNames.ExtractionVoltage, "V", ["Optics", "ExtractorVoltage"]),
        (CoreNames.SpotSize, "", ["Optics", "SpotIndex"]),
        (CoreNames.ConvergenceAngle, "rad", ["Optics", "BeamConvergence"]),
        (CoreNames.Defocus, "m", ["Optics", "Defocus"]),
        (CoreNames.CameraLength, "m", ["Optics", "CameraLength"]),
        (CoreNames.BeamCurrent, "A", ["Optics", "LastMeasuredScreenCurrent"]),
        (CoreNames.StageX, "m", ["Stage", "Position", "x"]),
        (CoreNames.StageY, "m", ["Stage", "Position", "y"]),
        (CoreNames.StageZ, "m", ["Stage", "Position", "z"]),
        (CoreNames.StageTilt, "rad", ["Stage", "AlphaTilt"]),
        (CoreNames.StageTiltBeta, "rad", ["Stage", "BetaTilt"]),
        (CoreNames.DwellTime, "s", ["Scan", "DwellTime"]),
        (CoreNames.FrameTime, "s", ["Scan", "FrameTime"]),
        (CoreNames.ScanRotation, "rad", ["Scan", "ScanRotation"]),
        (CoreNames.PixelSize, "m", ["BinaryResult", "PixelSize", "width"]),
    ];

    private static readonly (CoreName Name, string[] Path)[] Words =
    [
        (CoreNames.Instrument, ["Instrument", "InstrumentClass"]),
        (CoreNames.Instrument, ["Instrument", "InstrumentModel"]),
        (CoreNames.Manufacturer, ["Instrument", "Manufacturer"]),
        (CoreNames.SerialNumber, ["Instrument", "InstrumentId"]),
        (CoreNames.Operator, ["Core", "UserName"]),
        (CoreNames.Sample, ["Sample", "SampleDescription"]),
    ];

    /// <param name="own">Of the signal.</param>
    /// <param name="whole">Of the file: what holds for the instrument.</param>
    public static void Tell(JsonElement json, Facts own, Facts whole)
    {
        foreach (var (name, unit, path) in Numbers)
        {
            // A signal in reciprocal space has its own size of a pixel.
            if (name != CoreNames.PixelSize || Word(json, "BinaryResult", "PixelUnitX") is "m")
            {
                own.Tell(name, Number(json, path), unit, string.Join('.', path));
            }
        }

        foreach (var (name, path) in Words)
        {
            whole.Tell(name, Word(json, path), string.Join('.', path));
        }

        var isStem = Word(json, "Optics", "IlluminationMode") is "Probe" || Number(json, "Optics", "OperatingMode") is 2;
        TellTime(json, whole);
        own.Tell(CoreNames.Mode, isStem ? "STEM" : "TEM", "Optics.OperatingMode");
        if (isStem)
        {
            own.Tell(CoreNames.Magnification, Positive(Number(json, "CustomProperties", "StemMagnification", "value")), "", "CustomProperties.StemMagnification");
        }

        own.Tell(CoreNames.Magnification, Positive(Number(json, "Optics", "NominalMagnification")), "", "Optics.NominalMagnification");
        own.Tell(CoreNames.Detector, Word(json, "BinaryResult", "Detector"), "BinaryResult.Detector");
        if (Detector(json) is { } detector)
        {
            own.Tell(CoreNames.Detector, Word(detector, "DetectorName"), "Detectors.DetectorName");
            own.Tell(CoreNames.ExposureTime, Number(detector, "ExposureTime"), "s", "Detectors.ExposureTime");
            own.Tell(CoreNames.LiveTime, Number(detector, "LiveTime"), "s", "Detectors.LiveTime");
            own.Tell(CoreNames.RealTime, Number(detector, "RealTime"), "s", "Detectors.RealTime");
            own.Tell(CoreNames.ElevationAngle, Number(detector, "ElevationAngle"), "rad", "Detectors.ElevationAngle");
            own.Tell(CoreNames.AzimuthAngle, Number(detector, "AzimuthAngle"), "rad", "Detectors.AzimuthAngle");
            own.Tell(CoreNames.CollectionAngle, Number(detector, "CollectionAngleRange", "end"), "rad", "Detectors.CollectionAngleRange.end");
            own.Tell(CoreNames.Binning, Word(detector, "Binning", "width") is { } width ? $"{width}x{Word(detector, "Binning", "height")}" : null, "Detectors.Binning");
        }
    }

    // Older files of cameras do not say when they began; the camera's stamp is when the data were stored.
    private static void TellTime(JsonElement json, Facts whole)
    {
        if (Number(json, "Acquisition", "AcquisitionStartDatetime", "DateTime") is > 0 and < 4e9 and var seconds)
        {
            whole.Tell(CoreNames.AcquiredAt, FileTime.Utc(DateTime.UnixEpoch.AddSeconds(seconds)), "Acquisition.AcquisitionStartDatetime");
        }
        else if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("CustomProperties", out var custom) && custom.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in custom.EnumerateObject())
            {
                if (property.Name.EndsWith("].TimeStamp", StringComparison.Ordinal) && Number(property.Value, "value") is > 0 and < 4e15 and var stamp)
                {
                    whole.Tell(CoreNames.AcquiredAt, FileTime.Utc(DateTime.UnixEpoch.AddMicroseconds(stamp)), $"CustomProperties.{property.Name}",
                        "It is when the camera's picture was stored.");
                }
            }
        }
    }

    /// <summary>Seconds from one frame to the next; null when it is not said.</summary>
    public static double? FrameTime(JsonElement? json) => Positive(Number(json, "Scan", "FrameTime")) ?? Positive(Detector(json) is { } detector ? Number(detector, "ExposureTime") : null);

    /// <summary>The energies of a spectrum's channels.</summary>
    public static Axis Energies(JsonElement? json, long channels) => Detector(json) is { } detector && Number(detector, "Dispersion") is > 0 and var dispersion
        ? new Axis("Energy", channels) { Scale = dispersion, Offset = Number(detector, "OffsetEnergy") ?? 0, Unit = "eV" }
        : new Axis("Energy", channels);

    public static double? Number(JsonElement? json, params ReadOnlySpan<string> path) =>
        double.TryParse(Word(json, path), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The word at a path; null when there is none.</summary>
    public static string? Word(JsonElement? json, params ReadOnlySpan<string> path)
    {
        var here = json;
        foreach (var name in path)
        {
            here = here is { ValueKind: JsonValueKind.Object } group && group.TryGetProperty(name, out var next) ? next : null;
        }

        return here is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } value && value.ToString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>The detector that made this signal, among all that the microscope has.</summary>
    private static JsonElement? Detector(JsonElement? json)
    {
        if (json is not { ValueKind: JsonValueKind.Object } all || !all.TryGetProperty("Detectors", out var detectors) || detectors.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var name = Word(json, "BinaryResult", "Detector");
        var index = Word(json, "BinaryResult", "DetectorIndex");
        foreach (var detector in detectors.EnumerateObject())
        {
            if (detector.Name == $"Detector-{index}" || index is null && Word(detector.Value, "DetectorName") == name)
            {
                return detector.Value;
            }
        }

        // Several X-ray detectors together have a name of their own, with which the names of all begin.
        foreach (var detector in detectors.EnumerateObject())
        {
            if (index is null && name is not null && Word(detector.Value, "DetectorName")?.StartsWith(name, StringComparison.Ordinal) == true)
            {
                return detector.Value;
            }
        }

        return null;
    }

    private static double? Positive(double? number) => number is > 0 ? number : null;
}
