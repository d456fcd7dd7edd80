using Dewar.Sdk;

namespace Dewar.Formats.Codecs;

/// <summary>LibLZF, as h5py writes it (HDF5 filter 32000).</summary>
internal static class Lzf
{
    /// <returns>Bytes written.</returns>
    /// <exception cref="DamagedException">It is no such stream, or its content is longer than the output.</exception>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int i = 0, o = 0;
        while (i < input.Length)
        {
            int control = input[i++];
            if (control < 32)
            {
                var literals = control + 1;
                if (literals > input.Length - i || literals > output.Length - o)
                {
                    throw new DamagedException("The LZF data hold a run that is longer than they are, or than their content");
                }

                input.Slice(i, literals).CopyTo(output[o..]);
                i += literals;
                o += literals;
                continue;
            }

            var length = control >> 5;
            if (input.Length - i < (length == 7 ? 2 : 1))
            {
                throw new DamagedException("The LZF data end in the middle of a repetition");
            }

            length += length == 7 ? input[i++] + 2 : 2;
            BackReference.Copy(output, o, ((control & 31) << 8 | input[i++]) + 1, length, "LZF");
            o += length;
        }

        return o;
    }
}
