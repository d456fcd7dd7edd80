using Dewar.Formats.Expected;

namespace Dewar.Formats.Ripple;

public sealed class RippleExpectedTests() : ExpectationContract("formats/ripple")
{
    protected override object? Actual(Finding finding, string key) => null;
}
