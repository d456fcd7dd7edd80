using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Dewar.Formats.Codecs.Zstandard;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>
/// Bitshuffle (HDF5 filter 32008; Masui et al., Astronomy and Computing 12 (2015) 181): the first bits of all elements of a block come
/// first, then all second bits and so on; with LZ4 or Zstandard behind it, or nothing.
/// </summary>
internal static class Bitshuffle
{
    /// <summary>Elements beyond a multiple of these are not shuffled.</summary>
    private const int Multiple = 8;

    public enum Inner
    {
        None = 0,
        Lz4 = 2,
        Zstd = 3,
    }

    /// <param name="elementSize">Bytes of an element.</param>
    /// <param name="blockElements">Elements of a block, where nothing is behind it; 0 for the usual number.</param>
    /// <param name="inner">What is behind it. LZ4 and Zstandard come with a header that has the sizes.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output, int elementSize, int blockElements, Inner inner)
    {
        if (elementSize <= 0 || blockElements < 0 || blockElements % Multiple != 0 || (long)blockElements * elementSize > int.MaxValue)
        {
            throw new DamagedException($"Bitshuffle can't have blocks of {blockElements} elements of {elementSize} bytes");
        }

        if (inner is not Inner.None)
        {
            return DecodePacked(input, output, elementSize, inner);
        }

        if (input.Length > output.Length)
        {
            throw new DamagedException($"The bitshuffled data have {input.Length} bytes where {output.Length} are expected");
        }

        var block = Math.Max(1, blockElements is 0 ? UsualBlock(elementSize) : blockElements) * elementSize;
        var whole = input.Length / (Multiple * elementSize) * (Multiple * elementSize);
        var scratch = new byte[Math.Min(block, whole)];
        for (var at = 0; at < whole; at += block)
        {
            var size = Math.Min(block, whole - at);
            Transpose(input.Slice(at, size), output.Slice(at, size), elementSize, scratch);
        }

        input[whole..].CopyTo(output[whole..]);
        return input.Length;
    }

    /// <summary>Undoes the shuffling of one block.</summary>
    /// <param name="input">A multiple of eight elements.</param>
    /// <param name="scratch">As long as the block.</param>
    public static void Transpose(ReadOnlySpan<byte> input, Span<byte> output, int elementSize, Span<byte> scratch)
    {
        var count = input.Length / elementSize;
        var row = count / 8;
        var planes = elementSize == 1 ? output : scratch[..input.Length];
        for (var plane = 0; plane < elementSize; plane++)
        {
            TransposePlane(input.Slice(plane * count, count), planes.Slice(plane * count, count), row);
        }

        if (elementSize > 1)
        {
            ByteShuffle.Decode(planes, output, elementSize);
        }
    }

    private static int UsualBlock(int elementSize) => Math.Max(128, 8192 / elementSize / Multiple * Multiple);

    private static int DecodePacked(ReadOnlySpan<byte> input, Span<byte> output, int elementSize, Inner inner)
    {
        if (input.Length < 12)
        {
            throw new DamagedException("The bitshuffled data end in their header");
        }

        var total = BinaryPrimitives.ReadUInt64BigEndian(input);
        var block = BinaryPrimitives.ReadUInt32BigEndian(input[8..]);
        if (total > (ulong)output.Length || block == 0 || block % (uint)(elementSize * (long)Multiple) != 0)
        {
            throw new DamagedException($"The bitshuffled data announce {total} bytes in blocks of {block}; {output.Length} are expected");
        }

        var whole = (int)total / (Multiple * elementSize) * (Multiple * elementSize);
        var blockSize = (int)Math.Min(block, (uint)whole);
        var (packed, scratch) = (new byte[blockSize], new byte[blockSize]);
        var zstd = inner is Inner.Zstd ? new ZstdDecoder() : null;
        input = input[12..];
        for (var at = 0; at < whole; at += blockSize)
        {
            if (input.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(input) is var length && length > input.Length - 4)
            {
                throw new DamagedException("The bitshuffled data end before their last block");
            }

            var size = Math.Min(blockSize, whole - at);
            var shuffled = packed.AsSpan(0, size);
            var from = input.Slice(4, (int)length);
            if ((zstd is null ? Lz4.Decode(from, shuffled) : zstd.Decode(from, shuffled)) < size)
            {
                throw new DamagedException("A block of bitshuffled data is shorter than announced");
            }

            Transpose(shuffled, output.Slice(at, size), elementSize, scratch);
            input = input[(4 + (int)length)..];
        }

        var rest = (int)total - whole;
        if (input.Length < rest)
        {
            throw new DamagedException("The bitshuffled data end before their last elements");
        }

        input[..rest].CopyTo(output[whole..]);
        return (int)total;
    }

    // Eight rows of bits become bytes, eight columns of eight at a time as far as there are so many.
    private static void TransposePlane(ReadOnlySpan<byte> rows, Span<byte> bytes, int row)
    {
        var column = 0;
        Span<ulong> eight = stackalloc ulong[8];
        for (; column + 8 <= row; column += 8)
        {
            for (var i = 0; i < 8; i++)
            {
                eight[i] = BinaryPrimitives.ReadUInt64LittleEndian(rows[(i * row + column)..]);
            }

            TransposeBytes(eight);
            for (var i = 0; i < 8; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[((column + i) * 8)..], TransposeBits(eight[i]));
            }
        }

        for (; column < row; column++)
        {
            ulong one = 0;
            for (var i = 0; i < 8; i++)
            {
                one |= (ulong)rows[i * row + column] << 8 * i;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(column * 8)..], TransposeBits(one));
        }
    }

    private static void TransposeBytes(Span<ulong> m)
    {
        for (var (step, mask) = (4, 0x00000000FFFFFFFFUL); step > 0; step >>= 1, mask ^= mask << 8 * step)
        {
            for (var i = 0; i < 8; i = (i + step + 1) & ~step)
            {
                var swap = (m[i] >> 8 * step ^ m[i + step]) & mask;
                m[i + step] ^= swap;
                m[i] ^= swap << 8 * step;
            }
        }
    }

    // The bits of eight bytes as a matrix, turned over.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong TransposeBits(ulong x)
    {
        var t = (x ^ x >> 7) & 0x00AA00AA00AA00AA;
        x ^= t ^ t << 7;
        t = (x ^ x >> 14) & 0x0000CCCC0000CCCC;
        x ^= t ^ t << 14;
        t = (x ^ x >> 28) & 0x00000000F0F0F0F0;
        return x ^ t ^ t << 28;
    }
}
