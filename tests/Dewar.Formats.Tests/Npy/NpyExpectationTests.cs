using Dewar.Formats.Expected;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Npy;

public sealed class NpyExpectationTests() : ExpectationContract("formats/npy")
{
    [Fact]
    public void The_numbers_of_a_table_are_those_of_its_text()
    {
        var signal = Samples.Inspect("formats/npy/protochips_electrical.npy").Extraction.Signals[0];

        Assert.Equal(SignalType.Table, signal.Type);
        Assert.Equal(154 * 6, signal.Values!.ReadNumbers(Slab.All(signal.Shape)).Length);
    }

    protected override object? Actual(Finding finding, string key) => key is "dtype" ? InTree(finding, "descr") : InTree(finding, key);
}
