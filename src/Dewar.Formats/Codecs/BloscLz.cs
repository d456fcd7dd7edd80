using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>BloscLZ, a descendant of FastLZ: Blosc's own coder.</summary>
internal static class BloscLz
{
    private const int NearDistance = 8191;

    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int i = 0, o = 0;
        while (i < input.Length)
        {
            // The first byte can't repeat anything: its upper bits have another meaning.
            var control = i == 0 ? input[i++] & 31 : input[i++];
            if (control < 32)
            {
                var literals = control + 1;
                if (literals > input.Length - i || literals > output.Length - o)
                {
                    throw new DamagedException("The BloscLZ data hold a run that is longer than they are, or than their content");
                }

                input.Slice(i, literals).CopyTo(output[o..]);
                i += literals;
                o += literals;
                continue;
            }

            var length = (control >> 5) + 2;
            if (control >> 5 == 7)
            {
                int more;
                do
                {
                    more = Next(input, ref i);
                    length += more;
                }
                while (more == 255);
            }

            int near = Next(input, ref i);
            var distance = ((control & 31) << 8) + near + 1;
            if (distance == NearDistance + 1)
            {
                distance = (Next(input, ref i) << 8) + Next(input, ref i) + NearDistance + 1;
            }

            BackReference.Copy(output, o, distance, length, "BloscLZ");
            o += length;
        }

        return o;
    }

    private static int Next(ReadOnlySpan<byte> input, ref int at) =>
        at < input.Length ? input[at++] : throw new DamagedException("The BloscLZ data end in the middle of a repetition");
}
