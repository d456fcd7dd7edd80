using System.Text;
using Xunit;

namespace Dewar.Formats.PointClouds;

public sealed class DeclarationTests
{
    [Theory]
    [InlineData("char", 1), InlineData("int8", 1), InlineData("uchar", 1)]
    [InlineData("uint8", 1), InlineData("short", 2), InlineData("int16", 2)]
    [InlineData("ushort", 2), InlineData("uint16", 2), InlineData("int", 4)]
    [InlineData("int32", 4), InlineData("uint", 4), InlineData("uint32", 4)]
    [InlineData("int64", 8), InlineData("uint64", 8), InlineData("float", 4)]
    [InlineData("float32", 4), InlineData("double", 8), InlineData("float64", 8)]
    public void Every_type_of_ply_has_its_size(string type, int size)
    {
        var header = $"ply\nformat binary_little_endian 1.0\nelement vertex 2\nproperty {type} a\nproperty uchar b\nend_header\n";
        byte[] body = [.. new byte[size], 7, .. new byte[size], 9];

        Assert.Equal([0, 7, 0, 9], Found.Numbers(Found.One(Found.In("a.ply", [.. Encoding.ASCII.GetBytes(header), .. body]))));
    }

    [Theory]
    [InlineData("ply\r\nformat ascii 1.0\r\nelement vertex 1\r\nproperty float x\r\nproperty float y\r\nend_header\r\n1 2\r\n")]
    [InlineData("ply\nformat ascii 1.0\nobj_info any\ncomment \nelement vertex 1\nproperty float x\nproperty float y\nend_header\n1 2\n")]
    [InlineData("ply\nelement vertex 1\nproperty float x\nproperty float y\nformat ascii 1.0\nend_header\n1 2")]
    [InlineData("ply\nformat ascii 1.0\nelement e 2\nproperty float q\nelement vertex 1\nproperty float x\nproperty float y\nend_header\n8\n9\n1 2\n")]
    public void Headers_of_ply_are_written_in_many_ways(string text) =>
        Assert.Equal([1, 2], Found.Numbers(Found.In("a.ply", text).Extraction.Signals[0]));

    [Theory, InlineData("ascii"), InlineData("binary_little_endian"), InlineData("binary_big_endian")]
    public void Vertices_without_properties_end_cleanly(string format) =>
        ReaderContract.Drain(Found.In("a.ply", $"ply\nformat {format} 1.0\nelement vertex 5\nend_header\n1\n"));

    [Theory, InlineData("format ascii 1.0\nproperty float x\n")]
    [InlineData("element vertex 1\nproperty float x\n"), InlineData("format odd 1.0\n")]
    public void Headers_of_ply_that_lack_something_are_damage(string lines) =>
        Assert.NotNull(Found.In("a.ply", $"ply\n{lines}end_header\n1\n").Damage);

    [Theory]
    [InlineData("F", "4", "x", 1.5)]
    [InlineData("F", "8", "x", 1.5)]
    [InlineData("I", "1", "x", -2)]
    [InlineData("I", "8", "x", -2)]
    [InlineData("U", "2", "x", 65534)]
    public void Every_type_of_pcd_is_read(string type, string size, string name, double expected)
    {
        byte[] value = (type, size) switch
        {
            ("F", "4") => BitConverter.GetBytes(1.5f),
            ("F", _) => BitConverter.GetBytes(1.5),
            ("I", "1") => [0xfe],
            ("I", _) => BitConverter.GetBytes(-2L),
            _ => BitConverter.GetBytes((ushort)65534),
        };
        var header = $"# .PCD v.7\nVERSION .7\nFIELDS {name} y\nSIZE {size} 1\n" +
            $"TYPE {type} U\nCOUNT 1 1\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA binary\n";

        Assert.Equal([expected, 3], Found.Numbers(Found.One(Found.In("a.pcd", [.. Encoding.ASCII.GetBytes(header), .. value, 3]))));
    }

    [Theory]
    [InlineData("SIZE 3 4")]
    [InlineData("SIZE 2 4\nTYPE F F")]
    [InlineData("TYPE X F")]
    [InlineData("COUNT -1 1")]
    [InlineData("COUNT 99999999999 1")]
    [InlineData("COUNT one 1")]
    [InlineData("WIDTH -5")]
    [InlineData("")]
    public void What_pcd_does_not_have_is_damage(string lines)
    {
        var points = lines is "" or "WIDTH -5" ? "" : "POINTS 1\n";
        Assert.NotNull(Found.In("a.pcd", $"# .PCD v.7\nVERSION .7\nFIELDS x y\n{lines}\n{points}DATA ascii\n1 2\n").Damage);
    }

    [Fact]
    public void Before_sizes_and_types_everything_was_a_float() =>
        Assert.Equal([1.5, 2], Found.Numbers(Found.One(Found.In("a.pcd", "# .PCD v.5\nVERSION .5\nCOLUMNS x y\nPOINTS 1\nDATA ascii\n1.5 2\n"))));
}
