using System.Runtime.InteropServices;

namespace Dewar.Formats.Tiff;

/// <summary>Cyan, magenta, yellow and black as red, green and blue, without any profile: as bright as what each ink lets through.</summary>
internal static class Inks
{
    /// <summary>Turns a row of samples, little-endian, in place; further inks are left out.</summary>
    /// <returns>Bytes of the row then.</returns>
    public static int ToRgb(Span<byte> row, int samplesPerPixel, int bits)
    {
        if (bits == 16)
        {
            var wide = MemoryMarshal.Cast<byte, ushort>(row);
            var pixels = wide.Length / samplesPerPixel;
            for (var i = 0; i < pixels; i++)
            {
                var inks = wide.Slice(i * samplesPerPixel, 4);
                var (c, m, y, light) = (inks[0], inks[1], inks[2], 65535L - inks[3]);
                (wide[3 * i], wide[3 * i + 1], wide[3 * i + 2]) =
                    ((ushort)((65535 - c) * light / 65535), (ushort)((65535 - m) * light / 65535), (ushort)((65535 - y) * light / 65535));
            }

            return pixels * 6;
        }

        var count = row.Length / samplesPerPixel;
        for (var i = 0; i < count; i++)
        {
            var inks = row.Slice(i * samplesPerPixel, 4);
            var (c, m, y, light) = (inks[0], inks[1], inks[2], 255 - inks[3]);
            (row[3 * i], row[3 * i + 1], row[3 * i + 2]) =
                ((byte)((255 - c) * light / 255), (byte)((255 - m) * light / 255), (byte)((255 - y) * light / 255));
        }

        return count * 3;
    }
}
