using System.Runtime.CompilerServices;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Jpeg;

/// <summary>A Huffman code (ITU-T T.81, annex C).</summary>
internal sealed class JpegHuffman
{
    private const int FastBits = 9;
    private readonly ushort[] _fast = new ushort[1 << FastBits];
    private readonly byte[] _symbols;
    private readonly int[] _limits = new int[18];
    private readonly int[] _shifts = new int[17];

    /// <param name="counts">Codes of each length, from 1 to 16.</param>
    /// <param name="symbols">What they stand for.</param>
    public JpegHuffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        var (code, symbol) = (0, 0);
        for (var length = 1; length <= 16; length++)
        {
            _shifts[length] = symbol - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, symbol++)
            {
                if (code >= 1 << length)
                {
                    throw new DamagedException("A Huffman table of the JPEG has more codes than there can be");
                }

                if (length <= FastBits)
                {
                    _fast.AsSpan(code << FastBits - length, 1 << FastBits - length).Fill((ushort)(length << 8 | symbols[symbol]));
                }
            }

            // Codes of this length, filled up to 16 bits, are below it.
            _limits[length] = code << 16 - length;
            code <<= 1;
        }

        _limits[17] = int.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ref JpegBits bits)
    {
        bits.Refill();
        var fast = _fast[bits.Peek(FastBits)];
        if (fast == 0)
        {
            return DecodeLong(ref bits);
        }

        bits.Skip(fast >> 8);
        return fast & 0xFF;
    }

    private int DecodeLong(ref JpegBits bits)
    {
        var sixteen = bits.Peek(16);
        var length = FastBits + 1;
        while (sixteen >= _limits[length])
        {
            length++;
        }

        var place = length <= 16 ? (sixteen >> 16 - length) + _shifts[length] : -1;
        if ((uint)place >= (uint)_symbols.Length)
        {
            throw new DamagedException("The JPEG data hold a code that does not exist");
        }

        bits.Skip(length);
        return _symbols[place];
    }
}
