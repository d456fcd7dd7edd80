using Dewar.Formats.Drawing.Pictures;
using Xunit;

namespace Dewar.Formats.Drawing;

public sealed class QuantilesTests
{
    public static TheoryData<string> Kinds => ["even", "skewed", "two values", "one value", "huge", "with gaps"];

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
            "huge" => (random.NextDouble() - 0.5) * double.MaxValue * 1.9,
            _ => i % 5 == 0 ? double.NaN : random.Next(100),
        }).ToArray();
        var sorted = values.Where(double.IsFinite).Order().ToArray();

        var quantiles = new Quantiles(values, 1 << 16);

        Assert.Equal(sorted.Length, quantiles.Count);
        Assert.Equal((sorted[0], sorted[^1]), (quantiles.Least, quantiles.Most));
        foreach (var share in (double[])[0, 0.003, 0.01, 0.25, 0.5, 0.9, 0.997, 0.9995, 1])
        {
            Assert.Equal(sorted[(int)Math.Round((sorted.Length - 1) * share)], quantiles.At(share));
        }
    }

    [Fact]
    public void Without_numbers_there_are_no_quantiles() => Assert.Equal(0, new Quantiles([double.NaN, double.PositiveInfinity], 100).Count);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_small_picture_has_the_averages_whether_rows_have_gaps_or_not(int channels)
    {
        var random = new Random(3);
        var (columns, rows, width, height) = (37, 23, 10, 7);
        var values = Enumerable.Range(0, columns * rows * channels).Select(_ => (double)random.Next(1000)).ToArray();
        values[(4 * columns + 11) * channels] = double.NaN;
        var average = new AreaAverage(columns, rows, width, height, channels);
        for (var row = 0; row < rows; row++)
        {
            average.Add(row, values.AsSpan(row * columns * channels, columns * channels));
        }

        var plane = average.ToPlane();

        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (sum, weight) = (0.0, 0.0);
                for (var row = 0; row < rows; row++)
                {
                    for (var column = 0; column < columns; column++)
                    {
                        var share = Shared(row, (double)rows / height, y) * Shared(column, (double)columns / width, x);
                        var value = values[(row * columns + column) * channels];
                        (sum, weight) = double.IsNaN(value) ? (sum, weight) : (sum + share * value, weight + share);
                    }
                }

                Assert.Equal(sum / weight, plane.Values[(y * width + x) * channels], 1e-6);
            }
        }

        static double Shared(int large, double per, int small) => Math.Max(0, Math.Min(large + 1, (small + 1) * per) - Math.Max(large, small * per));
    }
}
