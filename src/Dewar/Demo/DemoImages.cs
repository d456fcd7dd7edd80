using System.Buffers.Binary;

namespace Dewar.Demo;

/// <summary>Pictures such as instruments write: a lattice with noise, as 16-bit TIFF, and diffraction rings, as NPY.</summary>
internal static class DemoImages
{
    private const int Side = 512;

    /// <summary>A grey TIFF (TIFF 6.0, one strip, little-endian) of 512 × 512 pixels.</summary>
    public static byte[] Lattice(int seed) => Tiff(Pixels(seed, (x, y, random) =>
        2000 + 900 * Math.Sin((x + seed * 3) * 0.31) * Math.Cos((y - x * 0.5) * 0.27) + 250 * random.NextDouble()));

    /// <summary>A numpy array (format 1.0) of 512 × 512 unsigned 16-bit counts.</summary>
    public static byte[] Rings(int seed)
    {
        var header = "{'descr': '<u2', 'fortran_order': False, 'shape': (512, 512), }".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. Pixels(seed, (x, y, random) =>
        {
            var radius = Math.Sqrt((x - 256) * (x - 256) + (y - 250) * (y - 250));
            return 40 + 3000 * Math.Exp(-Math.Pow((radius - 60 - seed % 40) / 4, 2)) + 1200 * Math.Exp(-Math.Pow((radius - 140) / 5, 2)) + 20 * random.NextDouble();
        })];
    }

    private static byte[] Pixels(int seed, Func<int, int, Random, double> value)
    {
        var random = new Random(seed);
        var pixels = new byte[Side * Side * 2];
        for (var i = 0; i < Side * Side; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan(i * 2), (ushort)Math.Clamp(value(i % Side, i / Side, random), 0, 65535));
        }

        return pixels;
    }

    private static byte[] Tiff(byte[] pixels)
    {
        (ushort Tag, ushort Type, uint Value)[] entries =
        [
            (256, 3, Side), (257, 3, Side), (258, 3, 16), (259, 3, 1), (262, 3, 1), (273, 4, 8 + 2 + 10 * 12 + 4), (277, 3, 1), (278, 3, Side), (279, 4, (uint)pixels.Length), (339, 3, 1),
        ];
        var file = new byte[8 + 2 + entries.Length * 12 + 4 + pixels.Length];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var at = file.AsSpan(10 + i * 12);
            BinaryPrimitives.WriteUInt16LittleEndian(at, entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], entries[i].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(at[8..], entries[i].Value);
        }

        pixels.CopyTo(file, file.Length - pixels.Length);
        return file;
    }
}
