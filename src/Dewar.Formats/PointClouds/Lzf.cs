using Dewar.Sdk;

namespace Dewar.Formats.PointClouds;

/// <summary>LZF, Marc Lehmann's compression: literal runs, and references up to 8 KiB back.</summary>
internal static class Lzf
{
    /// <exception cref="DamagedException">It does not give exactly so many bytes.</exception>
    public static void Decode(ReadOnlySpan<byte> packed, Span<byte> into)
    {
        var (at, done) = (0, 0);
        while (at < packed.Length)
        {
            int control = packed[at++];
            if (control < 32)
            {
                var run = control + 1;
                if (run > packed.Length - at || run > into.Length - done)
                {
                    throw new DamagedException("Compressed points end within a run");
                }

                packed.Slice(at, run).CopyTo(into[done..]);
                at += run;
                done += run;
                continue;
            }

            var length = control >> 5;
            if (length == 7)
            {
                length += at < packed.Length ? packed[at++] : 0;
            }

            if (at >= packed.Length)
            {
                throw new DamagedException("Compressed points end within a reference");
            }

            var from = done - (((control & 31) << 8) | packed[at++]) - 1;
            length += 2;
            if (from < 0 || length > into.Length - done)
            {
                throw new DamagedException("Compressed points refer to what is not there");
            }

            // Byte by byte: a reference may overlap what it makes.
            for (var i = 0; i < length; i++)
            {
                into[done++] = into[from++];
            }
        }

        if (done != into.Length)
        {
            throw new DamagedException($"Compressed points give {done} bytes, and {into.Length} are announced");
        }
    }
}
