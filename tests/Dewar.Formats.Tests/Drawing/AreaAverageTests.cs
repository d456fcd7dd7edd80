using Dewar.Formats.Drawing.Pictures;
using Xunit;

namespace Dewar.Formats.Drawing;

public sealed class AreaAverageTests
{
    private const int Columns = 137;
    private const int Rows = 23;

    [Theory]
    [InlineData(1, 10, 7)]
    [InlineData(3, 10, 7)]
    [InlineData(1, Columns, 7)]
    [InlineData(2, 60, Rows)]
    public void A_small_picture_has_the_averages_whether_rows_have_gaps_or_not(int channels, int width, int height)
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, Columns * Rows * channels).Select(_ => (double)random.Next(1000)).ToArray();
        values[(4 * Columns + 11) * channels] = double.NaN;

        AssertAverages(values, Small<double>(values, Rows, width, height, channels), channels, 1e-6);
    }

    [Theory]
    [InlineData(1, 10, 7)]
    [InlineData(3, 60, 23)]
    [InlineData(1, Columns, 1)]
    [InlineData(4, Columns, Rows)]
    public void Small_integers_have_the_same_averages(int channels, int width, int height)
    {
        var random = new Random(4);
        var values = Enumerable.Range(0, Columns * Rows * channels).Select(_ => random.Next(256)).ToArray();
        var wide = Array.ConvertAll(values, value => value * 257);

        // Rows on a border are divided by 256ths.
        AssertAverages(Array.ConvertAll(values, value => (double)value), Small<byte>(Array.ConvertAll(values, value => (byte)value), Rows, width, height, channels), channels, 0.5);
        AssertAverages(Array.ConvertAll(wide, value => (double)value), Small<ushort>(Array.ConvertAll(wide, value => (ushort)value), Rows, width, height, channels), channels, 130);
        AssertAverages(
            Array.ConvertAll(wide, value => value - 32768.0), Small<short>(Array.ConvertAll(wide, value => (short)(value - 32768)), Rows, width, height, channels), channels, 130);
    }

    [Fact]
    public void An_even_picture_stays_even_however_tall_it_is()
    {
        const int Tall = 5000;
        var values = new ushort[Columns * Tall];
        values.AsSpan().Fill(65535);

        var small = Small<ushort>(values, Tall, 30, 7, 1);

        Assert.All(small.Values.ToArray(), value => Assert.Equal(65535, value, 1e-6));
    }

    [Fact]
    public void A_row_with_a_gap_among_rows_without_counts_as_much_as_they_do()
    {
        var average = new AreaAverage(2, 4, new(1, 1, 1));
        average.Add<byte>(0, [10, 20]);
        average.Add<double>(1, [double.NaN, 40]);
        average.Add<double>(2, [50, 60]);
        average.Add<byte>(3, [70, 80]);

        Assert.Equal((10 + 20 + 40 + 50 + 60 + 70 + 80) / 7.0, average.ToPlane().Values[0], 1e-9);
    }

    [Fact]
    public void What_is_too_large_to_be_added_up_is_no_number()
    {
        var average = new AreaAverage(1, 2, new(1, 1, 1));
        average.Add<double>(0, [double.MaxValue]);
        average.Add<double>(1, [double.MaxValue]);

        Assert.True(double.IsNaN(average.ToPlane().Values[0]));
    }

    private static Plane Small<T>(T[] values, int rows, int width, int height, int channels) where T : unmanaged, System.Numerics.INumber<T>
    {
        var average = new AreaAverage(Columns, rows, new(width, height, channels));
        for (var row = 0; row < rows; row++)
        {
            average.Add<T>(row, values.AsSpan(row * Columns * channels, Columns * channels));
        }

        return average.ToPlane();
    }

    private static void AssertAverages(double[] values, Plane small, int channels, double tolerance)
    {
        for (var y = 0; y < small.Height; y++)
        {
            for (var x = 0; x < small.Width; x++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    Assert.Equal(Average(values, small, x, y, channel), small.Values[(y * small.Width + x) * channels + channel], tolerance);
                }
            }
        }
    }

    private static double Average(double[] values, Plane small, int x, int y, int channel)
    {
        var (sum, weight) = (0.0, 0.0);
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var share = Shared(row, (double)Rows / small.Height, y) * Shared(column, (double)Columns / small.Width, x);
                var value = values[(row * Columns + column) * small.Channels + channel];
                (sum, weight) = double.IsNaN(value) ? (sum, weight) : (sum + share * value, weight + share);
            }
        }

        return sum / weight;
    }

    private static double Shared(int large, double per, int small) => Math.Max(0, Math.Min(large + 1, (small + 1) * per) - Math.Max(large, small * per));
}
