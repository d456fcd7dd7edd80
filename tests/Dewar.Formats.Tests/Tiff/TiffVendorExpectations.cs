using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>What independent programs say of TIFF files of microscopes.</summary>
public sealed class TiffVendorExpectations() : ExpectationContract("formats/tiff-vendor")
{
    private const string Stage = "signal[0].metadata.Acquisition_instrument.SEM.Stage.";

    protected override object? Actual(Finding finding, string key)
    {
        if (key.StartsWith("nx_meta.", StringComparison.Ordinal))
        {
            return NexusLimsKeys.Actual(finding, key["nx_meta.".Length..]);
        }

        // For FEI the expected values are in metres and radians.
        if (key.StartsWith(Stage, StringComparison.Ordinal) && finding.Extraction.Format.StartsWith("FEI", StringComparison.Ordinal))
        {
            return InSi(finding, key[Stage.Length..]);
        }

        var facts = finding.Extraction.Facts;
        return key switch
        {
            "line_feeds" => finding.Extraction.Signals[0].Text!.Count(letter => letter == '\n'),
            "signal[0].metadata.Signal.signal_type" => finding.Extraction.Signals[0].Type == SignalType.Image ? "" : null,
            "signal[0].metadata.Acquisition_instrument.SEM.magnification" => InTree(finding, "CZ_SEM.AP_MAG"),
            "signal[0].metadata.Acquisition_instrument.TEM.Detector.Camera.name" => facts[CoreNames.Detector]?.Value,
            "signal[0].metadata.Acquisition_instrument.TEM.Detector.Camera.exposure" => facts[CoreNames.ExposureTime]?.Si,
            "signal[0].metadata.General.time" when finding.Extraction.Format.StartsWith("TVIPS", StringComparison.Ordinal) =>
                (facts[CoreNames.AcquiredAt]?.Value as FileTime?)?.Local.ToString("H:mm:ss"),
            _ => TiffKeys.Actual(finding, key),
        };
    }

    private static double? InSi(Finding finding, string key) => finding.Extraction.Facts[key switch
    {
        "x" => CoreNames.StageX,
        "y" => CoreNames.StageY,
        "z" => CoreNames.StageZ,
        "tilt" => CoreNames.StageTilt,
        _ => CoreNames.StageRotation,
    }]?.Si;
}
