using System.Numerics;
using System.Runtime.CompilerServices;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Zstandard;

/// <summary>The Huffman code of literals (RFC 8878, section 4.2).</summary>
internal sealed class HuffmanTable
{
    private const int MostBits = 11;
    private readonly Entry[] _entries;
    private readonly int _bits;

    private HuffmanTable(Entry[] entries, int bits)
    {
        _entries = entries;
        _bits = bits;
    }

    /// <summary>Reads the description of a code.</summary>
    /// <param name="length">Bytes that it took.</param>
    public static HuffmanTable Read(ReadOnlySpan<byte> bytes, out int length)
    {
        Span<byte> weights = stackalloc byte[256];
        if (bytes.IsEmpty)
        {
            throw new DamagedException("The Zstandard data end before a Huffman code");
        }

        int header = bytes[0];
        var count = header - 127;
        length = 1 + (header < 128 ? header : (count + 1) / 2);
        if (length > bytes.Length)
        {
            throw new DamagedException("The Zstandard data end in a Huffman code");
        }

        if (header < 128)
        {
            count = Unpack(bytes.Slice(1, header), weights);
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                weights[i] = (byte)(bytes[1 + i / 2] >> (i % 2 == 0 ? 4 : 0) & 15);
            }
        }

        return Of(weights, count);
    }

    /// <summary>Decodes one stream, which must end where the output does.</summary>
    public void Decode(ReadOnlySpan<byte> stream, Span<byte> output)
    {
        var bits = new BackwardBits(stream);
        ReadOnlySpan<Entry> entries = _entries;
        var at = 0;
        for (; at + 5 <= output.Length; at += 5)
        {
            bits.Refill();
            var five = output.Slice(at, 5);
            five[0] = Next(ref bits, entries);
            five[1] = Next(ref bits, entries);
            five[2] = Next(ref bits, entries);
            five[3] = Next(ref bits, entries);
            five[4] = Next(ref bits, entries);
        }

        for (; at < output.Length; at++)
        {
            bits.Refill();
            output[at] = Next(ref bits, entries);
        }

        bits.Refill();
        if (!bits.IsAtEnd)
        {
            throw new DamagedException("The literals of the Zstandard data do not end where they should");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Next(ref BackwardBits bits, ReadOnlySpan<Entry> entries)
    {
        var entry = entries[bits.Peek(_bits)];
        bits.Skip(entry.Bits);
        return entry.Symbol;
    }

    // Weights that are themselves coded, by two states in turn.
    private static int Unpack(ReadOnlySpan<byte> bytes, Span<byte> weights)
    {
        var table = FseTable.Read(bytes, 16, 6, out var length);
        var states = table.States;
        var bits = new BackwardBits(bytes[length..]);
        bits.Refill();
        Span<int> state = [bits.Read(table.Accuracy), bits.Read(table.Accuracy)];
        for (var count = 0; count < 254; count++)
        {
            bits.Refill();
            var now = states[state[count & 1]];
            weights[count] = now.Symbol;
            state[count & 1] = now.Base + bits.Read(now.Bits);
            if (bits.IsOverrun)
            {
                weights[count + 1] = states[state[count + 1 & 1]].Symbol;
                return count + 2;
            }
        }

        throw new DamagedException("A Huffman code of the Zstandard data has too many weights");
    }

    private static HuffmanTable Of(Span<byte> weights, int count)
    {
        var sum = 0;
        foreach (var weight in weights[..count])
        {
            if (weight > MostBits)
            {
                throw new DamagedException("A Huffman code of the Zstandard data is too long");
            }

            sum += 1 << weight >> 1;
        }

        // The last weight is what is missing to a power of two.
        var bits = sum == 0 ? MostBits + 1 : BitOperations.Log2((uint)sum) + 1;
        var left = (1 << bits) - sum;
        if (bits > MostBits || !BitOperations.IsPow2(left))
        {
            throw new DamagedException("A Huffman code of the Zstandard data is not complete");
        }

        weights[count++] = (byte)(BitOperations.Log2((uint)left) + 1);
        var entries = new Entry[1 << bits];
        var at = 0;
        for (var weight = 1; weight <= bits; weight++)
        {
            for (var symbol = 0; symbol < count; symbol++)
            {
                if (weights[symbol] == weight)
                {
                    entries.AsSpan(at, 1 << weight - 1).Fill(new((byte)symbol, (byte)(bits + 1 - weight)));
                    at += 1 << weight - 1;
                }
            }
        }

        return new(entries, bits);
    }

    private readonly record struct Entry(byte Symbol, byte Bits);
}
