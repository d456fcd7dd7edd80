using Dewar.Sdk;

namespace Dewar.Formats.Mrc;

/// <summary>The common quantities in the first record of FEI1 or FEI2.</summary>
internal static class FeiFacts
{
    private static readonly (string Name, CoreName Core)[] Numbers =
    [
        ("HT", CoreNames.AccelerationVoltage), ("Alpha tilt", CoreNames.StageTilt), ("Beta tilt", CoreNames.StageTiltBeta),
        ("X-Stage", CoreNames.StageX),
        ("Y-Stage", CoreNames.StageY), ("Z-Stage", CoreNames.StageZ), ("Pixel size X", CoreNames.PixelSize), ("Defocus", CoreNames.Defocus),
        ("Magnification", CoreNames.Magnification), ("Camera length", CoreNames.CameraLength), ("Spot index", CoreNames.SpotSize),
        ("Convergence angle", CoreNames.ConvergenceAngle), ("Integration time", CoreNames.ExposureTime),
        ("Dwell time", CoreNames.DwellTime),
        ("Frame time", CoreNames.FrameTime), ("Scan rotation", CoreNames.ScanRotation), ("Full scan FOV X", CoreNames.FieldWidth),
        ("Full scan FOV Y", CoreNames.FieldHeight),
    ];

    public static void Tell(MetaGroup record, Facts facts)
    {
        foreach (var (name, core) in Numbers)
        {
            // Times and magnifications of zero belong to the mode that was not used.
            if (record.Find(name) is MetaValue { AsNumber: { } number } value
                && (number != 0 || name is not ("Integration time" or "Dwell time" or "Magnification")))
            {
                facts.Tell(core, number, value.Unit ?? "", $"{record.Name}.{name}");
            }
        }

        var serial = record.Word("D-Number");
        facts.Tell(CoreNames.Instrument, record.Word("Microscope type"), $"{record.Name}.Microscope type");
        facts.Tell(CoreNames.SerialNumber, serial is "0" ? null : serial, $"{record.Name}.D-Number");
        facts.Tell(CoreNames.Manufacturer, "Thermo Fisher (FEI)", record.Name);
        facts.Tell(CoreNames.Software, $"{record.Word("Application")} {record.Word("Application version")}", $"{record.Name}.Application");

        // In STEM the name of the camera is that of the last picture before.
        var stem = record.Word("STEM Detector name") is { Length: > 0 } detector ? detector : null;
        facts.Tell(CoreNames.Detector, stem ?? record.Word("Camera name"),
            $"{record.Name}.{(stem is null ? "Camera name" : "STEM Detector name")}");
        facts.Tell(CoreNames.Mode, stem is not null || record.Find("Dwell time") is not null ? "STEM" : "TEM", record.Name);
        if (record.Find("Slit inserted") is MetaValue { Value: true })
        {
            facts.Tell(CoreNames.Slit, record.Number("Slit width"), "eV", $"{record.Name}.Slit width");
        }

        if (stem is null && record.Number("Binning Width") is > 0 and var across && record.Number("Binning Height") is { } down)
        {
            facts.Tell(CoreNames.Binning, $"{across}x{down}", $"{record.Name}.Binning Width");
        }

        if (record.Number("Timestamp") is > 1 and < 100_000 and var days)
        {
            var time = new DateTime(1899, 12, 30).AddMilliseconds(Math.Round(days * 86_400_000));
            facts.Tell(CoreNames.AcquiredAt, new FileTime(time), $"{record.Name}.Timestamp");
        }
        else if (record.Number("Acquisition time stamp") is > 1e14 and < 1e17 and var microseconds)
        {
            facts.Tell(CoreNames.AcquiredAt, FileTime.Utc(DateTime.UnixEpoch.AddMicroseconds(microseconds)),
                $"{record.Name}.Acquisition time stamp");
        }
    }
}
