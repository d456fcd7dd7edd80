using System.Buffers.Binary;
using Dewar.Formats.Codecs.Zstandard;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>Blosc 1 (HDF5 filter 32001; description: README_HEADER and README_CHUNK_FORMAT of c-blosc).</summary>
internal static class Blosc
{
    private const int HeaderLength = 16;
    private const int MostSplits = 16;
    private const int ByteShuffled = 1;
    private const int Stored = 2;
    private const int BitShuffled = 4;
    private const int Delta = 8;
    private const int Unsplit = 16;

    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.Length < HeaderLength)
        {
            throw new DamagedException("The Blosc data end in their header");
        }

        var (size, blockSize) = (BinaryPrimitives.ReadInt32LittleEndian(input[4..]), BinaryPrimitives.ReadInt32LittleEndian(input[8..]));
        var header = new Header(input[2], Math.Max(1, (int)input[3]), size, blockSize);
        if ((uint)size > (uint)output.Length || input[0] is 0 or > 2 || (header.Flags & Delta) != 0)
        {
            throw new DamagedException($"The Blosc data have format {input[0]} and {size} bytes, where {output.Length} are expected");
        }

        output = output[..header.Bytes];
        if ((header.Flags & Stored) != 0)
        {
            if (input.Length - HeaderLength < output.Length)
            {
                throw new DamagedException("The Blosc data end before their announced length");
            }

            input.Slice(HeaderLength, output.Length).CopyTo(output);
            return output.Length;
        }

        return DecodeBlocks(input, output, header);
    }

    private static int DecodeBlocks(ReadOnlySpan<byte> input, Span<byte> output, Header header)
    {
        var size = Math.Min(header.BlockSize, output.Length);
        var blocks = size > 0 ? ((long)output.Length + size - 1) / size : 0;
        if (header.BlockSize <= 0 || blocks * 4 > input.Length - HeaderLength)
        {
            throw new DamagedException($"The Blosc data announce {blocks} blocks of {header.BlockSize} bytes, and end before their places");
        }

        var (shuffled, scratch) = (new byte[size], new byte[size]);
        var zstd = new ZstdDecoder();
        for (var block = 0; block < blocks; block++)
        {
            var into = output.Slice(block * size, Math.Min(size, output.Length - block * size));
            var at = BinaryPrimitives.ReadInt32LittleEndian(input[(HeaderLength + 4 * block)..]);
            if (at < HeaderLength || at > input.Length)
            {
                throw new DamagedException($"Block {block} of the Blosc data is said to be at byte {at} of {input.Length}");
            }

            var isShuffled = header.TypeSize > 1 && (header.Flags & ByteShuffled) != 0;
            // A block whose elements are no multiple of eight is left as it is.
            var elements = into.Length / header.TypeSize;
            var isTransposed = !isShuffled && (header.Flags & BitShuffled) != 0 && elements > 0 && elements % 8 == 0;
            var plain = isShuffled || isTransposed ? shuffled.AsSpan(0, into.Length) : into;
            DecodeBlock(input[at..], plain, header, isLast: into.Length < size, zstd);
            if (isShuffled)
            {
                ByteShuffle.Decode(plain, into, header.TypeSize);
            }
            else if (isTransposed)
            {
                var whole = elements * header.TypeSize;
                Bitshuffle.Transpose(plain[..whole], into[..whole], header.TypeSize, scratch);
                plain[whole..].CopyTo(into[whole..]);
            }
        }

        return output.Length;
    }

    // A block may be kept in as many streams as an element has bytes.
    private static void DecodeBlock(ReadOnlySpan<byte> input, Span<byte> output, Header header, bool isLast, ZstdDecoder zstd)
    {
        var isSplit = (header.Flags & Unsplit) == 0 && !isLast && header.TypeSize <= Math.Min(MostSplits, output.Length);
        var each = isSplit ? output.Length / header.TypeSize : output.Length;
        for (var done = 0; done < output.Length; done += each)
        {
            var length = input.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(input);
            if (length < 0 || length > input.Length - 4)
            {
                throw new DamagedException("The Blosc data end in the middle of a block");
            }

            var from = input.Slice(4, length);
            var into = output.Slice(done, Math.Min(each, output.Length - done));
            if (from.Length == into.Length)
            {
                from.CopyTo(into);
            }
            else if (DecodeStream(from, into, header.Flags >> 5, zstd) < into.Length)
            {
                throw new DamagedException("A block of the Blosc data is shorter than announced");
            }

            input = input[(4 + length)..];
        }
    }

    private static int DecodeStream(ReadOnlySpan<byte> input, Span<byte> output, int coder, ZstdDecoder zstd) => coder switch
    {
        0 => BloscLz.Decode(input, output),
        1 => Lz4.Decode(input, output),
        2 => Snappy.Decode(input, output),
        3 => Zlib.Decode(input, output),
        4 => zstd.Decode(input, output),
        _ => throw new DamagedException($"The Blosc data are packed by coder {coder}, which is unknown"),
    };

    private readonly record struct Header(int Flags, int TypeSize, int Bytes, int BlockSize);
}
