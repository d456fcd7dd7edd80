using System.IO.Compression;
using Dewar.Formats.Bytes;
using Dewar.Formats.Images.Netpbm;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.Archives;

public sealed class PackedReaderTests() : ReaderContract(new PackedReader([new NetpbmReader()]), Gzip(Picture))
{
    // Made by bzip2 1.0.8.
    private const string Sorted = "425a6839314159265359e53bced60000075a003c10400012004000200031064c40d0c8c8af0b0c3e0629e2ee48a70a121ca779dac0";

    private static readonly byte[] Picture = [.. "P5\n2 2\n255\n"u8, 1, 2, 3, 4];

    [Theory, InlineData("gzip"), InlineData("bzip2")]
    public void What_is_inside_is_read(string packing)
    {
        var finding = Found.In("a.pgm.gz", packing is "gzip" ? Gzip(Picture) : Convert.FromHexString(Sorted));

        Assert.Null(finding.Damage);
        Assert.EndsWith($", {packing}", finding.Extraction.Format);
        Assert.Equal([1, 2, 3, 4], Found.Numbers(Found.One(finding)));
    }

    [Fact]
    public void Names_inside_decide_where_bytes_do_not() =>
        Assert.Equal(SignalType.Table, Found.In("a.csv.gz", Gzip("time,volts\n1,2\n2,4\n3,5\n"u8.ToArray())).Extraction.Signals[0].Type);

    [Fact]
    public void What_is_cut_off_inside_keeps_what_came_before()
    {
        var whole = Gzip([.. "P5\n64 64\n255\n"u8, .. Enumerable.Range(0, 4096).Select(i => (byte)(i * 7919 >> 5))]);
        var finding = Found.In("a.pgm.gz", (byte[])[.. whole.Take(whole.Length / 2), .. whole.TakeLast(4)]);

        Assert.Equal([64, 64], Found.One(finding).Shape);
        Assert.Contains(finding.Extraction.Warnings, warning => warning.Contains("breaks off", StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_unpacked_is_damaged()
    {
        var bytes = Gzip(Picture);
        bytes.AsSpan(10, bytes.Length - 14).Fill(0xff);

        Assert.Contains("can't be unpacked", Found.In("a.pgm.gz", bytes).Damage);
    }

    internal static byte[] Gzip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }
}
