using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>Snappy, the raw format.</summary>
internal static class Snappy
{
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int i = 0, o = 0;
        while (i < input.Length && input[i++] >= 0x80)
        {
            // The length of the content: whoever called knows it.
        }

        while (i < input.Length)
        {
            int tag = input[i++];
            var more = (tag & 3) switch { 0 => Math.Max(0, (tag >> 2) - 59), 1 => 1, 2 => 2, _ => 4 };
            if (more > input.Length - i)
            {
                throw new DamagedException("The Snappy data end in the middle");
            }

            long number = 0;
            for (var k = 0; k < more; k++)
            {
                number |= (long)input[i++] << 8 * k;
            }

            if ((tag & 3) != 0)
            {
                var length = (tag & 3) == 1 ? (tag >> 2 & 7) + 4 : (tag >> 2) + 1;
                var distance = (tag & 3) == 1 ? (tag >> 5) << 8 | (int)number : (int)Math.Min(number, int.MaxValue);
                BackReference.Copy(output, o, distance, length, "Snappy");
                o += length;
                continue;
            }

            var literals = (more == 0 ? tag >> 2 : number) + 1;
            if (literals > input.Length - i || literals > output.Length - o)
            {
                throw new DamagedException("The Snappy data hold a run that is longer than they are, or than their content");
            }

            input.Slice(i, (int)literals).CopyTo(output[o..]);
            i += (int)literals;
            o += (int)literals;
        }

        return o;
    }
}
