using System.Buffers.Binary;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>
/// Szip, as the HDF5 filter 4 writes it: the extended Rice coding of CCSDS 121.0-B, lines filled up to whole blocks, and numbers of
/// 32 and 64 bits taken apart into bytes.
/// </summary>
internal static class Szip
{
    private const int BigEndian = 16;
    private const int Predicted = 32;

    /// <param name="options">The filter's option mask.</param>
    /// <param name="blockSize">Samples of a block.</param>
    /// <param name="bitsPerSample">Bits of a sample.</param>
    /// <param name="lineSize">Samples of a line.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public static int DecodeHdf5(ReadOnlySpan<byte> input, Span<byte> output, int options, int blockSize, int bitsPerSample, int lineSize)
    {
        if (input.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(input) is var announced && announced > output.Length)
        {
            throw new DamagedException($"The szipped data do not announce the {output.Length} bytes that are expected");
        }

        output = output[..(int)announced];
        var apart = bitsPerSample is 32 or 64;
        var bits = apart ? 8 : bitsPerSample;
        if (bits is < 1 or > 32 || blockSize is < 2 or > 64 || blockSize % 2 != 0 || lineSize is < 1 or > 1 << 20)
        {
            throw new DamagedException($"Szip can't have {bitsPerSample} bits per sample in blocks of {blockSize} and lines of {lineSize}");
        }

        var size = bits switch { > 16 => 4, > 8 => 2, _ => 1 };
        var padded = (lineSize + blockSize - 1) / blockSize * blockSize;
        var rice = new ExtendedRice(bits, blockSize, padded / blockSize, (options & Predicted) != 0);
        var samples = new uint[padded];
        var into = apart ? new byte[output.Length] : output;
        var bytes = new RiceBits(input[4..]);
        for (var at = 0; at < into.Length;)
        {
            var count = Math.Min(lineSize, (into.Length - at) / size);
            if (count == 0)
            {
                break;
            }

            // Of the last line only what is wanted: the stream may end there.
            rice.DecodeLine(ref bytes, samples.AsSpan(0, (count + blockSize - 1) / blockSize * blockSize));
            Store(samples.AsSpan(0, count), into.Slice(at, count * size), size, (options & BigEndian) != 0);
            at += count * size;
        }

        if (apart)
        {
            ByteShuffle.Decode(into, output, bitsPerSample / 8);
        }

        return output.Length;
    }

    private static void Store(ReadOnlySpan<uint> samples, Span<byte> into, int size, bool bigEndian)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            switch (size)
            {
                case 1:
                    into[i] = (byte)samples[i];
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt16LittleEndian(into[(2 * i)..], (ushort)samples[i]);
                    break;
                default:
                    BinaryPrimitives.WriteUInt32LittleEndian(into[(4 * i)..], samples[i]);
                    break;
            }
        }

        if (bigEndian)
        {
            ByteOrder.Reverse(into, size);
        }
    }
}
