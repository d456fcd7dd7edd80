using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Formats.Images.Jpeg;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Images;

public sealed class JpegReaderTests() : ReaderContract(new JpegReader(), Sample())
{
    [Fact]
    public void Its_Exif_is_told()
    {
        var found = Read(Sample());

        Assert.Equal("Cam 3000", found.Facts[CoreNames.Instrument]!.Value);
        Assert.Equal("2026-11-21T22:05:31.25+09:00", found.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal(0.025, found.Facts[CoreNames.ExposureTime]!.Si!.Value, 1e-12);
        Assert.Equal(6, found.Signals[0].Hints!.Orientation);
        Assert.Equal([47.0, 30.0, 15.5], (double[])((MetaValue)found.Metadata.Find("Exif", "GPS", "GPSLatitude")!).Value!);
        Assert.Equal("taken by hand", found.Metadata.Word("Comment"));
    }

    [Fact]
    public void Its_pixels_are_grey_where_nothing_is_coded()
    {
        var pixels = new byte[64];
        Read(Sample()).Signals[0].Values!.Read(Slab.All([8, 8]), pixels);

        Assert.All(pixels, pixel => Assert.Equal(128, pixel));
    }

    [Fact]
    public void Pictures_of_Renishaw_microscopes_know_their_places()
    {
        var signal = Samples.Inspect("formats/image/renishaw_wire.jpg").Extraction.Signals[0];

        Assert.Equal((1821.4 / 752, 19105.5, "µm"), (signal.Axes[1].Scale!.Value, signal.Axes[1].Offset, signal.Axes[1].Unit));
        Assert.Equal((1201.837 / 480, -6814.538, "µm"), (signal.Axes[0].Scale!.Value, signal.Axes[0].Offset, signal.Axes[0].Unit));
    }

    private static Extraction Read(byte[] bytes) => new Inspector([new JpegReader()]).Inspect(new MemorySource("a.jpg", bytes)).Extraction;

    // Eight by eight pixels of one brightness.
    private static byte[] Sample() =>
    [
        0xFF, 0xD8,
        .. Segment(0xE1, [.. "Exif\0\0"u8, .. Exif()]),
        .. Segment(0xFE, "taken by hand"u8),
        .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
        .. Segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
        .. Segment(0xC4, [0x00, 1, .. new byte[15], 0]),
        .. Segment(0xC4, [0x10, 1, .. new byte[15], 0]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        0x3F, 0xFF, 0xD9,
    ];

    private static byte[] Exif()
    {
        var bytes = new List<byte>("II*\0\u0008\0\0\0"u8.ToArray());
        var after = new List<byte>();
        var inner = Directory(after, (0x829A, 5, Rational(1, 40)), (0x9003, 2, Text("2026:11:21 22:05:31")),
            (0x9011, 2, Text("+09:00")), (0x9291, 2, Text("25")));
        var gpsAt = 8 + 54 + inner.Length;
        var gps = Directory(after, (2, 5, [.. Rational(47, 1), .. Rational(30, 1), .. Rational(155, 10)]));
        var outer = Directory(
            after, (0x110, 2, Text("Cam 3000")), (0x112, 3, [6, 0]), (0x8769, 4, Number(8 + 54)), (0x8825, 4, Number(gpsAt)));
        return [.. bytes, .. outer, .. inner, .. gps, .. after];
    }

    // What does not fit into an entry lies behind all directories.
    private static byte[] Directory(List<byte> after, params (int Tag, int Type, byte[] Value)[] entries)
    {
        List<byte> bytes = [(byte)entries.Length, 0];
        foreach (var (tag, type, value) in entries)
        {
            var count = value.Length / type switch { 5 => 8, 4 => 4, 3 => 2, _ => 1 };
            bytes.AddRange([(byte)tag, (byte)(tag >> 8), (byte)type, 0, .. Number(count)]);
            bytes.AddRange(value.Length <= 4 ? [.. value, .. new byte[4 - value.Length]] : Number(Rest + after.Count));
            after.AddRange(value.Length > 4 ? value : []);
        }

        return [.. bytes, 0, 0, 0, 0];
    }

    // Three directories with four, four and one entries come before.
    private const int Rest = 8 + 54 + 54 + 18;

    private static byte[] Text(string text) => [.. text.Select(letter => (byte)letter), 0];

    private static byte[] Rational(int over, int under) => [.. Number(over), .. Number(under)];

    private static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Segment(byte marker, ReadOnlySpan<byte> content) =>
        [0xFF, marker, (byte)(content.Length + 2 >> 8), (byte)(content.Length + 2), .. content];
}
