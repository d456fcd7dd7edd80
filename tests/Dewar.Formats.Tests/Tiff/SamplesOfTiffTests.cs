using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Tiff;

/// <summary>Packings of samples that few programs write.</summary>
public sealed class SamplesOfTiffTests
{
    [Theory]
    [InlineData(1, new byte[] { 0b1010_0000, 0b0110_0000 }, new double[] { 1, 0, 1, 0, 1, 1 }, 3)]
    [InlineData(2, new byte[] { 0b0001_1000, 0b1110_0100 }, new double[] { 0, 1, 2, 3, 2, 1 }, 3)]
    [InlineData(4, new byte[] { 0x12, 0x30, 0xab, 0xc0 }, new double[] { 1, 2, 3, 10, 11, 12 }, 3)]
    [InlineData(12, new byte[] { 0x12, 0x3a, 0xbc, 0xde, 0xf0, 0x12 }, new double[] { 0x123, 0xabc, 0xdef, 0x012 }, 2)]
    [InlineData(10, new byte[] { 0xff, 0xc0, 0x00, 0x00, 0x7f, 0xe0 }, new double[] { 1023, 0, 1, 1022 }, 2)]
    public void Bits_are_unpacked_the_highest_first_and_rows_begin_on_bytes(int bits, byte[] packed, double[] expected, int width) =>
        Assert.Equal(expected, Read(new TiffFiles().Page(width, 2, packed, bits)));

    [Fact]
    public void Three_bytes_are_in_the_byte_order_of_the_file()
    {
        Assert.Equal([0x030201, 0x060504], Read(new TiffFiles().Page(2, 1, [1, 2, 3, 4, 5, 6], 24)));
        Assert.Equal([0x010203, 0x040506], Read(new TiffFiles(bigEndian: true).Page(2, 1, [1, 2, 3, 4, 5, 6], 24)));
    }

    [Fact]
    public void Signed_samples_of_odd_sizes_keep_their_sign() =>
        Assert.Equal([-1, 7, -8, 1], Read(new TiffFiles().Page(4, 1, [0xf7, 0x81], 4).Shorts(339, 2)));

    [Fact]
    public void Floats_of_24_bits_are_widened() =>
        Assert.Equal([1, -2], Read(new TiffFiles(bigEndian: true).Page(2, 1, [0x3f, 0, 0, 0xc0, 0, 0], 24).Shorts(339, 3)));

    [Fact]
    public void The_lowest_bit_can_be_first() => Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0],
        Read(new TiffFiles().Page(8, 1, [1], 1).Shorts(266, 2)));

    [Fact]
    public void Complex_integers_become_complex_floats() =>
        Assert.Equal([5], Read(new TiffFiles().Page(1, 1, [3, 0, 4, 0], 32).Shorts(339, 5)));

    [Fact]
    public void Luminance_with_halved_colours_is_turned_into_rgb()
    {
        // Two by two pixels of luminance, and one pair of colour differences: no colour, so all three are the luminance.
        var file = new TiffFiles().Page(2, 2, [10, 20, 30, 40, 128, 128]).Shorts(258, 8, 8, 8).Shorts(262, 6).Shorts(277, 3).Shorts(530,
            2, 2);

        Assert.Equal([10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40], Read(file));
    }

    [Fact]
    public void Pieces_that_were_never_written_are_zeros() =>
        Assert.Equal([1, 2, 0, 0], Read(new TiffFiles().Page(2, 2, [1, 2, 3, 4]).Shorts(278, 1).Longs(273, 8, 0).Longs(279, 2, 0)));

    [Fact]
    public void Grey_with_opacity_has_two_channels_and_unknown_samples_are_an_axis()
    {
        var grey = TiffReaderTests.Read(new TiffFiles().Page(1, 1, [1, 2]).Shorts(277, 2).Shorts(258, 8, 8).Shorts(338,
            2).Write()).Signals[0];
        var unknown = TiffReaderTests.Read(new TiffFiles().Page(1, 1, [1, 2]).Shorts(277, 2).Shorts(258, 8, 8).Shorts(338,
            0).Write()).Signals[0];

        Assert.Equal(2, grey.Element.Channels);
        Assert.Equal([2, 1, 1], unknown.Shape);
        Assert.Equal([1, 2], unknown.Values!.ReadNumbers(Slab.All(unknown.Shape)));
    }

    [Fact]
    public void Bombs_are_refused_before_memory_is_taken()
    {
        var signal = TiffReaderTests.Read(TiffFiles.Grey(file =>
            file.Shorts(259, 8).Longs(256, 20_000).Longs(257, 15_000).Longs(278, 15_000))).Signals[0];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<DamagedException>(() => signal.Values!.ReadNumbers(new([0, 0], [1, 1], [1, 1])));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Each_piece_is_unpacked_once_when_rows_are_read_one_by_one()
    {
        var packed = Deflated([.. Enumerable.Range(0, 64 * 64).Select(i => (byte)i)]);
        var bytes = new TiffFiles().Page(64, 64, packed).Shorts(259, 8).Longs(279, packed.Length).Write();
        using var counted = new CountingSource("sample.tif", bytes);
        var signal = new Inspector([new TiffReader()]).Inspect(counted).Extraction.Signals[0];

        for (var y = 0; y < 64; y += 3)
        {
            Assert.Equal((byte)(y * 64), signal.Values!.ReadNumbers(new([y, 0], [1, 16], [1, 4]))[0]);
        }

        Assert.Equal(1, counted.TimesReadAt(8));
    }

    private static double[] Read(TiffFiles file)
    {
        var signal = Assert.Single(TiffReaderTests.Read(file.Write()).Signals);
        return signal.Values!.ReadNumbers(Slab.All(signal.Shape));
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var deflate = new System.IO.Compression.ZLibStream(memory, System.IO.Compression.CompressionLevel.Optimal))
        {
            deflate.Write(bytes);
        }

        return memory.ToArray();
    }
}
