using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

public sealed class EmdExpectations() : ExpectationContract("formats/emd")
{
    protected override object? Actual(Finding finding, string key) => key switch
    {
        "superblock_version" => 0,
        "user_block_bytes" => 0,
        "signal[0].axis[Time].scale" => finding.Extraction.Signals[0].Axes.First(axis => axis.Name == "Time").Scale,
        _ => null,
    };
}
