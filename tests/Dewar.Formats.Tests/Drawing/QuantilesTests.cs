using Dewar.Formats.Drawing.Pictures;
using Xunit;

namespace Dewar.Formats.Drawing;

public sealed class QuantilesTests
{
    public static TheoryData<string> Kinds => ["even", "skewed", "two values", "one value", "huge", "with gaps", "an outlier", "even areas"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_quantile_is_the_value_that_sorting_gives(string kind)
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, 5000).Select(i => kind switch
        {
            "even" => random.NextDouble(),
            "skewed" => Math.Exp(40 * random.NextDouble()),
            "two values" => i % 3 == 0 ? -1.0 : 5,
            "one value" => 3.25,
            "an outlier" => i == 77 ? 1e12 : random.NextDouble(),
            "even areas" => i / 700,
            "huge" => (random.NextDouble() - 0.5) * double.MaxValue * 1.9,
            _ => i % 5 == 0 ? double.NaN : random.Next(100),
        }).ToArray();
        var sorted = values.Where(double.IsFinite).Order().ToArray();

        using var quantiles = new Quantiles(values, 1 << 16);

        Assert.Equal(sorted.Length, quantiles.Count);
        Assert.Equal((sorted[0], sorted[^1]), (quantiles.Least, quantiles.Most));
        foreach (var share in (double[])[0, 0.003, 0.01, 0.25, 0.5, 0.9, 0.997, 0.9995, 1])
        {
            Assert.Equal(sorted[(int)Math.Round((sorted.Length - 1) * share)], quantiles.At(share));
        }
    }

    [Fact]
    public void Without_numbers_there_are_no_quantiles()
    {
        using var none = new Quantiles([double.NaN, double.PositiveInfinity], 100);

        Assert.Equal(0, none.Count);
    }
}
