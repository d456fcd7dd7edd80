using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Fits.Tiles;

/// <summary>Floating-point numbers that were rounded to integers before compression, as a rule with a random shift that is taken off again.</summary>
internal sealed class Quantisation
{
    private const int Numbers = 10_000;
    private const int Zero = -2147483646;

    private static readonly float[] Random = Sequence();
    private ByteSource _file = null!;
    private long _start;
    private long _stride;
    private TableColumn? _scale;
    private TableColumn? _zero;
    private TableColumn? _blank;
    private (double Scale, double Zero, long? Blank) _same;
    private int _dither;
    private long _seed;

    private Quantisation()
    {
    }

    /// <summary>How the numbers of a table's picture were rounded; null when they were not.</summary>
    public static Quantisation? Of(ByteSource file, Header header, List<TableColumn> columns, long rowLength)
    {
        var scale = columns.Find(column => column.Name == "ZSCALE");
        if (scale is null && header.Number("ZSCALE") is null || header.Word("ZQUANTIZ") is "NONE")
        {
            return null;
        }

        return new()
        {
            _file = file,
            _start = header.DataStart,
            _stride = rowLength,
            _scale = scale,
            _zero = columns.Find(column => column.Name == "ZZERO"),
            _blank = columns.Find(column => column.Name == "ZBLANK"),
            _same = (header.Number("ZSCALE", 1), header.Number("ZZERO", 0), header.Whole("ZBLANK")),
            _dither = header.Word("ZQUANTIZ") switch { "SUBTRACTIVE_DITHER_1" => 1, "SUBTRACTIVE_DITHER_2" => 2, _ => 0 },
            _seed = header.Whole("ZDITHER0") ?? 1,
        };
    }

    /// <summary>The floating-point numbers of a tile.</summary>
    /// <param name="tile">Its number, from nought.</param>
    /// <param name="whole">Its integers, 32 bits each.</param>
    public byte[] Restore(long tile, byte[] whole, int pixels, ElementType element)
    {
        if (whole.Length != pixels * 4L)
        {
            throw new DamagedException($"A tile has {whole.Length} bytes for {pixels} quantised pixels");
        }

        var numbers = MemoryMarshal.Cast<byte, int>(whole);
        var scale = At(_scale, tile) ?? _same.Scale;
        var zero = At(_zero, tile) ?? _same.Zero;
        var blank = At(_blank, tile) ?? _same.Blank;
        var bytes = new byte[pixels * element.Size];
        var first = (int)((tile + _seed - 1) % Numbers + Numbers) % Numbers;
        var next = (int)(Random[first] * 500);
        for (var i = 0; i < pixels; i++)
        {
            var value = numbers[i] == blank ? double.NaN
                : _dither == 0 ? numbers[i] * scale + zero
                : _dither == 2 && numbers[i] == Zero ? 0
                : ((double)numbers[i] - Random[next] + 0.5) * scale + zero;
            if (element.Size == 4)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), (float)value);
            }
            else
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), value);
            }

            if (++next == Numbers)
            {
                first = (first + 1) % Numbers;
                next = (int)(Random[first] * 500);
            }
        }

        return bytes;
    }

    private double? At(TableColumn? column, long row)
    {
        if (column is not { Heap: null })
        {
            return null;
        }

        var bytes = _file.ReadBytes(checked(_start + row * _stride + column.Offset), column.Stored.Size);
        return new RecordColumn(0, 0, column.Stored, BigEndian: true).Decode(bytes);
    }

    // The generator of Park and Miller; the standard prints the last number of the sequence to check it by.
    private static float[] Sequence()
    {
        var (numbers, seed) = (new float[Numbers], 1.0);
        for (var i = 0; i < Numbers; i++)
        {
            var product = 16807.0 * seed;
            seed = product - 2147483647.0 * (int)(product / 2147483647.0);
            numbers[i] = (float)(seed / 2147483647.0);
        }

        return numbers;
    }
}
