using Xunit;

namespace Dewar.Formats.Spec;

public sealed class SpecNamesTests
{
    [Theory]
    [InlineData("mono  ring current  I0", 3, "mono|ring current|I0")]
    [InlineData("mono  ring current  I0", null, "mono|ring current|I0")]
    [InlineData("mono I0 det", 3, "mono|I0|det")]
    [InlineData("mono I0 det", null, "mono|I0|det")]
    [InlineData("mono\tring current", 2, "mono|ring current")]
    [InlineData("  mono    I0  ", 2, "mono|I0")]
    [InlineData("ring current", 1, "ring current")]
    [InlineData("", 1, "")]
    [InlineData("", null, "")]
    [InlineData("a  b c", 3, "a|b|c")]
    [InlineData("a  b c", 7, "a|b c")]
    public void Names_are_divided_by_how_many_there_are(string line, int? count, string names) =>
        Assert.Equal(names, string.Join('|', SpecNames.Split(line, count)));

    [Theory, InlineData("a|b", 3, "a|b|column 3"), InlineData("a|b|c", 2, "a|b"), InlineData("a", 0, "")]
    public void Columns_without_a_name_are_numbered(string names, int count, string expected) =>
        Assert.Equal(expected, string.Join('|', SpecNames.Fit(names.Split('|'), count)));
}
