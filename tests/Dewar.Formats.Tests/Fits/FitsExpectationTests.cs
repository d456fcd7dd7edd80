using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Fits;

public sealed class FitsExpectationTests() : ExpectationContract("formats/fits")
{
    protected override object? Actual(Finding finding, string key) => key switch
    {
        "hdus" => finding.Extraction.Metadata.Children.Count,
        "primary.bitpix" => finding.Extraction.Metadata.Number("Primary", "BITPIX"),
        "primary.naxis" => finding.Extraction.Metadata.Number("Primary", "NAXIS"),
        "primary.shape_fastest_first" => Enumerable.Range(1, 2).Select(axis => finding.Extraction.Metadata.Number("Primary", $"NAXIS{axis}") ?? 0).ToArray(),
        _ => null,
    };
}
