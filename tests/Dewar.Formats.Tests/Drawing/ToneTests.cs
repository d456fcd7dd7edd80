using Dewar.Formats.Drawing.Pictures;
using Xunit;

namespace Dewar.Formats.Drawing;

public sealed class ToneTests
{
    [Theory]
    [InlineData(0, 1, 0, false)]
    [InlineData(-5, 20, 0, true)]
    [InlineData(2, 9, 700, false)]
    [InlineData(2, 9, 20, true)]
    [InlineData(3, 3, 0, false)]
    public void Many_values_have_the_levels_that_each_has(double low, double high, double bend, bool isInverted)
    {
        var tone = new Tone(low, high, bend, isInverted);
        var values = Enumerable.Range(0, 1003).Select(i => low - 1 + i * (high - low + 2) / 1000).ToArray();
        var levels = new byte[values.Length];

        tone.Levels(values, levels);

        Assert.All(values.Zip(levels), one => Assert.InRange(one.Second - tone.Level(one.First), -1, 1));
        Assert.True(high == low || levels.Contains((byte)0) && levels.Contains((byte)255));
    }
}
