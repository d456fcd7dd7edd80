using Dewar.Formats.Drawing.Png;
using Xunit;

namespace Dewar.Formats.Drawing;

/// <summary>What is written as PNG is read back the same, by ourselves and by others.</summary>
public sealed class PngEncoderTests
{
    public static TheoryData<string> Kinds => ["grey", "few greys", "few colours", "colours", "one pixel", "noise"];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_pixel_is_read_back(string kind)
    {
        var (width, height, rgb) = Make(kind);

        var picture = PngPicture.Read(PngEncoder.Encode(width, height, rgb));

        Assert.Equal((width, height), (picture.Width, picture.Height));
        Assert.Equal(rgb, from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) let one = picture[x, y] from part in new[] { one.Red, one.Green, one.Blue } select part);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Another_library_reads_the_same(string kind)
    {
        var (width, height, rgb) = Make(kind);
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, PngEncoder.Encode(width, height, rgb));

        var read = Python.Run("Drawing/read_png.py", "PIL", path);

        File.Delete(path);
        Assert.Equal($"{width}x{height} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(rgb))}", read.GetString());
    }

    private static (int Width, int Height, byte[] Rgb) Make(string kind)
    {
        var (width, height) = kind is "one pixel" ? (1, 1) : (67, 41);
        var (rgb, random) = (new byte[width * height * 3], new Random(5));
        for (var i = 0; i < rgb.Length; i++)
        {
            var (pixel, channel) = (i / 3, i % 3);
            rgb[i] = kind switch
            {
                "grey" => (byte)(pixel * 7 / 3),
                "few greys" => (byte)(pixel / 300 * 20),
                "few colours" => (byte)(pixel / 300 * 20 + channel),
                "colours" => (byte)(pixel % width + channel * pixel / width),
                _ => (byte)random.Next(),
            };
        }

        return (width, height, rgb);
    }
}
