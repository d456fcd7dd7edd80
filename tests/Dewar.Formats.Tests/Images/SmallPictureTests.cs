using Dewar.Formats.Images.Bmp;
using Dewar.Formats.Images.Gif;
using Dewar.Formats.Images.Netpbm;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Images;

public sealed class BmpReaderTests() : ReaderContract(new BmpReader(), Sample())
{
    // Four by two pixels of 24 bits.
    private static byte[] Sample() =>
    [
        .. "BM"u8, 78, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0,
        .. new byte[24],
        .. Enumerable.Range(0, 24).Select(i => (byte)i),
    ];

    [Fact]
    public void A_row_that_is_not_there_takes_no_memory()
    {
        var bytes = Sample();
        bytes[21] = 13;
        var finding = Found.In("a.bmp", bytes);

        Assert.Equal([2, 13 << 24 | 4], finding.Extraction.Signals[0].Shape);
        Taken.AtMost(128 << 20, () => Drawing.Preview.Draw(finding, Drawing.Preview.Full, TestContext.Current.CancellationToken));
    }
}

public sealed class GifReaderTests() : ReaderContract(new GifReader(), Sample())
{
    // Two by two pixels: 1, 0, 0, 1, each with a clear code before.
    private static byte[] Sample() =>
    [
        .. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        0x21, 0xFE, 5, .. "a dot"u8, 0,
        0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x4C, 0x20, 0x05, 0, 0x3B,
    ];

    [Fact]
    public void A_picture_that_covers_all_is_had_without_those_before()
    {
        var signal = Found.One(Found.In("a.gif", Film(Broken(), Frame(2, 2), Frame(1, 1))));

        var pixels = Found.Numbers(signal, 1, 2);
        Assert.Equal(Found.Numbers(Found.One(Found.In("b.gif", Film(Frame(2, 2), Frame(1, 1)))), 0, 2), pixels);
        Assert.Equal(255, Found.Numbers(signal, 2, 1)[0]);
        Assert.Throws<DamagedException>(() => Found.Numbers(signal, 0, 1));
        Assert.Equal(pixels, Found.Numbers(signal, 1, 2));
    }

    [Fact]
    public void What_one_picture_is_made_of_has_a_bound()
    {
        // Each is not quite as large as all, and has so few bytes as are possible.
        byte[] large = [0x2C, 1, 0, 0, 0, 0, 16, 0, 16, 0, 2, .. Enumerable.Repeat((byte[])[255, .. new byte[255]], 25).SelectMany(block => block), 0];
        var film = Film([.. Enumerable.Repeat(large, 40)]);
        (film[7], film[9]) = (16, 16);
        var signal = Found.One(Found.In("a.gif", film));

        var refusal = Assert.Throws<DamagedException>(() => Taken.AtMost(1 << 20, () => Found.Numbers(signal, 39, 1)));
        Assert.Contains("refused", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Film(params byte[][] frames) => [.. Sample()[..19], .. frames.SelectMany(frame => frame), 0x3B];

    private static byte[] Frame(byte width, byte height) => [0x2C, 0, 0, 0, 0, width, 0, height, 0, 0, 2, 3, 0x4C, 0x20, 0x05, 0];

    private static byte[] Broken() => [0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 1, 0x2C, 0];

    [Theory, InlineData(false), InlineData(true)]
    public void Pixels_for_which_there_are_no_bytes_take_no_memory(bool animated)
    {
        var bytes = Sample();
        (bytes[34], bytes[36]) = (40, 40);
        (bytes[7], bytes[9]) = animated ? ((byte)40, (byte)41) : ((byte)40, (byte)40);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var signal = Found.One(Found.In("a.gif", bytes));

        Assert.Throws<DamagedException>(() => signal.Values!.ReadNumbers(new([.. signal.Shape.Select(_ => 0L)], [.. signal.Shape.Select(_ => 1L)], [.. signal.Shape.Select(_ => 1L)])));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 30);
    }
}

public sealed class NetpbmReaderTests() : ReaderContract(new NetpbmReader(), [.. "P5\n# a comment\n16 4\n255\n"u8, .. new byte[64]]);
