using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>LZ4: the block format of the LZ4 description, and the frame that the HDF5 filter 32004 puts around blocks.</summary>
internal static class Lz4
{
    private const int LeastMatch = 4;

    /// <summary>One block.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such block, or its content is longer than the output.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int i = 0, o = 0;
        while (i < input.Length)
        {
            int token = input[i++];
            var literals = token >> 4;
            if (literals == 15)
            {
                literals = Longer(input, ref i, literals);
            }

            if (literals > input.Length - i || literals > output.Length - o)
            {
                throw new DamagedException("The LZ4 data hold a run that is longer than they are, or than their content");
            }

            if (literals <= 16 && input.Length - i >= 16 && output.Length - o >= 16)
            {
                Vector128.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(input), i))
                    .StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(output), o));
            }
            else
            {
                input.Slice(i, literals).CopyTo(output[o..]);
            }

            i += literals;
            o += literals;
            if (i == input.Length)
            {
                return o;
            }

            if (input.Length - i < 2)
            {
                break;
            }

            var distance = input[i] | input[i + 1] << 8;
            i += 2;
            var length = token & 15;
            if (length == 15)
            {
                length = Longer(input, ref i, length);
            }

            length += LeastMatch;
            BackReference.Copy(output, o, distance, length, "LZ4");
            o += length;
        }

        throw new DamagedException("The LZ4 data end in the middle");
    }

    /// <summary>
    /// What the HDF5 filter 32004 writes: the size of the content and of a block, big-endian, and then blocks, each with its length; one
    /// that is as long as its content was not compressed.
    /// </summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such frame, or its content is longer than the output.</exception>
    public static int DecodeHdf5(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.Length < 12)
        {
            throw new DamagedException("The LZ4 frame ends in its header");
        }

        var total = BinaryPrimitives.ReadUInt64BigEndian(input);
        if (total > (ulong)output.Length)
        {
            throw new DamagedException($"The LZ4 frame announces {total} bytes where {output.Length} are expected");
        }

        var blockSize = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(input[8..]), (uint)total);
        input = input[12..];
        for (var done = 0; done < (int)total;)
        {
            var size = Math.Min(blockSize, (int)total - done);
            if (size == 0 || input.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(input) is var length && length > input.Length - 4)
            {
                throw new DamagedException("The LZ4 frame ends before its last block");
            }

            var block = input.Slice(4, (int)length);
            var into = output.Slice(done, size);
            if (block.Length == size)
            {
                block.CopyTo(into);
            }
            else if (Decode(block, into) < size)
            {
                throw new DamagedException("A block of the LZ4 frame is shorter than announced");
            }

            input = input[(4 + (int)length)..];
            done += size;
        }

        return (int)total;
    }

    private static int Longer(ReadOnlySpan<byte> input, ref int at, int length)
    {
        while (at < input.Length)
        {
            int more = input[at++];
            length += more;
            if (more < 255)
            {
                return length;
            }
        }

        throw new DamagedException("The LZ4 data end in the middle of a length");
    }
}
