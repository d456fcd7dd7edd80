using System.Buffers.Binary;
using System.Text;

namespace Dewar.Formats.Tiff;

/// <summary>Writes small TIFF files: directories whose fields are given by hand, so that everything can be wrong in them.</summary>
internal sealed class TiffFiles(bool bigEndian = false, bool isBig = false)
{
    private readonly List<byte> _bytes = [];
    private readonly List<List<(ushort Tag, ushort Type, long Count, byte[] Values)>> _pages = [];

    /// <summary>A file of one grey picture of 8 × 8 bytes, with more fields.</summary>
    public static byte[] Grey(Action<TiffFiles>? more = null, bool bigEndian = false, bool isBig = false)
    {
        var file = new TiffFiles(bigEndian, isBig).Page(8, 8, [.. Enumerable.Range(0, 64).Select(i => (byte)i)]);
        more?.Invoke(file);
        return file.Write();
    }

    /// <summary>Begins a page of grey bytes in one strip.</summary>
    public TiffFiles Page(int width, int height, byte[] pixels, int bits = 8)
    {
        _pages.Add([]);
        Shorts(256, width).Shorts(257, height).Shorts(258, bits).Shorts(259, 1).Shorts(262, 1);
        var at = Append(pixels);
        return Longs(273, at).Shorts(277, 1).Shorts(278, height).Longs(279, pixels.Length);
    }

    /// <summary>Puts bytes into the file, and gives where.</summary>
    public long Append(byte[] bytes)
    {
        var at = HeaderLength + _bytes.Count;
        _bytes.AddRange(bytes);
        _bytes.AddRange(new byte[bytes.Length % 2]);
        return at;
    }

    public TiffFiles Shorts(ushort tag, params int[] values) =>
        Put(tag, 3, values.Length, [.. values.SelectMany(value => Number((ulong)value, 2))]);

    public TiffFiles Longs(ushort tag, params long[] values) =>
        Put(tag, 4, values.Length, [.. values.SelectMany(value => Number((ulong)value, 4))]);

    public TiffFiles Doubles(ushort tag, params double[] values) =>
        Put(tag, 12, values.Length, [.. values.SelectMany(value => Number(BitConverter.DoubleToUInt64Bits(value), 8))]);

    public TiffFiles Fraction(ushort tag, uint above, uint below) => Put(tag, 5, 1, [.. Number(above, 4), .. Number(below, 4)]);

    public TiffFiles Text(ushort tag, string text) => Bytes(tag, [.. Encoding.UTF8.GetBytes(text), 0], type: 2);

    public TiffFiles Bytes(ushort tag, byte[] bytes, ushort type = 1) => Put(tag, type, bytes.Length, bytes);

    /// <summary>Writes a directory that the chain does not reach, and gives where it is.</summary>
    public long Aside(Action<TiffFiles> fields)
    {
        fields(this);
        var page = _pages[^1];
        _pages.RemoveAt(_pages.Count - 1);
        return Append(Directory(page, HeaderLength + _bytes.Count, 0, out var tail).Concat(tail).ToArray());
    }

    public byte[] Write()
    {
        var pages = new List<byte>();
        var at = HeaderLength + _bytes.Count;
        var first = at;
        for (var i = 0; i < _pages.Count; i++)
        {
            var length = Directory(_pages[i], at + pages.Count, 0, out var tail).Length + tail.Length;
            var next = i + 1 < _pages.Count ? at + pages.Count + length : 0;
            pages.AddRange(Directory(_pages[i], at + pages.Count, next, out tail));
            pages.AddRange(tail);
        }

        byte[] mark = bigEndian ? [0x4d, 0x4d] : [0x49, 0x49];
        byte[] head = isBig ? [.. mark, .. Number(43, 2), .. Number(8, 2), 0, 0, .. Number((ulong)first, 8)]
            : [.. mark, .. Number(42, 2), .. Number((ulong)first, 4)];
        return [.. head, .. _bytes, .. pages];
    }

    private int HeaderLength => isBig ? 16 : 8;

    private int OffsetSize => isBig ? 8 : 4;

    private TiffFiles Put(ushort tag, ushort type, long count, byte[] values)
    {
        _pages[^1].RemoveAll(field => field.Tag == tag);
        _pages[^1].Add((tag, type, count, values));
        return this;
    }

    private byte[] Directory(List<(ushort Tag, ushort Type, long Count, byte[] Values)> fields, int at, int next, out byte[] tail)
    {
        var (entries, values) = (new List<byte>(), new List<byte>());
        var end = at + (isBig ? 16 : 6) + fields.Count * (isBig ? 20 : 12);
        foreach (var field in fields.OrderBy(field => field.Tag))
        {
            entries.AddRange([.. Number(field.Tag, 2), .. Number(field.Type, 2), .. Number((ulong)field.Count, OffsetSize)]);
            if (field.Values.Length <= OffsetSize)
            {
                entries.AddRange([.. field.Values, .. new byte[OffsetSize - field.Values.Length]]);
            }
            else
            {
                entries.AddRange(Number((ulong)(end + values.Count), OffsetSize));
                values.AddRange(field.Values);
            }
        }

        tail = [.. values];
        return [.. Number((ulong)fields.Count, isBig ? 8 : 2), .. entries, .. Number((ulong)next, OffsetSize)];
    }

    private byte[] Number(ulong value, int size)
    {
        var bytes = new byte[8];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
            return bytes[(8 - size)..];
        }

        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes[..size];
    }
}
