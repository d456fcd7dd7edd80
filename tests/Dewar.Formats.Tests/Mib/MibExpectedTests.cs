using Dewar.Formats.Expected;

namespace Dewar.Formats.Mib;

public sealed class MibExpectedTests() : ExpectationContract("formats/mib")
{
    protected override object? Actual(Finding finding, string key) => key switch
    {
        "frame[0].chips" => InTree(finding, "frame.number_of_chips"),
        "frame[0].header_bytes" => InTree(finding, "frame.data_offset"),
        "frame[0].height" => InTree(finding, "frame.height"),
        "frame[0].width" => InTree(finding, "frame.width"),
        "frame[0].pixel_type" => InTree(finding, "frame.pixel_depth"),
        "frame[0].time" => InTree(finding, "frame.timestamp"),
        _ => null,
    };
}
