using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.PointClouds;

public sealed class PcdReaderTests() : ReaderContract(new PcdReader(), Sample("binary", Records()))
{
    private const string Fields = "x y z rgb label";

    [Theory, InlineData("ascii"), InlineData("binary")]
    public void Points_have_the_same_values_in_every_form(string data)
    {
        var cloud = Found.One(Found.In("cloud.pcd", Sample(data, data is "ascii" ? Encoding.ASCII.GetBytes(Text()) : Records())));

        Assert.Equal(SignalType.PointCloud, cloud.Type);
        Assert.Equal(["x", "y", "z", "red", "green", "blue", "label"], cloud.Columns);
        Assert.Equal([0.5, 1.5, 2.5], Found.Column(cloud, "x"));
        Assert.Equal([10, 11, 12], Found.Column(cloud, "red"));
        Assert.Equal([30, 30, 30], Found.Column(cloud, "blue"));
        Assert.Equal([7, 8, 9], Found.Column(cloud, "label"));
    }

    [Fact]
    public void Compressed_points_lie_field_by_field()
    {
        var soa = Enumerable.Range(0, 3).SelectMany(i => Bytes(BitConverter.SingleToUInt32Bits(i + 0.5f)))
            .Concat(Enumerable.Repeat(Bytes(0), 6).SelectMany(each => each))
            .Concat(Enumerable.Range(0, 3).SelectMany(i => Bytes(0xff00_0000u | (uint)(10 + i) << 16 | 20 << 8 | 30)))
            .Concat(new byte[] { 7, 0, 8, 0, 9, 0 }).ToArray();
        byte[] literal = [.. soa.Chunk(32).SelectMany(run => run.Prepend((byte)(run.Length - 1)))];
        byte[] body = [.. Bytes((uint)literal.Length), .. Bytes((uint)soa.Length), .. literal];

        var cloud = Found.One(Found.In("cloud.pcd", Sample("binary_compressed", body)));

        Assert.Equal([0.5, 1.5, 2.5], Found.Column(cloud, "x"));
        Assert.Equal([10, 11, 12], Found.Column(cloud, "red"));
        Assert.Equal([7, 8, 9], Found.Column(cloud, "label"));
    }

    [Fact]
    public void A_colour_may_be_written_as_a_float()
    {
        var bits = BitConverter.UInt32BitsToSingle(10 << 16 | 20 << 8 | 30).ToString("R");
        var text = $"VERSION 0.7\nFIELDS x rgb\nSIZE 4 4\nTYPE F F\nCOUNT 1 1\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1.5 {bits}\n";

        Assert.Equal([1.5, 10, 20, 30], Found.Numbers(Found.One(Found.In("cloud.pcd", text))));
    }

    [Fact]
    public void A_field_may_have_several_numbers_and_gaps_are_left_out()
    {
        var text = "VERSION .6\nFIELDS x _ h\nSIZE 4 1 4\nTYPE F U F\nCOUNT 1 2 3\nWIDTH 1\nHEIGHT 1\nDATA ascii\n1 0 0 2 3 4\n";
        var cloud = Found.One(Found.In("cloud.pcd", text));

        Assert.Equal(["x", "h_0", "h_1", "h_2"], cloud.Columns);
        Assert.Equal([1, 2, 3, 4], Found.Numbers(cloud));
    }

    [Fact]
    public void Of_a_file_that_is_cut_off_the_points_before_are_read()
    {
        var whole = Sample("binary", Records());
        var finding = Found.In("cloud.pcd", whole[..^20]);

        Assert.Equal(1, finding.Extraction.Signals[0].Shape[0]);
        Assert.Contains("3 points are announced", finding.Extraction.Warnings[0]);
    }

    [Fact]
    public void A_photo_is_no_point_cloud()
    {
        var photo = new byte[4096];
        "PCD_IPI"u8.CopyTo(photo.AsSpan(2048));

        Assert.Equal("Kodak Photo CD image", Found.In("holiday.pcd", photo).Extraction.Format);
    }

    [Theory, InlineData("WIDTH 99999999999"), InlineData("WIDTH -1"), InlineData("SIZE 4 4 4 3 2"), InlineData("TYPE F F F Q I"), InlineData("COUNT 1 1 1 1 99999999")]
    public void What_cannot_be_is_said(string line)
    {
        var text = Encoding.ASCII.GetString(Sample("ascii", []));
        var word = line.Split(' ')[0];
        var broken = string.Join('\n', text.Split('\n').Where(each => !each.StartsWith("POINTS", StringComparison.Ordinal)).Select(each => each.StartsWith(word, StringComparison.Ordinal) ? line : each));

        Assert.NotNull(Found.In("cloud.pcd", broken).Damage);
    }

    [Fact]
    public void The_point_cloud_librarys_own_programs_agree()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/pcl_convert_pcd_ascii_binary"), "The programs of the Point Cloud Library are not here.");
        var folder = Directory.CreateTempSubdirectory("dewar-pcd");
        try
        {
            var source = Path.Combine(folder.FullName, "cloud.pcd");
            File.WriteAllBytes(source, Sample("ascii", Encoding.ASCII.GetBytes(Text())));
            for (var form = 0; form < 3; form++)
            {
                var target = Path.Combine(folder.FullName, $"form{form}.pcd");
                using var program = Process.Start(new ProcessStartInfo("/usr/bin/pcl_convert_pcd_ascii_binary", [source, target, $"{form}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                program.WaitForExit(30_000);
                using var file = Samples.OpenFile(target);
                var cloud = Found.One(new Inspector(FormatsPlugin.Readers).Inspect(file));
                Assert.Equal([0.5, 1.5, 2.5], Found.Column(cloud, "x"));
                Assert.Equal([10, 11, 12], Found.Column(cloud, "red"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Sample(string data, byte[] body) =>
    [
        .. Encoding.ASCII.GetBytes($"# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\nFIELDS {Fields}\nSIZE 4 4 4 4 2\nTYPE F F F U I\nCOUNT 1 1 1 1 1\n"),
        .. Encoding.ASCII.GetBytes($"WIDTH 3\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS 3\nDATA {data}\n"), .. body,
    ];

    private static byte[] Records() =>
        [.. Enumerable.Range(0, 3).SelectMany(i => (byte[])
        [
            .. Bytes(BitConverter.SingleToUInt32Bits(i + 0.5f)), .. Bytes(0), .. Bytes(0), .. Bytes((uint)(10 + i) << 16 | 20 << 8 | 30), (byte)(7 + i), 0,
        ])];

    private static string Text() => string.Concat(Enumerable.Range(0, 3).Select(i => $"{i}.5 0 0 {(10 + i) << 16 | 20 << 8 | 30} {7 + i}\n"));

    private static byte[] Bytes(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes;
    }
}
