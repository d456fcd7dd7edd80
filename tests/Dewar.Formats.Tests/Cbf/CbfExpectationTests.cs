using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Cbf;

public sealed class CbfExpectationTests() : ExpectationContract("formats/cbf")
{
    protected override object? Actual(Finding finding, string key) => key is "line_feeds" ? finding.Extraction.Metadata.Number("lines") : null;
}
