using System.Buffers.Binary;
using System.IO.Compression;

namespace Dewar.Formats.Drawing;

/// <summary>A PNG read back, for looking at its pixels: 8 bits, grey, colours or a palette, as previews are.</summary>
internal sealed class PngPicture
{
    private readonly byte[] _rgb;

    private PngPicture(int width, int height, byte[] rgb) => (Width, Height, _rgb) = (width, height, rgb);

    public int Width { get; }

    public int Height { get; }

    public (byte Red, byte Green, byte Blue) this[int x, int y] => (_rgb[3 * (y * Width + x)], _rgb[3 * (y * Width + x) + 1], _rgb[3 * (y * Width + x) + 2]);

    public IEnumerable<byte> Greys => Enumerable.Range(0, Width * Height).Select(i => _rgb[3 * i]);

    public static PngPicture Read(byte[]? png)
    {
        var (type, width, height, palette) = (0, 0, 0, Array.Empty<byte>());
        using var packed = new MemoryStream();
        for (var at = 8; at < png!.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var chunk = png.AsSpan(at + 8, length);
            switch (System.Text.Encoding.ASCII.GetString(png, at + 4, 4))
            {
                case "IHDR":
                    (width, height, type) = (BinaryPrimitives.ReadInt32BigEndian(chunk), BinaryPrimitives.ReadInt32BigEndian(chunk[4..]), chunk[9]);
                    break;
                case "PLTE": palette = chunk.ToArray(); break;
                case "IDAT": packed.Write(chunk); break;
            }

            at += length + 12;
        }

        packed.Position = 0;
        using var all = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionMode.Decompress))
        {
            zlib.CopyTo(all);
        }

        var bytes = Unfilter(all.ToArray(), height, type == 2 ? 3 : 1);
        return new(width, height, type switch
        {
            2 => bytes,
            0 => [.. bytes.SelectMany(grey => new[] { grey, grey, grey })],
            _ => [.. bytes.SelectMany(number => palette[(3 * number)..(3 * number + 3)])],
        });
    }

    private static byte[] Unfilter(byte[] bytes, int height, int step)
    {
        var length = bytes.Length / height - 1;
        var pixels = new byte[length * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = (i / length, i % length);
            var (left, up) = (x >= step ? pixels[i - step] : 0, y > 0 ? pixels[i - length] : 0);
            var corner = x >= step && y > 0 ? pixels[i - length - step] : 0;
            pixels[i] = (byte)(bytes[y * (length + 1) + 1 + x] + bytes[y * (length + 1)] switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => new[] { left, up, corner }.MinBy(value => Math.Abs(left + up - corner - value)),
            });
        }

        return pixels;
    }
}
