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
