using Dewar.Formats.Expected;
using Dewar.Sdk;

namespace Dewar.Formats.Mda;

public sealed class MdaExpectationTests() : ExpectationContract("formats/mda")
{
    protected override object? Actual(Finding finding, string key) => InTree(finding, key);
}
