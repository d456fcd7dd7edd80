using Dewar.Formats.Bytes;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tiff;

public sealed class PixelTests
{
    [Theory, InlineData(0x00, 0x00), InlineData(0x01, 0x80)]
    [InlineData(0x80, 0x01), InlineData(0xf0, 0x0f), InlineData(0x12, 0x48), InlineData(0xff, 0xff)]
    public void Bits_are_turned_round(byte bits, byte expected)
    {
        byte[] bytes = [bits, 0x01];
        Bits.Reverse(bytes);

        Assert.Equal([expected, 0x80], bytes);
    }

    [Theory]
    [InlineData(1, 1, "0102030405", "0103060a0f")]
    [InlineData(1, 3, "010203040506", "010203050709")]
    [InlineData(1, 1, "ff02", "ff01")]
    [InlineData(2, 1, "ff0001000200", "ff0000010201")]
    [InlineData(4, 1, "ffffffff02000000", "ffffffff01000000")]
    [InlineData(8, 1, "01000000000000000200000000000000", "01000000000000000300000000000000")]
    [InlineData(1, 4, "010203", "010203")]
    [InlineData(2, 1, "", "")]
    public void Differences_are_added_up(int size, int samples, string packed, string expected)
    {
        var row = Convert.FromHexString(packed);
        Predictors.Add(row, size, samples);

        Assert.Equal(expected, Convert.ToHexString(row).ToLowerInvariant());
    }

    [Theory, InlineData(3), InlineData(16), InlineData(0)]
    public void Differences_of_odd_samples_are_damage(int size) =>
        Assert.Throws<DamagedException>(() => Predictors.Add(new byte[48], size, 1));

    [Theory, InlineData(2, 1), InlineData(4, 1), InlineData(4, 3), InlineData(8, 2)]
    public void Floats_sorted_by_significance_are_put_together(int size, int samples)
    {
        var numbers = new byte[size * samples * 5];
        new Random(size).NextBytes(numbers);
        var count = numbers.Length / size;
        var packed = new byte[numbers.Length];
        for (var i = 0; i < count; i++)
        {
            for (var b = 0; b < size; b++)
            {
                packed[b * count + i] = numbers[i * size + size - 1 - b];
            }
        }

        for (var i = packed.Length - 1; i >= samples; i--)
        {
            packed[i] -= packed[i - samples];
        }

        var into = new byte[numbers.Length];
        Predictors.Unsort(packed, into, size, samples);
        Assert.Equal(numbers, into);
    }

    [Theory]
    [InlineData(1, "a5", "1|0|1|0|0|1|0|1")]
    [InlineData(2, "1be4", "0|1|2|3|3|2|1|0")]
    [InlineData(4, "12345678", "1|2|3|4|5|6|7|8")]
    [InlineData(3, "053977", "0|1|2|3|4|5|6|7")]
    [InlineData(6, "00108310518f", "0|1|2|3|4|5|6|15")]
    [InlineData(12, "001002003004005006007fff", "1|2|3|4|5|6|7|4095")]
    public void Samples_of_any_bits_are_unpacked(int bits, string hex, string expected)
    {
        var numbers = Numbers(new TiffFiles().Page(8, 1, Convert.FromHexString(hex), bits).Write());

        Assert.Equal(expected, string.Join('|', numbers));
    }

    [Theory, InlineData(5), InlineData(7), InlineData(9), InlineData(11)]
    [InlineData(13), InlineData(14), InlineData(15), InlineData(17), InlineData(20)]
    [InlineData(23), InlineData(31)]
    public void Odd_bits_are_read_highest_first_whatever_the_byte_order(int bits)
    {
        var pixels = new byte[bits];
        new Random(bits).NextBytes(pixels);

        Assert.Equal(Reference(pixels, bits), Numbers(new TiffFiles().Page(8, 1, pixels, bits).Write()));
        Assert.Equal(Reference(pixels, bits), Numbers(new TiffFiles(bigEndian: true).Page(8, 1, pixels, bits).Write()));
    }

    [Fact]
    public void Rows_of_odd_bits_begin_with_a_byte_of_their_own() =>
        Assert.Equal([1, 0, 1, 0, 1, 1], Numbers(new TiffFiles().Page(3, 2, [0xa0, 0x60], 1).Write()));

    [Fact]
    public void With_the_low_bit_first_every_byte_is_turned() =>
        Assert.Equal([1, 0, 1, 0, 0, 0, 0, 0], Numbers(new TiffFiles().Page(8, 1, [0x05], 1).Shorts(266, 2).Write()));

    [Theory, InlineData(1, 1), InlineData(2, 1), InlineData(3, 2), InlineData(8, 5), InlineData(100, 5)]
    public void Strips_of_any_height_make_the_same_picture(int rowsPerStrip, int width)
    {
        var file = new TiffFiles().Page(width, 8, new byte[8 * width]);
        var (places, sizes) = (new List<long>(), new List<long>());
        for (var row = 0; row < 8; row += rowsPerStrip)
        {
            var rows = Math.Min(rowsPerStrip, 8 - row);
            places.Add(file.Append([.. Enumerable.Range(row * width, rows * width).Select(i => (byte)i)]));
            sizes.Add(rows * width);
        }

        Assert.Equal(Enumerable.Range(0, 8 * width).Select(i => (double)i),
            Numbers(file.Longs(273, [.. places]).Longs(279, [.. sizes]).Longs(278, rowsPerStrip).Write()));
    }

    [Theory, InlineData(16, 16), InlineData(20, 17), InlineData(33, 5), InlineData(1, 40)]
    public void Tiles_hang_over_the_edges(int width, int height)
    {
        var file = new TiffFiles().Page(width, height, [1]);
        var (places, sizes) = (new List<long>(), new List<long>());
        for (var y = 0; y < height; y += 16)
        {
            for (var x = 0; x < width; x += 16)
            {
                places.Add(file.Append([.. Enumerable.Range(0, 256).Select(i => (byte)((y + i / 16) * 7 + (x + i % 16) * 3))]));
                sizes.Add(256);
            }
        }

        var bytes = file.Shorts(322, 16).Shorts(323, 16).Longs(324, [.. places]).Longs(325, [.. sizes]).Write();
        var expected = Enumerable.Range(0, width * height).Select(i => (double)(byte)(i / width * 7 + i % width * 3));
        Assert.Equal(expected, Numbers(bytes));
    }

    private static double[] Numbers(byte[] file)
    {
        var finding = new Inspector([new TiffReader()]).Inspect(new MemorySource("a.tif", file));
        Assert.Null(finding.Damage);
        return Found.Numbers(finding.Extraction.Signals[0]);
    }

    private static IEnumerable<double> Reference(byte[] packed, int bits)
    {
        var all = string.Concat(packed.Select(one => Convert.ToString(one, 2).PadLeft(8, '0')));
        return Enumerable.Range(0, 8).Select(i => (double)Convert.ToInt64(all.Substring(i * bits, bits), 2));
    }
}
