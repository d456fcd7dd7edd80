using Dewar.Formats.Expected;

namespace Dewar.Formats.Bruker;

public sealed class BrukerExpectedTests() : ExpectationContract("formats/bcf")
{
    protected override object? Actual(Finding finding, string key) => null;
}
