using Dewar.Formats.Drawing.Png;
using Xunit;

namespace Dewar.Formats.Drawing;

public sealed class PngFilterTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(1, 256)]
    [InlineData(3, 33)]
    [InlineData(3, 257)]
    public void A_filtered_row_gives_the_row_again(int step, int pixels)
    {
        var random = new Random(5);
        var met = new HashSet<byte>();
        for (var round = 0; round < 300; round++)
        {
            var (row, above) = (new byte[step * pixels], new byte[step * pixels]);
            random.NextBytes(above);
            for (var i = 0; i < row.Length; i++)
            {
                var (left, corner) = i >= step ? (row[i - step], above[i - step]) : ((byte)0, (byte)0);
                row[i] = (byte)((round % 5) switch { 0 => 0, 1 => left, 2 => above[i], 3 => (left + above[i]) / 2, _ => Paeth(left, above[i], corner) } + random.Next(3));
            }

            var into = new byte[row.Length + 1];
            PngFilter.Best(row, above, step, new byte[row.Length], into);

            met.Add(into[0]);
            Assert.Equal(row, Restored(into, above, step));
        }

        Assert.InRange(met.Count, 4, 5);
    }

    private static byte[] Restored(byte[] filtered, byte[] above, int step)
    {
        var row = filtered[1..];
        for (var i = 0; i < row.Length; i++)
        {
            var (left, corner) = i >= step ? (row[i - step], above[i - step]) : ((byte)0, (byte)0);
            row[i] += (byte)(filtered[0] switch { 0 => 0, 1 => left, 2 => above[i], 3 => (left + above[i]) / 2, _ => Paeth(left, above[i], corner) });
        }

        return row;
    }

    // As the specification writes it.
    private static int Paeth(int a, int b, int c)
    {
        var p = a + b - c;
        var (pa, pb, pc) = (Math.Abs(p - a), Math.Abs(p - b), Math.Abs(p - c));
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}
