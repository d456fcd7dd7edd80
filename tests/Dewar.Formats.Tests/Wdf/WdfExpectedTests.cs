using Dewar.Formats.Bytes;
using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Wdf;

public sealed class WdfExpectedTests() : ExpectationContract("formats/wdf")
{
    protected override object? Actual(Finding finding, string key) => key switch
    {
        "blocks" => InTree(finding, "blocks"),
        "signal[0].metadata.Acquisition_instrument.Detector.processing.cosmic_ray_removal" =>
            TreeSearch.First(finding.Extraction.Metadata, "Use Cosmic Ray Remove")?.Value,
        "signal[0].metadata.Acquisition_instrument.Detector.temperature" =>
            CommonKeys.Quantity(finding, null, CoreNames.DetectorTemperature, "°C"),
        _ => null,
    };
}
