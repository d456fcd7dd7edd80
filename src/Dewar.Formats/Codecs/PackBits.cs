namespace Dewar.Formats.Codecs;

/// <summary>Runs of equal bytes, as Apple's PackBits and TIFF have them.</summary>
internal static class PackBits
{
    /// <returns>Bytes written; what is beyond the output is left out.</returns>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int i = 0, o = 0;
        while (i + 1 < input.Length && o < output.Length)
        {
            var control = (sbyte)input[i++];
            if (control >= 0)
            {
                var literals = Math.Min(control + 1, Math.Min(input.Length - i, output.Length - o));
                input.Slice(i, literals).CopyTo(output[o..]);
                i += literals;
                o += literals;
            }
            else if (control != sbyte.MinValue)
            {
                var run = Math.Min(1 - control, output.Length - o);
                output.Slice(o, run).Fill(input[i++]);
                o += run;
            }
        }

        return o;
    }
}
