using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Fits.Tiles;

/// <summary>RICE_1: differences of neighbours in blocks, each with the number of low bits that suits it (FITS standard, 10.4.1).</summary>
internal static class Rice
{
    /// <param name="size">Bytes of a number before compression: 1, 2 or 4.</param>
    public static int[] Decode(byte[] bytes, int pixels, int blockSize, int size)
    {
        var (codeBits, most) = size switch { 1 => (3, 6), 2 => (4, 14), 4 => (5, 25), _ => throw new DamagedException($"Rice numbers of {size} bytes") };

        // Even a block of zeros takes its code.
        if (blockSize < 1 || pixels / blockSize > bytes.Length * 8L / codeBits)
        {
            throw new DamagedException($"{bytes.Length} bytes can't hold {pixels} pixels in blocks of {blockSize}");
        }

        var bits = new Bits(bytes);
        var numbers = new int[pixels];
        var last = (int)bits.Take(8 * size);
        for (var i = 0; i < pixels;)
        {
            var low = (int)bits.Take(codeBits) - 1;
            for (var end = Math.Min(i + blockSize, pixels); i < end; i++)
            {
                if (low >= 0)
                {
                    var difference = low == most ? bits.Take(8 * size) : bits.Zeros() << low | bits.Take(low);
                    last += (int)(difference >> 1) ^ -(int)(difference & 1);
                }

                numbers[i] = last = size switch { 1 => (byte)last, 2 => (short)last, _ => last };
            }
        }

        return numbers;
    }

    private ref struct Bits(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private ulong _held;
        private int _count;
        private int _at;

        public uint Take(int count)
        {
            if (count == 0)
            {
                return 0;
            }

            Fill(count);
            _count -= count;
            return (uint)(_held >> _count & (1UL << count) - 1);
        }

        // Counts noughts up to the next one, which is stepped over.
        public uint Zeros()
        {
            var zeros = 0u;
            while (true)
            {
                Fill(1);
                var rest = _held & (1UL << _count) - 1;
                if (rest != 0)
                {
                    var here = _count - 1 - BitOperations.Log2(rest);
                    _count -= here + 1;
                    return zeros + (uint)here;
                }

                zeros += (uint)_count;
                _count = 0;
            }
        }

        private void Fill(int count)
        {
            while (_count < count)
            {
                if (_at >= _bytes.Length)
                {
                    throw new DamagedException("A tile ends before its pixels do");
                }

                _held = _held << 8 | _bytes[_at++];
                _count += 8;
            }
        }
    }
}
