using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.Intrinsics;

namespace Dewar.Formats.Drawing.Png;

/// <summary>Writes PNG (ISO/IEC 15948): as grey, with a palette, or as red, green and blue, whichever is smallest for the picture.</summary>
internal static class PngEncoder
{
    // The levels above cost twice the time for a few percent: filtered pictures hold little more to find.
    private static readonly ZLibCompressionOptions Effort = new() { CompressionLevel = 3 };

    // In small pictures runs are found in a third of the time that a search for words takes, and most are not larger so; large drawings would be.
    private static readonly ZLibCompressionOptions Runs = new() { CompressionLevel = 3, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding };
    private const int Small = 400 * 400 * 3;

    // Of three times sixteen bytes those that have a neighbour in the same pixel.
    private static readonly Vector128<byte>[] Ends =
        [.. Enumerable.Range(0, 3).Select(part => Vector128.Create((byte[])[.. Enumerable.Range(16 * part, 16).Select(at => at % 3 == 2 ? (byte)0 : (byte)255)]))];

    /// <summary>Writes a picture of three bytes for each pixel.</summary>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> rgb)
    {
        var isGrey = IsGrey(rgb);
        var palette = isGrey ? null : PngPalette.Of(rgb);
        var (type, step) = isGrey ? (0, 1) : palette is null ? (2, 3) : (3, 1);
        var pixels = type switch { 2 => rgb, 0 => Grey(rgb), _ => palette!.Numbers(rgb) };

        // Drawings have few colours and large even areas: a row is as it is, or like the one above.
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

        Chunk(png, "IDAT"u8, Compress(filtered, rgb.Length <= Small ? Runs : Effort));
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
            var above = y > 0 ? pixels.Slice((y - 1) * length, length) : nothing;
            var into = filtered.AsSpan(y * (length + 1), length + 1);
            if (row.SequenceEqual(above))
            {
                into[0] = PngFilter.Up;
            }
            else if (adaptive)
            {
                PngFilter.Best(row, above, step, scratch, into);
            }
            else
            {
                row.CopyTo(into[1..]);
            }
        }

        return filtered;
    }

    private static ReadOnlySpan<byte> Compress(byte[] bytes, ZLibCompressionOptions effort)
    {
        var packed = new MemoryStream(bytes.Length / 2 + 64);
        using (var zlib = new ZLibStream(packed, effort, leaveOpen: true))
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

    // Red, green and blue are alike: of each pixel the first byte is as the second, and the second as the third.
    private static bool IsGrey(ReadOnlySpan<byte> rgb)
    {
        var i = 0;
        for (; i <= rgb.Length - 64; i += 48)
        {
            var different = Ends[0] & (Vector128.Create(rgb[i..]) ^ Vector128.Create(rgb[(i + 1)..]))
                | Ends[1] & (Vector128.Create(rgb[(i + 16)..]) ^ Vector128.Create(rgb[(i + 17)..]))
                | Ends[2] & (Vector128.Create(rgb[(i + 32)..]) ^ Vector128.Create(rgb[(i + 33)..]));
            if (different != Vector128<byte>.Zero)
            {
                return false;
            }
        }

        for (; i < rgb.Length; i += 3)
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
