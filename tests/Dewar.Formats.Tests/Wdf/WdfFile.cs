using System.Text;

namespace Dewar.Formats.Wdf;

/// <summary>Writes files as WiRE does, block by block.</summary>
internal sealed class WdfFile
{
    private readonly List<byte> _file = [];

    public WdfFile(int points, int spectra, int measurement, int? capacity = null, int origins = 0)
    {
        Block("WDF1", 512 - 16, writer =>
        {
            writer.Write(0L);
            writer.Write(new byte[16 + 12]);
            writer.Ints(0, 0);
            writer.Write(points);
            writer.Write((long)(capacity ?? spectra));
            writer.Write((long)spectra);
            writer.Ints(2, 0, points, origins);
            writer.Write(Padded("WiRE", 24));
            writer.Shorts(5, 5, 0, 22400);
            writer.Ints(1, measurement);
            writer.Write(133008257038481252L);
            writer.Write(133008257478799242L);
            writer.Write(6);
            writer.Write(12500f);
            writer.Write(new byte[48]);
            writer.Write(Padded("optik", 32));
            writer.Write(Padded("A title", 160));
        });
    }

    public byte[] Bytes => [.. _file];

    /// <summary>Spectra, of which each value is its number in the file.</summary>
    public WdfFile Data(int count) => Block("DATA", count * 4, writer => Array.ForEach([.. Enumerable.Range(0, count)], number => writer.Write((float)number)));

    /// <summary>Places from the highest to the lowest, as most files have them.</summary>
    public WdfFile Falling(int points) => Block("XLST", 8 + points * 4, writer =>
    {
        writer.Ints(1, 1);
        Array.ForEach([.. Enumerable.Range(0, points)], number => writer.Write(1000f - number * 2));
    });

    public WdfFile Map(uint flags, int x, int y) => Block("WMAP", 48, writer =>
    {
        writer.Ints((int)flags, 0);
        Array.ForEach([-10f, -20f, 0f, 1f, 2f, 1f], writer.Write);
        writer.Ints(x, y, 1, 0);
    });

    public WdfFile Origins(params (uint Type, uint Unit, double[] Values)[] origins) => Block("ORGN", 4 + origins.Sum(origin => 24 + origin.Values.Length * 8), writer =>
    {
        writer.Write(origins.Length);
        foreach (var (type, unit, values) in origins)
        {
            writer.Write(type);
            writer.Write(unit);
            writer.Write(Padded("origin", 16));
            Array.ForEach(values, value => writer.Write((type & 0xFFFF) == 11 ? BitConverter.GetBytes((ulong)value) : BitConverter.GetBytes(value)));
        }
    });

    /// <summary>A set of properties in which the keys stand outside and the values deeper within.</summary>
    public WdfFile Properties(string block)
    {
        byte[] inner = [(byte)'i', 0, 1, 0, 3, 0, 0, 0, (byte)'r', 0, 2, 0, .. BitConverter.GetBytes(500f), (byte)'u', 64, 9, 0, 2, 0, 0, 0, 1, 2];
        byte[] set =
        [
            (byte)'p', 0, 7, 0, .. BitConverter.GetBytes(inner.Length), .. inner,
            .. Key(1, "Accumulations"), .. Key(2, "Exposure Time"), .. Key(7, "Scan"),
            (byte)'s', 128, 8, 0, 2, 0, 0, 0, 4, 0, 5, 0, (byte)'t', 0, 10, 0, .. BitConverter.GetBytes(133008257038481252L), .. Key(8, "pair"), .. Key(10, "when"),
        ];
        return Block(block, 8 + set.Length, writer =>
        {
            writer.Write("PSET"u8);
            writer.Write(set.Length);
            writer.Write(set);
        });
    }

    public WdfFile Block(string name, int length, Action<BinaryWriter> write)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        write(writer);
        content.SetLength(length);
        _file.AddRange([.. Encoding.Latin1.GetBytes(name), .. BitConverter.GetBytes(name is "WDF1" ? 1 : 0), .. BitConverter.GetBytes((long)length + 16)]);
        _file.AddRange(content.ToArray());
        return this;
    }

    private static byte[] Key(byte number, string name) => [(byte)'k', 0, number, 0, .. BitConverter.GetBytes(name.Length), .. Encoding.UTF8.GetBytes(name)];

    private static byte[] Padded(string text, int length) => [.. Encoding.UTF8.GetBytes(text), .. new byte[length - text.Length]];
}

internal static class WritingSeveral
{
    public static void Ints(this BinaryWriter writer, params int[] numbers) => Array.ForEach(numbers, writer.Write);

    public static void Shorts(this BinaryWriter writer, params ushort[] numbers) => Array.ForEach(numbers, writer.Write);
}
