using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>The N-bit filter of HDF5 (5): of every number only the bits that count are kept, from the highest to the lowest.</summary>
internal static class NBit
{
    private const int MostDepth = 32;

    private enum Kind : uint
    {
        Atomic = 1,
        Array = 2,
        Compound = 3,
        Untouched = 4,
    }

    /// <param name="parameters">The filter's: their number, whether nothing is packed, elements, and a description of the type.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output, ReadOnlySpan<uint> parameters)
    {
        if (parameters.Length < 5)
        {
            throw new DamagedException("The N-bit filter has too few parameters");
        }

        if (parameters[1] != 0)
        {
            var size = Math.Min(input.Length, output.Length);
            input[..size].CopyTo(output);
            return size;
        }

        var type = parameters[3..];
        var length = Size(type);
        var count = parameters[2];
        if (length <= 0 || count > output.Length / length)
        {
            throw new DamagedException($"The N-bit data have {count} elements of {length} bytes, where {output.Length} bytes are expected");
        }

        output = output[..(int)(count * length)];
        output.Clear();
        var bits = new RiceBits(input);
        for (var at = 0; at < output.Length; at += length)
        {
            Unpack(ref bits, output.Slice(at, length), type, 0);
        }

        return output.Length;
    }

    private static int Size(ReadOnlySpan<uint> type) => type.Length >= 2 && type[1] <= int.MaxValue ? (int)type[1] : 0;

    // Unpacks one element and gives how many parameters describe it.
    private static int Unpack(ref RiceBits bits, Span<byte> into, ReadOnlySpan<uint> type, int depth)
    {
        if (type.Length < 2 || depth > MostDepth)
        {
            throw new DamagedException("The N-bit filter has too few parameters, or a type within a type without end");
        }

        switch ((Kind)type[0])
        {
            case Kind.Atomic when type.Length >= 5:
                Atomic(ref bits, into, isBigEndian: type[2] == 1, type[3], type[4]);
                return 5;
            case Kind.Array:
                var element = type[2..];
                var size = Size(element);
                if (size <= 0 || size > into.Length)
                {
                    throw new DamagedException("The N-bit filter has an array whose elements are larger than itself");
                }

                var used = 0;
                for (var at = 0; at + size <= into.Length; at += size)
                {
                    used = Unpack(ref bits, into.Slice(at, size), element, depth + 1);
                }

                return 2 + used;
            case Kind.Compound when type.Length >= 3:
                return Compound(ref bits, into, type, depth);
            case Kind.Untouched:
                foreach (ref var one in into)
                {
                    one = (byte)bits.Read(8);
                }

                return 2;
            default:
                throw new DamagedException($"The N-bit filter has a type of unknown kind {type[0]}");
        }
    }

    private static int Compound(ref RiceBits bits, Span<byte> into, ReadOnlySpan<uint> type, int depth)
    {
        var at = 3;
        for (var member = 0u; member < type[2]; member++)
        {
            var size = at < type.Length ? Size(type[(at + 1)..]) : 0;
            if (size <= 0 || type[at] > into.Length || size > into.Length - (int)type[at])
            {
                throw new DamagedException("The N-bit filter has a member outside of its compound");
            }

            at += 1 + Unpack(ref bits, into.Slice((int)type[at], size), type[(at + 1)..], depth + 1);
        }

        return at;
    }

    private static void Atomic(ref RiceBits bits, Span<byte> into, bool isBigEndian, uint precision, uint offset)
    {
        var end = (ulong)precision + offset;
        if (precision == 0 || end > 8 * (ulong)into.Length)
        {
            throw new DamagedException($"The N-bit filter keeps {precision} bits from bit {offset} of {into.Length} bytes");
        }

        // From the byte with the highest bits to the one with the lowest.
        for (var (at, left) = ((int)(end - 1) / 8, (int)precision); left > 0; at--)
        {
            var low = Math.Max(0, (int)offset - 8 * at);
            var high = Math.Min(8, (int)end - 8 * at);
            into[isBigEndian ? into.Length - 1 - at : at] = (byte)(bits.Read(high - low) << low);
            left -= high - low;
        }
    }
}
