using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Fits.Tiles;

/// <summary>The bit planes of HCOMPRESS: each four neighbours are four bits, which are coded in turn, up to a single one at the top.</summary>
internal ref struct QuadTree(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public void Decode(Span<long> into, int stride, int rows, int columns, int planes)
    {
        if (planes > 62)
        {
            throw new DamagedException($"A tile has {planes} planes of bits");
        }

        if (rows == 0 || columns == 0)
        {
            // The planes are there nevertheless.
            rows = columns = 0;
        }

        var quads = new byte[Math.Max(1, (rows + 1) / 2 * ((columns + 1) / 2))];
        for (var plane = planes - 1; plane >= 0; plane--)
        {
            var kind = Take(4);
            if (kind == 0)
            {
                for (var i = 0; i < (rows + 1) / 2 * ((columns + 1) / 2); i++)
                {
                    quads[i] = (byte)Take(4);
                }
            }
            else if (kind == 15)
            {
                Grow(ref quads, rows, columns);
            }
            else
            {
                throw new DamagedException($"A plane of bits is of kind {kind}");
            }

            Insert(quads, rows, columns, into, stride, 1L << plane);
        }
    }

    public void DecodeSigns(Span<long> numbers)
    {
        if (Take(4) != 0)
        {
            throw new DamagedException("The planes of a tile have no end");
        }

        _at = (_at + 7) / 8 * 8;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != 0 && Take(1) != 0)
            {
                numbers[i] = -numbers[i];
            }
        }
    }

    // From the top of the tree to the level of the quads.
    private void Grow(ref byte[] quads, int rows, int columns)
    {
        var most = Math.Max(rows, columns);
        var levels = most > 1 ? BitOperations.Log2((uint)most - 1) + 1 : 0;
        quads[0] = Huffman();
        var (down, across, restRows, restColumns, half) = (1, 1, rows, columns, 1 << levels);
        for (var level = 1; level < levels; level++)
        {
            half >>= 1;
            (down, restRows) = restRows <= half ? (2 * down - 1, restRows) : (2 * down, restRows - half);
            (across, restColumns) = restColumns <= half ? (2 * across - 1, restColumns) : (2 * across, restColumns - half);
            var finer = new byte[Math.Max(quads.Length, down * across)];
            for (var row = 0; row < down; row++)
            {
                for (var column = 0; column < across; column++)
                {
                    var quad = quads[row / 2 * ((across + 1) / 2) + column / 2];
                    finer[row * across + column] = (byte)(quad >> (3 - (row & 1) * 2 - (column & 1)) & 1);
                }
            }

            for (var i = down * across - 1; i >= 0; i--)
            {
                if (finer[i] != 0)
                {
                    finer[i] = Huffman();
                }
            }

            quads = finer;
        }
    }

    private static void Insert(byte[] quads, int rows, int columns, Span<long> into, int stride, long plane)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var quad = quads[row / 2 * ((columns + 1) / 2) + column / 2];
                if ((quad >> (3 - (row & 1) * 2 - (column & 1)) & 1) != 0)
                {
                    into[row * stride + column] |= plane;
                }
            }
        }
    }

    private byte Huffman()
    {
        var code = Take(3);
        if (code < 4)
        {
            return (byte)(1 << code);
        }

        code = code << 1 | Take(1);
        if (code < 13)
        {
            return code switch { 8 => 3, 9 => 5, 10 => 10, 11 => 12, _ => 15 };
        }

        code = code << 1 | Take(1);
        if (code < 31)
        {
            return code switch { 26 => 6, 27 => 7, 28 => 9, 29 => 11, _ => 13 };
        }

        return Take(1) == 0 ? (byte)0 : (byte)14;
    }

    private int Take(int count)
    {
        var value = 0;
        for (; count > 0; count--, _at++)
        {
            if (_at >> 3 >= _bytes.Length)
            {
                throw new DamagedException("A tile ends before its pixels do");
            }

            value = value << 1 | _bytes[_at >> 3] >> (7 - (_at & 7)) & 1;
        }

        return value;
    }
}
