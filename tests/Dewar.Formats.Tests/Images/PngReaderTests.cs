using System.IO.Compression;
using System.Text;
using Dewar.Formats.Bytes;
using Dewar.Formats.Images.Png;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Images;

public sealed class PngReaderTests() : ReaderContract(new PngReader(), Sample())
{
    [Fact]
    public void Its_texts_are_told()
    {
        var found = Read(Sample());

        Assert.Equal("etched wafer", found.Facts[CoreNames.Title]!.Value);
        Assert.Equal("Grün", found.Facts[CoreNames.Description]!.Value);
        Assert.Equal("2026-11-21T22:05:31+01:00", found.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("1/m", ((MetaValue)found.Metadata.Find("pHYs", "Pixels per unit, X axis")!).Unit);
        Assert.Equal(5000, found.Metadata.Number("pHYs", "Pixels per unit, Y axis"));
        Assert.Equal("2026-11-21T22:05:31Z", ((MetaValue)found.Metadata.Find("tIME")!).Value!.ToString());
    }

    [Fact]
    public void Of_a_picture_that_is_cut_off_the_rows_before_are_there()
    {
        var whole = Sample();
        var values = Read(whole[..^60]).Signals[0].Values!;
        var row = new byte[64];
        values.Read(new([2, 0], [1, 64], [1, 1]), row);

        Assert.Equal(2 * 64 % 251, row[0]);
        Assert.Throws<DamagedException>(() => values.Read(new([63, 0], [1, 64], [1, 1]), row));
    }

    [Fact]
    public void A_picture_of_absurd_size_is_described_and_not_decoded()
    {
        var bytes = Sample();
        bytes[16] = bytes[20] = 0x7F;
        var signal = Read(bytes).Signals[0];

        Assert.Equal(0x7F000040, signal.Shape[0]);
        Assert.Throws<DamagedException>(() => signal.Values!.Read(new([0, 0], [1, 1], [1, 1]), new byte[1]));
    }

    [Fact]
    public void Rows_that_cannot_be_there_take_no_memory()
    {
        var bytes = Sample();
        (bytes[17], bytes[21]) = (0, 0x10);
        var values = Read(bytes).Signals[0].Values!;
        var row = new byte[64];

        Taken.AtMost(8 << 20, () =>
        {
            values.Read(new([2, 0], [1, 64], [1, 1]), row);
            return row;
        });

        Assert.Equal(2 * 64 % 251, row[0]);
        Assert.Throws<DamagedException>(() => values.Read(new([100_000, 0], [1, 64], [1, 1]), row));
    }

    private static Extraction Read(byte[] bytes) => new Inspector([new PngReader()]).Inspect(new MemorySource("a.png", bytes)).Extraction;

    private static byte[] Sample()
    {
        using var raw = new MemoryStream();
        using (var zlib = new ZLibStream(raw, CompressionLevel.NoCompression, leaveOpen: true))
        {
            for (var i = 0; i < 64; i++)
            {
                zlib.WriteByte(0);
                zlib.Write([.. Enumerable.Range(i * 64, 64).Select(pixel => (byte)(pixel % 251))]);
            }
        }

        return
        [
            0x89, .. "PNG\r\n\u001a\n"u8,
            .. Chunk("IHDR", [0, 0, 0, 64, 0, 0, 0, 64, 8, 0, 0, 0, 0]),
            .. Chunk("tEXt", "Title\0etched wafer"u8),
            .. Chunk("iTXt", "Description\0\0\0de\0\0Grün"u8),
            .. Chunk("tEXt", "Creation Time\0Sat, 21 Nov 2026 22:05:31 +0100"u8),
            .. Chunk("pHYs", [0, 0, 19, 136, 0, 0, 19, 136, 1]),
            .. Chunk("tIME", [2026 >> 8, 2026 & 255, 11, 21, 22, 5, 31]),
            .. Chunk("IDAT", raw.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    private static byte[] Chunk(string type, ReadOnlySpan<byte> content) =>
        [0, 0, (byte)(content.Length >> 8), (byte)content.Length, .. Encoding.ASCII.GetBytes(type), .. content, 0, 0, 0, 0];
}
