namespace Dewar.Formats.Tiff;

/// <summary>Luminance and two colour differences, the latter for several pixels at once: TIFF 6.0 section 21, with the coefficients of
/// BT.601.</summary>
internal static class YCbCr
{
    /// <summary>Whether a page's pieces have to be turned into RGB as a whole. What JPEG packs, its own decoder turns.</summary>
    public static bool Applies(Page page) => page.Photometric == Photometric.YCbCr && page.Channels == 3
        && !Compressions.IsJpeg(page.Compression);

    /// <summary>Bytes that so many rows take in the file.</summary>
    public static long PackedSize(Page page, long rows)
    {
        var (h, v) = Subsampling(page);
        return checked((page.ChunkWidth + h - 1) / h * ((rows + v - 1) / v) * (h * v + 2));
    }

    /// <summary>Turns the blocks of a piece into rows of red, green, blue.</summary>
    public static byte[] ToRgb(Page page, byte[] packed, long rows)
    {
        var (h, v) = Subsampling(page);
        var width = page.ChunkWidth;
        var rgb = new byte[checked(width * rows * 3)];
        var across = (width + h - 1) / h;
        var block = h * v + 2;
        for (long row = 0; row < rows; row++)
        {
            for (long x = 0; x < width; x++)
            {
                var start = (row / v * across + x / h) * block;
                if (start + block > packed.Length)
                {
                    return rgb[..(int)(row * width * 3)];
                }

                var luminance = packed[start + row % v * h + x % h];
                Put(rgb.AsSpan((int)((row * width + x) * 3)), luminance, packed[start + block - 2] - 128, packed[start + block - 1] - 128);
            }
        }

        return rgb;
    }

    private static void Put(Span<byte> into, double y, double cb, double cr)
    {
        into[0] = Clamp(y + 1.402 * cr);
        into[1] = Clamp(y - 0.344136 * cb - 0.714136 * cr);
        into[2] = Clamp(y + 1.772 * cb);
    }

    private static byte Clamp(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    private static (int Horizontal, int Vertical) Subsampling(Page page)
    {
        var given = page.Ifd[Tags.YCbCrSubSampling] is { } entry ? page.Ifd.Integers(entry, 2) : [2, 2];
        return given is [1 or 2 or 4, 1 or 2 or 4] ? ((int)given[0], (int)given[1]) : (2, 2);
    }
}
