using System.Text;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Formats.PointClouds;

public sealed class MeshReaderTests() : ReaderContract(new MeshReader(), Binary(), likelihood: Likelihood.ByContent)
{
    [Fact]
    public void Corners_of_binary_triangles_are_points()
    {
        var cloud = Found.One(Found.In("part.stl", Binary()));

        Assert.Equal([6, 3], cloud.Shape);
        Assert.Equal(Enumerable.Range(0, 18).Select(i => (double)i), Found.Numbers(cloud));
        Assert.Equal([9, 12], cloud.Values!.ReadNumbers(new([3, 0], [2, 1], [1, 1])));
    }

    [Fact]
    public void Corners_of_written_triangles_are_points()
    {
        const string Text = "solid cube\nfacet normal 0 0 1\n outer loop\n  vertex 0 1 2\n  vertex 3 4 5\n  vertex 6 7 8.5\n endloop\nendfacet\nendsolid cube\n";
        var finding = Found.In("part.stl", Text);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8.5], Found.Numbers(Found.One(finding)));
        Assert.Equal("cube", finding.Extraction.Metadata.Word("name"));
    }

    [Fact]
    public void Vertices_of_wavefront_are_points()
    {
        var finding = Found.In("part.obj", "# made by hand\no thing\nv 1 2 3\nv 4 5 6\nv 7 8 9\nf 1 2 3\n");

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], Found.Numbers(Found.One(finding)));
        Assert.Equal(1, finding.Extraction.Metadata.Number("faces"));
    }

    private static byte[] Binary()
    {
        var bytes = new byte[84 + 2 * 50];
        bytes[80] = 2;
        for (var i = 0; i < 18; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(84 + i / 9 * 50 + 12 + i % 9 * 4), (float)i);
        }

        return bytes;
    }
}

public sealed class XyzReaderTests
{
    [Fact]
    public void Points_with_colours_are_named()
    {
        var cloud = Found.One(Found.In("scan.xyz", "1.5 2 3 255 0 7\n4 5 6.25 1 2 3\n7 8 9.5 4 5 6\n"));

        Assert.Equal(SignalType.PointCloud, cloud.Type);
        Assert.Equal(["x", "y", "z", "red", "green", "blue"], cloud.Columns);
        Assert.Equal([1.5, 4, 7], Found.Column(cloud, "x"));
    }

    [Fact]
    public void Atoms_are_told_from_points()
    {
        var finding = Found.In("water.xyz", "3\nwater\nO 0 0 0.11\nH 0 0.76 -0.47\nH 0 -0.76 -0.47\n");

        Assert.Equal([0, 0.76, -0.76], Found.Column(Found.One(finding), "y"));
        Assert.Equal(["H", "O"], (string[])finding.Extraction.Facts[CoreNames.Elements]!.Value);
        Assert.Equal("water", finding.Extraction.Metadata.Word("comment"));
    }
}

public sealed class LasReaderTests() : ReaderContract(new LasReader(), Sample())
{
    [Fact]
    public void Points_are_in_the_units_of_their_map()
    {
        var finding = Found.In("scan.las", Sample());

        Assert.Equal([100.5, 100.51], Found.Column(Found.One(finding), "x"));
        Assert.Equal([300, 301], Found.Column(finding.Extraction.Signals[0], "intensity"));
        Assert.Equal("2024-02-29T00:00:00", finding.Extraction.Facts[CoreNames.AcquiredAt]!.Value.ToString());
        Assert.Equal("dewar", finding.Extraction.Facts[CoreNames.Software]!.Value);
    }

    [Fact]
    public void Compressed_points_are_counted()
    {
        var sample = Sample();
        sample[104] |= 0x80;

        var finding = Found.In("scan.laz", sample);
        Assert.Equal(2, finding.Extraction.Signals[0].Shape[0]);
        Assert.Null(finding.Extraction.Signals[0].Values);
    }

    private static byte[] Sample()
    {
        var bytes = new byte[227 + 2 * 20];
        "LASF"u8.CopyTo(bytes);
        bytes[24] = 1;
        bytes[25] = 2;
        Encoding.ASCII.GetBytes("dewar").CopyTo(bytes, 58);
        BitConverter.TryWriteBytes(bytes.AsSpan(90), (ushort)60);
        BitConverter.TryWriteBytes(bytes.AsSpan(92), (ushort)2024);
        BitConverter.TryWriteBytes(bytes.AsSpan(94), (ushort)227);
        BitConverter.TryWriteBytes(bytes.AsSpan(96), 227u);
        BitConverter.TryWriteBytes(bytes.AsSpan(105), (ushort)20);
        BitConverter.TryWriteBytes(bytes.AsSpan(107), 2u);
        for (var i = 0; i < 3; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(131 + 8 * i), 0.01);
            BitConverter.TryWriteBytes(bytes.AsSpan(155 + 8 * i), 100.0);
        }

        for (var i = 0; i < 2; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(227 + 20 * i), 50 + i);
            BitConverter.TryWriteBytes(bytes.AsSpan(227 + 20 * i + 12), (ushort)(300 + i));
        }

        return bytes;
    }
}
