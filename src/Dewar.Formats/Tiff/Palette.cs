namespace Dewar.Formats.Tiff;

/// <summary>The colours of a palette picture: all reds, then all greens, then all blues, of 16 bits each.</summary>
internal static class Palette
{
    /// <summary>Three bytes for each value; null when there is no palette, or one that is nothing but greys from black to white.</summary>
    public static byte[]? Of(Page page)
    {
        if (page.Ifd[Tags.ColorMap] is not { Type: FieldType.Short } entry || page.Bits > 16)
        {
            return null;
        }

        var values = page.Ifd.Integers(entry, 3 << page.Bits);
        var count = values.Length / 3;
        if (count == 0)
        {
            return null;
        }

        // Some programs write bytes where 16 bits should be.
        var shift = values.AsSpan().ContainsAnyExceptInRange(0, 255) ? 8 : 0;
        var colours = new byte[count * 3];
        var isGrey = true;
        for (var i = 0; i < count; i++)
        {
            for (var colour = 0; colour < 3; colour++)
            {
                colours[3 * i + colour] = (byte)(values[colour * count + i] >> shift);
            }

            var linear = count > 1 ? i * 255 / (count - 1) : 0;
            isGrey &= colours[3 * i] == colours[3 * i + 1] && colours[3 * i] == colours[3 * i + 2]
                && Math.Abs(colours[3 * i] - linear) <= 1;
        }

        return isGrey ? null : colours;
    }

    /// <summary>Tells palettes apart, so that pages with different ones are no stack.</summary>
    public static ulong Fingerprint(Page page)
    {
        if (page.Photometric != Photometric.Palette || page.Ifd[Tags.ColorMap] is not { } entry)
        {
            return 0;
        }

        // FNV-1a.
        var hash = 14695981039346656037;
        foreach (var one in page.Ifd.Bytes(entry, 6 << 16))
        {
            hash = (hash ^ one) * 1099511628211;
        }

        return hash;
    }
}
