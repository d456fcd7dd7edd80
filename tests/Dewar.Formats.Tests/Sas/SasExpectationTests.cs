using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Sas;

public sealed class SasExpectationTests() : ExpectationContract("formats/sas")
{
    protected override object? Actual(Finding finding, string key) => key switch
    {
        "line_feeds" => finding.Extraction.Metadata.Number("lines"),
        "data_sets" => finding.Extraction.Metadata.Children.Count(child => child.Name is "SASentry"),
        _ => null,
    };
}
