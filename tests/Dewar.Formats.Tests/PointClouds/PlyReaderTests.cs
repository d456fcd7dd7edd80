using System.Text;
using Xunit;

namespace Dewar.Formats.PointClouds;

public sealed class PlyReaderTests() : ReaderContract(new PlyReader(), Encoding.ASCII.GetBytes(Header("ascii") + "1.5 2 3 255\n4 5 6 128\n3 0 1 1\n"))
{
    [Fact]
    public void Vertices_of_text_are_points()
    {
        var finding = Found.In("thing.ply", Header("ascii") + "1.5 2 3 255\n4 5 6 128\n3 0 1 1\n");

        Assert.Equal([1.5, 2, 3, 255, 4, 5, 6, 128], Found.Numbers(Found.One(finding)));
        Assert.Equal(1, finding.Extraction.Metadata.Number("face", "count"));
        Assert.Equal("Jane", finding.Extraction.Metadata.Word("operator"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Vertices_are_read_in_either_byte_order(bool bigEndian)
    {
        byte[] Number(float number) => bigEndian ? [.. BitConverter.GetBytes(number).Reverse()] : BitConverter.GetBytes(number);
        byte[] body = [.. Number(1.5f), .. Number(2), .. Number(3), 255, .. Number(4), .. Number(5), .. Number(6), 128];
        byte[] file = [.. Encoding.ASCII.GetBytes(Header(bigEndian ? "binary_big_endian" : "binary_little_endian")), .. body];

        Assert.Equal([1.5, 2, 3, 255, 4, 5, 6, 128], Found.Numbers(Found.One(Found.In("thing.ply", file))));
        Assert.Equal(1, Found.In("thing.ply", file[..^3]).Extraction.Signals[0].Shape[0]);
    }

    [Theory, InlineData("element vertex -5"), InlineData("property quark x"), InlineData("element vertex 99999999999999999999")]
    public void What_cannot_be_is_said(string line) =>
        Assert.NotNull(Found.In("thing.ply", $"ply\nformat ascii 1.0\nelement vertex 1\n{line}\nend_header\n1\n").Damage);

    private static string Header(string format) =>
        $"ply\nformat {format} 1.0\ncomment operator: Jane\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\n" +
        "element face 1\nproperty list uchar int vertex_indices\nend_header\n";
}
