using Xunit;

namespace Dewar.Formats.Bytes;

public sealed class NumberTextTests
{
    [Theory, InlineData("1e-2147483648"), InlineData("1e2147483647"), InlineData("0.1e-99999999999"), InlineData("1e"), InlineData("e5")]
    public void An_exponent_beyond_all_reason_ends_with_an_answer(string text) =>
        Assert.True(NumberText.TryParse(text, out var number) ? double.IsFinite(number) || double.IsInfinity(number) : number == 0);

    [Theory, InlineData("1.5e-3", 1.5e-3), InlineData("-2D2", -200), InlineData("+.5", 0.5), InlineData("1e-320", 1e-320)]
    public void Numbers_are_read_as_they_are_written(string text, double expected)
    {
        Assert.True(NumberText.TryParse(text, out var number));
        Assert.Equal(expected, number);
    }
}
