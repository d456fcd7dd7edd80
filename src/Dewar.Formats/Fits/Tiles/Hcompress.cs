using System.Buffers.Binary;
using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Fits.Tiles;

/// <summary>
/// HCOMPRESS_1: a Haar transform in two dimensions, whose bits are stored plane by plane in quad trees (White, Postman and Lattanzi 1992; FITS standard,
/// 10.4.4). The smoothing that some programs offer for lossy files changes the values and is not done.
/// </summary>
internal static class Hcompress
{
    private const int Most = 16 << 20;

    public static int[] Decode(byte[] bytes, int pixels)
    {
        if (bytes.Length < 25 || bytes[0] != 0xDD || bytes[1] != 0x99)
        {
            throw new DamagedException("A tile has not the signature of HCOMPRESS");
        }

        var (rows, columns) = (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(2)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(6)));
        if (rows <= 0 || columns <= 0 || (long)rows * columns != pixels || pixels > Most)
        {
            throw new DamagedException($"A tile of {pixels} pixels says it has {rows} x {columns}");
        }

        var scale = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(10));
        var numbers = new long[pixels];
        var bits = new QuadTree(bytes.AsSpan(25));
        var (upper, left) = ((rows + 1) / 2, (columns + 1) / 2);
        bits.Decode(numbers, columns, upper, left, bytes[22]);
        bits.Decode(numbers.AsSpan(left), columns, upper, columns / 2, bytes[23]);
        bits.Decode(numbers.AsSpan(columns * upper), columns, rows / 2, left, bytes[23]);
        bits.Decode(numbers.AsSpan(Math.Min(pixels, columns * upper + left)), columns, rows / 2, columns / 2, bytes[24]);
        bits.DecodeSigns(numbers);
        numbers[0] = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(14));
        if (scale > 1)
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] *= scale;
            }
        }

        Invert(numbers, rows, columns);
        return Array.ConvertAll(numbers, number => (int)number);
    }

    private static void Invert(long[] a, int rows, int columns)
    {
        var levels = BitOperations.Log2((uint)Math.Max(1, Math.Max(rows, columns) - 1)) + (Math.Max(rows, columns) > 1 ? 1 : 0);
        if (levels == 0)
        {
            return;
        }

        var spare = new long[(Math.Max(rows, columns) + 1) / 2];
        var bit = 1L << (levels - 1);
        a[0] = Rounded(a[0], bit << 2);
        var (top, side, restRows, restColumns, half) = (1, 1, rows, columns, 1 << levels);
        for (var level = levels - 1; level >= 0; level--, bit >>= 1)
        {
            half >>= 1;
            (top, restRows) = restRows <= half ? (2 * top - 1, restRows) : (2 * top, restRows - half);
            (side, restColumns) = restColumns <= half ? (2 * side - 1, restColumns) : (2 * side, restColumns - half);
            for (var row = 0; row < top; row++)
            {
                Interleave(a, row * columns, side, 1, spare);
            }

            for (var column = 0; column < side; column++)
            {
                Interleave(a, column, top, columns, spare);
            }

            Sum(a, columns, top, side, bit, level == 0 ? 2 : 1);
        }
    }

    // Sums and differences of each two by two numbers become the numbers themselves.
    private static void Sum(long[] a, int columns, int top, int side, long bit, int shift)
    {
        for (var row = 0; row < top; row += 2)
        {
            for (var column = 0; column < side; column += 2)
            {
                var at = row * columns + column;
                var (below, right) = (row + 1 < top, column + 1 < side);
                if (below && right)
                {
                    Four(a, at, columns, bit, shift);
                }
                else if (below || right)
                {
                    Two(a, at, at + (below ? columns : 1), bit << 1, shift);
                }
                else
                {
                    a[at] >>= shift;
                }
            }
        }
    }

    private static void Four(long[] a, int at, int columns, long bit, int shift)
    {
        var (h0, hx, hy) = (a[at], Rounded(a[at + columns], bit << 1), Rounded(a[at + 1], bit << 1));
        var hc = shift == 2 ? a[at + columns + 1] : Rounded(a[at + columns + 1], bit);
        var low = hc & bit;
        hx += hx >= 0 ? -low : low;
        hy += hy >= 0 ? -low : low;
        var next = (hc ^ hx ^ hy) & (bit << 1);
        h0 += h0 >= 0 ? low - next : low == 0 ? next : low - next;
        a[at + columns + 1] = (h0 + hx + hy + hc) >> shift;
        a[at + columns] = (h0 + hx - hy - hc) >> shift;
        a[at + 1] = (h0 - hx + hy - hc) >> shift;
        a[at] = (h0 - hx - hy + hc) >> shift;
    }

    private static void Two(long[] a, int at, int other, long bit, int shift)
    {
        var (sum, difference) = (a[at], Rounded(a[other], bit));
        var low = difference & bit;
        sum += sum >= 0 ? -low : low;
        (a[other], a[at]) = ((sum + difference) >> shift, (sum - difference) >> shift);
    }

    // To a multiple of a power of two; halves away from nought.
    private static long Rounded(long number, long bit) => number + (number >= 0 ? bit >> 1 : (bit >> 1) - 1) & -bit;

    // The first half goes to the even places, the second half to the odd ones.
    private static void Interleave(long[] a, int start, int count, int step, long[] spare)
    {
        var half = (count + 1) / 2;
        for (var i = half; i < count; i++)
        {
            spare[i - half] = a[start + i * step];
        }

        for (var i = half - 1; i >= 0; i--)
        {
            a[start + 2 * i * step] = a[start + i * step];
        }

        for (var i = 0; i < count - half; i++)
        {
            a[start + (2 * i + 1) * step] = spare[i];
        }
    }
}
