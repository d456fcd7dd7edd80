using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>Lempel, Ziv and Welch's coding as TIFF and GIF have it.</summary>
internal static class Lzw
{
    private const int MostBits = 12;

    /// <summary>TIFF 6.0, section 13; and what was written before, with the bits the other way round.</summary>
    /// <returns>Bytes written; what is beyond the output is left out.</returns>
    /// <exception cref="DamagedException">It is no such stream.</exception>
    public static int DecodeTiff(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var isOld = input.Length > 1 && input[0] == 0 && (input[1] & 1) != 0;
        return Decode(input, output, 8, lowBitsFirst: isOld, widensEarly: !isOld);
    }

    /// <summary>GIF89a, appendix F; the blocks put together.</summary>
    /// <param name="literalBits">The size that stands before the data.</param>
    /// <returns>Bytes written; what is beyond the output is left out.</returns>
    /// <exception cref="DamagedException">It is no such stream.</exception>
    public static int DecodeGif(ReadOnlySpan<byte> input, Span<byte> output, int literalBits) => literalBits is >= 1 and < MostBits
        ? Decode(input, output, literalBits, lowBitsFirst: true, widensEarly: false)
        : throw new DamagedException($"LZW data can't have literals of {literalBits} bits");

    private static int Decode(ReadOnlySpan<byte> input, Span<byte> output, int literalBits, bool lowBitsFirst, bool widensEarly)
    {
        // What a code stands for lies in the output already, where the one before was put out and one byte more.
        Span<int> starts = stackalloc int[1 << MostBits];
        Span<int> lengths = stackalloc int[1 << MostBits];
        var clear = 1 << literalBits;
        var (next, width) = (clear + 2, literalBits + 1);
        var (at, bits, there, o, lastLength) = (0, 0u, 0, 0, 0);
        while (o < output.Length)
        {
            while (there < width && at < input.Length)
            {
                bits = lowBitsFirst ? bits | (uint)input[at++] << there : bits << 8 | input[at++];
                there += 8;
            }

            if (there < width)
            {
                return o;
            }

            there -= width;
            var code = (int)(lowBitsFirst ? bits : bits >> there) & (1 << width) - 1;
            bits = lowBitsFirst ? bits >> width : bits;
            if (code == clear)
            {
                (next, width, lastLength) = (clear + 2, literalBits + 1, 0);
                continue;
            }

            if (code == clear + 1)
            {
                return o;
            }

            if (lastLength > 0 && next < 1 << MostBits)
            {
                starts[next] = o - lastLength;
                lengths[next] = lastLength + 1;
                next++;
            }

            if (code < clear)
            {
                output[o] = (byte)code;
                lastLength = 1;
            }
            else if (code < next)
            {
                lastLength = Math.Min(lengths[code], output.Length - o);
                BackReference.Copy(output, o, o - starts[code], lastLength, "LZW");
            }
            else
            {
                throw new DamagedException($"The LZW data have code {code} before there is one, after {o} bytes of content");
            }

            o += lastLength;
            if (next + (widensEarly ? 1 : 0) >= 1 << width && width < MostBits)
            {
                width++;
            }
        }

        return o;
    }
}
