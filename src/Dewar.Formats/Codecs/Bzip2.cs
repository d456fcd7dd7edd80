using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>
/// bzip2 (J. Seward; the format as J. Tsai describes it): blocks sorted by Burrows and Wheeler, moved to front, and coded with up to six
/// Huffman tables in groups of fifty symbols.
/// </summary>
internal static class Bzip2
{
    private const long BlockMark = 0x314159265359;
    private const long EndMark = 0x177245385090;
    private const int GroupSize = 50;
    private const int LongestCode = 20;
    private const int RunOfFour = 4;

    /// <summary>Decodes until the output is full or the streams end.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var written = 0;
        var bits = new Bits(input);
        while (written < output.Length && bits.Left >= 80)
        {
            if (bits.Take(24) != 0x425a68 || bits.Take(8) is not (>= '1' and <= '9' and var level))
            {
                throw new DamagedException("The values are not packed by bzip2");
            }

            // Four equal bytes that are followed by a zero are the most that what is sorted is longer than what comes out.
            var block = new int[Math.Min((level - '0') * 100_000, output.Length + output.Length / 4L + 5)];
            long mark;
            while ((mark = bits.Take(48)) == BlockMark && written < output.Length)
            {
                bits.Take(32);
                if (bits.Take(1) != 0)
                {
                    throw new DamagedException("A block of bzip2 is randomised, as no program has done for decades");
                }

                var start = (int)bits.Take(24);
                written += Unsort(block, ReadBlock(ref bits, block), start, output[written..]);
            }

            if (mark is not (EndMark or BlockMark))
            {
                throw new DamagedException("A block of bzip2 begins with neither mark");
            }

            bits.Take(32);
            bits.Align();
        }

