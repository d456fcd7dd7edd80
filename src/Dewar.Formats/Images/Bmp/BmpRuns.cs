using Dewar.Sdk;

namespace Dewar.Formats.Images.Bmp;

/// <summary>Bitmaps whose rows are runs of equal pixels (RLE4 and RLE8).</summary>
internal static class BmpRuns
{
    public static PictureValues.Decoded Decode(ByteSource file, BmpHeader header)
    {
        var pixels = new byte[PictureValues.Size(ElementType.UInt8, header.Height, header.Width)];
        var bytes = file.ReadBytes(Math.Min(header.DataAt, file.Length), Math.Max(0, file.Length - header.DataAt));
        var (x, y, at) = (0L, 0L, 0);
        while (at + 2 <= bytes.Length && y < header.Height)
        {
            var (count, value) = (bytes[at], bytes[at + 1]);
            at += 2;
            if (count > 0)
            {
                for (var i = 0; i < count; i++)
                {
                    Put(x++, header.Bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 15);
                }

                continue;
            }

            switch (value)
            {
                case 0:
                    (x, y) = (0, y + 1);
                    break;
                case 1:
                    return new(pixels, pixels.Length, null);
                case 2 when at + 2 <= bytes.Length:
                    (x, y) = (x + bytes[at], y + bytes[at + 1]);
                    at += 2;
                    break;
                default:
                    var size = header.Bits == 8 ? value : (value + 1) / 2;
                    for (var i = 0; i < value && at + (header.Bits == 8 ? i : i / 2) < bytes.Length; i++)
                    {
                        Put(x++, header.Bits == 8 ? bytes[at + i] : i % 2 == 0 ? bytes[at + i / 2] >> 4 : bytes[at + i / 2] & 15);
                    }

                    at += size + (size & 1);
                    break;
            }
        }

        // Rows are stored from the bottom: without the last ones the first are missing.
        return new(pixels, y >= header.Height ? pixels.Length : 0, "The runs of the bitmap end before its last row");

        void Put(long column, int pixel)
        {
            if (column < header.Width && y < header.Height)
            {
                pixels[(header.IsTopDown ? y : header.Height - 1 - y) * header.Width + column] = (byte)pixel;
            }
        }
    }
}
