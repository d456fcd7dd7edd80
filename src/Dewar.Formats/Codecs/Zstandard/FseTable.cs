using System.Numerics;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs.Zstandard;

/// <summary>A decoding table of finite state entropy coding (RFC 8878, section 4.1).</summary>
internal sealed class FseTable
{
    private readonly State[] _states;

    private FseTable(State[] states, int accuracy)
    {
        _states = states;
        Accuracy = accuracy;
    }

    /// <summary>Bits of a state.</summary>
    public int Accuracy { get; }

    public ReadOnlySpan<State> States => _states;

    /// <summary>A table in which everything is this symbol.</summary>
    public static FseTable Of(byte symbol) => new([new(0, symbol, 0)], 0);

    /// <summary>Makes a table of how often each symbol is; -1 is less than once.</summary>
    public static FseTable Of(ReadOnlySpan<short> counts, int accuracy)
    {
        var size = 1 << accuracy;
        var symbols = new byte[size];
        Span<int> next = stackalloc int[256];
        var end = size;
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            next[symbol] = Math.Max(1, (int)counts[symbol]);
            if (counts[symbol] == -1)
            {
                symbols[--end] = (byte)symbol;
            }
        }

        Spread(counts, symbols, end);
        var states = new State[size];
        for (var i = 0; i < size; i++)
        {
            var count = next[symbols[i]]++;
            var bits = accuracy - BitOperations.Log2((uint)count);
            states[i] = new((ushort)((count << bits) - size), symbols[i], (byte)bits);
        }

        return new(states, accuracy);
    }

    /// <summary>Reads the description of a table.</summary>
    /// <param name="length">Bytes that it took.</param>
    public static FseTable Read(ReadOnlySpan<byte> bytes, int mostSymbols, int mostAccuracy, out int length)
    {
        Span<short> counts = stackalloc short[256];
        var at = 0;
        var accuracy = Bits(bytes, ref at, 4) + 5;
        if (accuracy > mostAccuracy)
        {
            throw new DamagedException($"A table of the Zstandard data has states of {accuracy} bits; {mostAccuracy} are the most");
        }

        var left = 1 << accuracy;
        var symbol = 0;
        while (left > 0 && symbol < mostSymbols)
        {
            // Values that can't be are left out, so that small ones take a bit less.
            var bits = BitOperations.Log2((uint)(left + 1)) + 1;
            var value = Bits(bytes, ref at, bits);
            var low = (1 << bits - 1) - 1;
            var saved = (1 << bits) - 2 - left;
            if ((value & low) < saved)
            {
                at--;
                value &= low;
            }
            else if (value > low)
            {
                value -= saved;
            }

            var count = value - 1;
            left -= Math.Abs(count);
            counts[symbol++] = (short)count;
            for (var more = count == 0 ? 3 : 0; more == 3;)
            {
                more = Bits(bytes, ref at, 2);
                symbol += more;
                if (symbol > mostSymbols)
                {
                    throw new DamagedException("A table of the Zstandard data has too many symbols");
                }
            }
        }

        length = (at + 7) / 8;
        return left == 0 && length <= bytes.Length
            ? Of(counts[..symbol], accuracy)
            : throw new DamagedException("A table of the Zstandard data is not complete");
    }

    private static void Spread(ReadOnlySpan<short> counts, Span<byte> symbols, int end)
    {
        var mask = symbols.Length - 1;
        var step = (symbols.Length >> 1) + (symbols.Length >> 3) + 3;
        var place = 0;
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            for (var i = 0; i < counts[symbol]; i++)
            {
                symbols[place] = (byte)symbol;
                do
                {
                    place = place + step & mask;
                }
                while (place >= end && place != 0);
            }
        }
    }

    // Forwards, the lowest bits first; zeros beyond the end, which is found out afterwards.
    private static int Bits(ReadOnlySpan<byte> bytes, ref int at, int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++, at++)
        {
            value |= (at >> 3 < bytes.Length ? bytes[at >> 3] >> (at & 7) & 1 : 0) << i;
        }

        return value;
    }

    /// <param name="Base">What the next bits are added to, for the next state.</param>
    /// <param name="Bits">How many bits those are.</param>
    public readonly record struct State(ushort Base, byte Symbol, byte Bits);
}