        return written;
    }

    // Fills the block with the last column of the sorted block, and gives its length.
    private static int ReadBlock(ref Bits bits, int[] block)
    {
        Span<byte> recent = stackalloc byte[256];
        var used = ReadUsed(ref bits, recent);
        var tables = (int)bits.Take(3);
        var selectors = new byte[(int)bits.Take(15)];
        if (used == 0 || tables is < 2 or > 6 || selectors.Length == 0)
        {
            throw new DamagedException("A block of bzip2 has no symbols or no tables");
        }

        ReadSelectors(ref bits, selectors, tables);
        var codes = new Code[tables];
        for (var i = 0; i < tables; i++)
        {
            codes[i] = Code.Read(ref bits, used + 2);
        }

        var (length, left, group, run, weight) = (0, 0, 0, 0, 1);
        Code? code = null;
        while (true)
        {
            if (left-- == 0)
            {
                code = group < selectors.Length
                    ? codes[selectors[group++]]
                    : throw new DamagedException("A block of bzip2 has more symbols than it says");
                left = GroupSize - 1;
            }

            var symbol = code!.Take(ref bits);
            if (symbol <= 1)
            {
                // The digits 1 and 2 of how often the byte in front is repeated, the lowest first.
                run += weight << symbol;
                weight <<= 1;
                if (run > block.Length)
                {
                    throw new DamagedException("A block of bzip2 is longer than it may be");
                }

                continue;
            }

            if (run > block.Length - length || symbol <= used && run == block.Length - length)
            {
                throw new DamagedException("A block of bzip2 is longer than it may be");
            }

            block.AsSpan(length, run).Fill(recent[0]);
            (length, run, weight) = (length + run, 0, 1);
            if (symbol == used + 1)
            {
                return length;
            }

            var next = recent[symbol - 1];
            recent[..(symbol - 1)].CopyTo(recent[1..]);
            recent[0] = next;
            block[length++] = next;
        }
    }

    private static int ReadUsed(ref Bits bits, scoped Span<byte> used)
    {
        var count = 0;
        var ranges = bits.Take(16);
        for (var range = 0; range < 16; range++)
        {
            var members = (ranges >> (15 - range) & 1) != 0 ? bits.Take(16) : 0;
            for (var i = 0; i < 16; i++)
            {
                if ((members >> (15 - i) & 1) != 0)
                {
                    used[count++] = (byte)(range * 16 + i);
                }
            }
        }

        return count;
    }

    private static void ReadSelectors(ref Bits bits, byte[] selectors, int tables)
    {
        Span<byte> recent = [0, 1, 2, 3, 4, 5];
        for (var i = 0; i < selectors.Length; i++)
        {
            var place = 0;
            while (bits.Take(1) != 0)
            {
                if (++place >= tables)
                {
                    throw new DamagedException("A block of bzip2 names a table that it does not have");
                }
            }

            var chosen = recent[place];
            recent[..place].CopyTo(recent[1..]);
            recent[0] = selectors[i] = chosen;
        }
    }

    // Follows the sorted block from its first row, and undoes the runs: four equal bytes are followed by how many more.
    private static int Unsort(int[] block, int length, int start, Span<byte> output)
    {
        if (length == 0)
        {
            return 0;
        }

        if (start >= length)
        {
            throw new DamagedException("A block of bzip2 begins outside of itself");
        }

        Span<int> places = stackalloc int[257];
        places.Clear();
        for (var i = 0; i < length; i++)
        {
            places[(block[i] & 0xff) + 1]++;
        }

        for (var i = 1; i < 257; i++)
        {
            places[i] += places[i - 1];
        }

        for (var i = 0; i < length; i++)
        {
            block[places[block[i] & 0xff]++] |= i << 8;
        }

        var (written, same, last) = (0, 0, -1);
        var at = block[start] >> 8;
        for (var i = 0; i < length && written < output.Length; i++)
        {
            var next = block[at];
            at = next >> 8;
            var value = (byte)next;
            if (same == RunOfFour)
            {
                var more = Math.Min(value, output.Length - written);
                output.Slice(written, more).Fill((byte)last);
                (written, same, last) = (written + more, 0, -1);
                continue;
            }

            same = value == last ? same + 1 : 1;
            last = value;
            output[written++] = value;
        }

        return written;
    }

    /// <summary>A canonical Huffman code: shorter codes first, among equally long ones lower symbols.</summary>
    private sealed class Code
    {
        private readonly int[] _first = new int[LongestCode + 2];
        private readonly int[] _count = new int[LongestCode + 2];
        private readonly int[] _symbols;

        private Code(ReadOnlySpan<byte> lengths)
        {
            _symbols = new int[lengths.Length];
            var (code, place) = (0, 0);
            for (var length = 1; length <= LongestCode; length++, code <<= 1)
            {
                _first[length] = code - place;
                for (var symbol = 0; symbol < lengths.Length; symbol++)
                {
                    if (lengths[symbol] == length)
                    {
                        _symbols[place++] = symbol;
                        code++;
                    }
                }

                _count[length] = place;
            }
        }

        public static Code Read(ref Bits bits, int symbols)
        {
            Span<byte> lengths = stackalloc byte[258];
            var length = (int)bits.Take(5);
            for (var i = 0; i < symbols; i++)
            {
                while (bits.Take(1) != 0)
                {
                    length += bits.Take(1) == 0 ? 1 : -1;
                    if (length is < 1 or > LongestCode)
                    {
                        throw new DamagedException("A code of bzip2 is too long or too short");
                    }
                }

                lengths[i] = length is >= 1 and <= LongestCode
                    ? (byte)length
                    : throw new DamagedException("A code of bzip2 is too long or too short");
            }

            return new(lengths[..symbols]);
        }

        public int Take(ref Bits bits)
        {
            var code = 0;
            for (var length = 1; length <= LongestCode; length++)
            {
                code = code << 1 | (int)bits.Take(1);
                var place = code - _first[length];
                if (place >= 0 && place < _count[length] && place >= _count[length - 1])
                {
                    return _symbols[place];
                }
            }

            throw new DamagedException("A code of bzip2 stands for nothing");
        }
    }

    /// <summary>Bits, the highest of each byte first.</summary>
    private ref struct Bits(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _next;
        private ulong _held;
        private int _count;

        public readonly long Left => (_bytes.Length - _next) * 8L + _count;

        public long Take(int count)
        {
            while (_count < count)
            {
                if (_next >= _bytes.Length)
                {
                    throw new DamagedException("The values packed by bzip2 are cut off");
                }

                _held = _held << 8 | _bytes[_next++];
                _count += 8;
            }

            _count -= count;
            return (long)(_held >> _count & ((1UL << count) - 1));
        }

        public void Align() => _count -= _count % 8;
    }
}
