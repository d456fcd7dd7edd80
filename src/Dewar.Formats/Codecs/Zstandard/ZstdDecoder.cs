using System.Buffers.Binary;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Zstandard;

/// <summary>
/// Zstandard (RFC 8878), all of it but dictionaries; checksums are not looked at. One may be used again and again, by one thread at a time.
/// </summary>
internal sealed class ZstdDecoder
{
    private const uint Magic = 0xFD2FB528;
    private const uint SkippableMagic = 0x184D2A50;
    private const int MostBlock = 128 * 1024;
    private byte[] _literals = [];
    private HuffmanTable? _huffman;
    private Sequences _sequences = new();

    /// <summary>Decodes all frames.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var done = 0;
        while (!input.IsEmpty)
        {
            var magic = input.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(input) : 0;
            if ((magic & ~15u) == SkippableMagic && input.Length >= 8 && BinaryPrimitives.ReadUInt32LittleEndian(input[4..]) is var length)
            {
                input = length <= input.Length - 8 ? input[(8 + (int)length)..] : [];
                continue;
            }

            if (magic != Magic)
            {
                throw new DamagedException($"The Zstandard data have no frame after {done} bytes of content");
            }

            input = input[4..];
            done += DecodeFrame(ref input, output[done..]);
        }

        return done;
    }

    private int DecodeFrame(ref ReadOnlySpan<byte> input, Span<byte> output)
    {
        int descriptor = input.IsEmpty ? 0 : input[0];
        var isSingle = (descriptor & 0x20) != 0;
        var sizeLength = (descriptor >> 6) switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        var dictionaryLength = (descriptor & 3) switch { 3 => 4, var shorter => shorter };
        var header = 1 + (isSingle ? 0 : 1) + dictionaryLength + sizeLength;
        if (input.Length < header || (descriptor & 8) != 0)
        {
            throw new DamagedException("The header of a Zstandard frame is cut off, or of an unknown kind");
        }

        if (input.Slice(header - sizeLength - dictionaryLength, dictionaryLength).ContainsAnyExcept((byte)0))
        {
            throw new DamagedException("The Zstandard data need a dictionary that is not there");
        }

        input = input[header..];
        _huffman = null;
        _sequences = new();
        var at = 0;
        bool isLast;
        do
        {
            isLast = DecodeBlock(ref input, output, ref at);
        }
        while (!isLast);

        input = input[Math.Min(input.Length, (descriptor & 4) != 0 ? 4 : 0)..];
        return at;
    }

    private bool DecodeBlock(ref ReadOnlySpan<byte> input, Span<byte> output, ref int at)
    {
        if (input.Length < 3)
        {
            throw new DamagedException("The Zstandard data end before their last block");
        }

        var header = input[0] | input[1] << 8 | input[2] << 16;
        var (type, size) = (header >> 1 & 3, header >> 3);
        var length = type == 1 ? 1 : size;
        if (length > input.Length - 3 || type == 3 || type == 2 && size > MostBlock)
        {
            throw new DamagedException("A block of the Zstandard data is cut off, or of an unknown kind");
        }

        var block = input.Slice(3, length);
        if (type == 2)
        {
            DecodeCompressed(block, output, ref at);
        }
        else if (size > output.Length - at)
        {
            throw new DamagedException($"The Zstandard data hold more than the {output.Length} bytes that are expected");
        }
        else if (type == 1)
        {
            output.Slice(at, size).Fill(block[0]);
            at += size;
        }
        else
        {
            block.CopyTo(output[at..]);
            at += size;
        }

        input = input[(3 + length)..];
        return (header & 1) != 0;
    }

    private void DecodeCompressed(ReadOnlySpan<byte> block, Span<byte> output, ref int at)
    {
        int first = block.IsEmpty ? throw new DamagedException("A block of the Zstandard data is empty") : block[0];
        var (type, form) = (first & 3, first >> 2 & 3);
        var header = type < 2
            ? form switch { 1 => 2, 3 => 3, _ => 1 }
            : form switch { 2 => 4, 3 => 5, _ => 3 };
        if (block.Length < header)
        {
            throw new DamagedException("A block of the Zstandard data ends in its header");
        }

        long bits = 0;
        for (var i = 0; i < header; i++)
        {
            bits |= (long)block[i] << 8 * i;
        }

        var sizeBits = type < 2 ? 20 : form switch { 2 => 14, 3 => 18, _ => 10 };
        var size = type < 2 ? (int)(bits >> (header == 1 ? 3 : 4)) : (int)(bits >> 4) & (1 << sizeBits) - 1;
        var length = type switch { 0 => size, 1 => 1, _ => (int)(bits >> 4 + sizeBits) };
        if (size > MostBlock || length > block.Length - header)
        {
            throw new DamagedException("The literals of the Zstandard data are longer than their block");
        }

        var coded = block.Slice(header, length);
        var literals = type == 0 ? coded : Literals(type, form, coded, size);
        _sequences.Execute(block[(header + length)..], literals, output, ref at);
    }

    private ReadOnlySpan<byte> Literals(int type, int form, ReadOnlySpan<byte> coded, int size)
    {
        if (_literals.Length < size)
        {
            _literals = new byte[Math.Min(MostBlock, Math.Max(size, 2 * _literals.Length))];
        }

        var literals = _literals.AsSpan(0, size);
        if (type == 1)
        {
            literals.Fill(coded[0]);
            return literals;
        }

        if (type == 2)
        {
            _huffman = HuffmanTable.Read(coded, out var length);
            coded = coded[length..];
        }

        var huffman = _huffman ?? throw new DamagedException("The Zstandard data repeat a Huffman code before there was one");
        if (form == 0)
        {
            huffman.Decode(coded, literals);
        }
        else
        {
            DecodeFour(huffman, coded, literals);
        }

        return literals;
    }

    private static void DecodeFour(HuffmanTable huffman, ReadOnlySpan<byte> coded, Span<byte> literals)
    {
        var each = (literals.Length + 3) / 4;
        if (coded.Length < 6 || literals.Length < 3 * each)
        {
            throw new DamagedException("The literals of the Zstandard data are too few for four streams");
        }

        var sizes = coded;
        coded = coded[6..];
        for (var stream = 0; stream < 4; stream++)
        {
            var length = stream < 3 ? BinaryPrimitives.ReadUInt16LittleEndian(sizes[(2 * stream)..]) : coded.Length;
            if (length > coded.Length)
            {
                throw new DamagedException("A stream of literals of the Zstandard data is cut off");
            }

            huffman.Decode(coded[..length], stream < 3 ? literals.Slice(stream * each, each) : literals[(3 * each)..]);
            coded = coded[length..];
        }
    }
}
