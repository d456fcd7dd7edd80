using System.Buffers.Binary;
using System.IO.Compression;

namespace Dewar.Formats.Drawing.Png;

/// <summary>Writes PNG (ISO/IEC 15948): as grey, with a palette, or as red, green and blue, whichever is smallest for the picture.</summary>
internal static class PngEncoder
{
    // The levels above cost twice the time for a few percent: small filtered pictures hold little more to find.
    private const int Effort = 3;

    /// <summary>Writes a picture of three bytes for each pixel.</summary>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> rgb)
    {
        var isGrey = IsGrey(rgb);
        var palette = isGrey ? null : PngPalette.Of(rgb);
        var (type, step) = isGrey ? (0, 1) : palette is null ? (2, 3) : (3, 1);
        var pixels = type switch { 2 => rgb, 0 => Grey(rgb), _ => palette!.Numbers(rgb) };

        // Drawings have few colours and large even areas, which the compression finds by itself.
        var filtered = Filter(width, height, step, pixels, adaptive: type == 2 || isGrey && Levels(pixels) > 64);
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = (byte)type;
        Chunk(png, "IHDR"u8, header);
        if (type == 3)
        {
            Chunk(png, "PLTE"u8, palette!.Colours);
        }

        Chunk(png, "IDAT"u8, Compress(filtered));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Filter(int width, int height, int step, ReadOnlySpan<byte> pixels, bool adaptive)
    {
        var length = width * step;
        var filtered = new byte[(length + 1) * height];
        var (nothing, scratch) = (new byte[length], new byte[length]);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * length, length);
            var into = filtered.AsSpan(y * (length + 1), length + 1);
            if (adaptive)
            {
                PngFilter.Best(row, y > 0 ? pixels.Slice((y - 1) * length, length) : nothing, step, scratch, into);
            }
            else
            {
                row.CopyTo(into[1..]);
            }
        }

        return filtered;
    }

    private static ReadOnlySpan<byte> Compress(byte[] bytes)
    {
        var packed = new MemoryStream(bytes.Length / 2 + 64);
        using (var zlib = new ZLibStream(packed, new ZLibCompressionOptions { CompressionLevel = Effort }, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4..), Crc32.Of(chunk.AsSpan(4..^4)));
        png.Write(chunk);
    }

    private static bool IsGrey(ReadOnlySpan<byte> rgb)
    {
        for (var i = 0; i < rgb.Length; i += 3)
        {
            if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2])
            {
                return false;
            }
        }

        return true;
    }

    private static int Levels(ReadOnlySpan<byte> grey)
    {
        var met = new bool[256];
        foreach (var level in grey)
        {
            met[level] = true;
        }

        return met.AsSpan().Count(true);
    }

    private static byte[] Grey(ReadOnlySpan<byte> rgb)
    {
        var grey = new byte[rgb.Length / 3];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = rgb[3 * i];
        }

        return grey;
    }
}
