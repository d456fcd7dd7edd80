using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>
/// The scale-offset filter of HDF5 (6): of integers the distance from the least is kept, in as few bits as they need; of floats the same
/// after rounding to so many decimals.
/// </summary>
internal static class ScaleOffset
{
    private const int HeaderLength = 21;
    private const uint FloatClass = 1;
    private const uint DecimalScale = 0;

    /// <param name="parameters">
    /// The filter's: scale type and factor, elements, class, size, sign, byte order, whether there is a fill value, and that.
    /// </param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output, ReadOnlySpan<uint> parameters)
    {
        if (parameters.Length < 8 || input.Length < HeaderLength)
        {
            throw new DamagedException("The scale-offset data end in their header, or their filter has too few parameters");
        }

        var (count, size) = (parameters[2], parameters[4]);
        var isFloat = parameters[3] == FloatClass;
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(input);
        var isKnown = size is 1 or 2 or 4 or 8 && (!isFloat || size >= 4 && parameters[0] == DecimalScale);
        if (!isKnown || count > output.Length / size || bits > 8 * size)
        {
            throw new DamagedException($"The scale-offset data have {count} elements of {size} bytes and {bits} bits");
        }

        output = output[..(int)(count * size)];
        var least = 0UL;
        for (var i = Math.Min(8, (int)input[4]) - 1; i >= 0; i--)
        {
            least = least << 8 | input[5 + i];
        }

        input = input[HeaderLength..];
        if (bits == 8 * size)
        {
            if (input.Length < output.Length)
            {
                throw new DamagedException("The scale-offset data end before their content");
            }

            input[..output.Length].CopyTo(output);
        }
        else
        {
            var fill = parameters[7] == 1 && parameters.Length > 8
                ? parameters[8] | (parameters.Length > 9 && size == 8 ? (ulong)parameters[9] << 32 : 0)
                : (ulong?)null;
            Unpack(input, output, new((int)bits, (int)size, least, fill, isFloat ? (int)parameters[1] : null));
        }

        if (parameters[6] == 1)
        {
            ByteOrder.Reverse(output, (int)size);
        }

        return output.Length;
    }

    private static void Unpack(ReadOnlySpan<byte> input, Span<byte> output, Packing packing)
    {
        var (bits, size, least, fill, decimals) = packing;
        var stream = new RiceBits(input);
        var nothing = bits == 0 ? ulong.MaxValue : (1UL << bits) - 1;
        var scale = Math.Pow(10, decimals ?? 0);
        for (var at = 0; at < output.Length; at += size)
        {
            var value = bits > 32 ? (ulong)stream.Read(bits - 32) << 32 | stream.Read(32) : stream.Read(bits);
            if (fill is { } filled && value == nothing)
            {
                value = filled;
            }
            else if (decimals is null)
            {
                value += least;
            }
            else if (size == 4)
            {
                value = BitConverter.SingleToUInt32Bits((int)value / (float)scale + BitConverter.UInt32BitsToSingle((uint)least));
            }
            else
            {
                value = BitConverter.DoubleToUInt64Bits((long)value / scale + BitConverter.UInt64BitsToDouble(least));
            }

            for (var i = 0; i < size; i++)
            {
                output[at + i] = (byte)(value >> 8 * i);
            }
        }
    }

    private readonly record struct Packing(int Bits, int Size, ulong Least, ulong? Fill, int? Decimals);
}
