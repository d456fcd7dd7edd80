using System.Runtime.InteropServices;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>Turns values into colours.</summary>
internal static class PlanePainter
{
    /// <summary>Draws a plane in the size that is asked for; each value as a rectangle where it is larger than the plane.</summary>
    public static Canvas Paint(Plane plane, Tone tone, Drawable source, int width, int height)
    {
        var canvas = new Canvas(width, height, Colour.White);
        var colouring = plane.Channels >= 2 ? new Tone(0, White(plane, source), 0, false) : tone;
        var hasOpacity = plane.Channels is 2 or 4 && plane.Most(plane.Channels - 1) > 0;
        var (colours, levels) = (new Colour[plane.Width], new byte[plane.Width * plane.Channels]);
        for (var (y, drawn) = (0, -1); y < height; y++)
        {
            var row = (int)((long)y * plane.Height / height);
            if (row == drawn)
            {
                canvas.Row(y - 1).CopyTo(canvas.Row(y));
                continue;
            }

            drawn = row;
            Colours(plane.Row(row), plane.Channels, colouring, hasOpacity, levels, colours);
            var into = MemoryMarshal.Cast<byte, Colour>(canvas.Row(y));
            if (width == colours.Length)
            {
                colours.CopyTo(into);
                continue;
            }

            for (var x = 0; x < width; x++)
            {
                into[x] = colours[(int)((long)x * plane.Width / width)];
            }
        }

        return canvas;
    }

    private static void Colours(ReadOnlySpan<double> values, int channels, Tone tone, bool hasOpacity, byte[] levels, Span<Colour> into)
    {
        tone.Levels(values, levels);
        switch (channels)
        {
            case 1:
                for (var x = 0; x < into.Length; x++)
                {
                    into[x] = Colour.Grey(levels[x]);
                }

                break;
            case 3:
                MemoryMarshal.Cast<byte, Colour>(levels).CopyTo(into);
                break;
            default:
                for (var x = 0; x < into.Length; x++)
                {
                    var here = levels.AsSpan(x * channels, channels);
                    var colour = channels > 3 ? new Colour(here[0], here[1], here[2]) : Colour.Grey(here[0]);
                    into[x] = hasOpacity ? Colour.White.Towards(colour, here[^1] / 255.0) : colour;
                }

                break;
        }

        if (RowSum<double>.HasGaps(values))
        {
            for (var x = 0; x < into.Length; x++)
            {
                into[x] = double.IsNaN(values[x * channels]) ? Colour.Gap : into[x];
            }
        }
    }

    /// <summary>Draws a plane of several that share a frame: mirrored as the hints say, but not laid on its side.</summary>
    public static Canvas Upright(Plane plane, Tone tone, Drawable source, int width, int height) =>
        Paint(plane, tone, source, width, height) is var canvas && source.Hints.Orientation <= 4 ? Turned(canvas, source.Hints.Orientation) : canvas;

    /// <summary>Turned as EXIF says.</summary>
    public static Canvas Turned(Canvas canvas, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return canvas;
        }

        var (width, height) = orientation >= 5 ? (canvas.Height, canvas.Width) : (canvas.Width, canvas.Height);
        var turned = new Canvas(width, height, Colour.White);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (right, bottom) = (width - 1 - x, height - 1 - y);
                turned[x, y] = orientation switch
                {
                    2 => canvas[right, y],
                    3 => canvas[right, bottom],
                    4 => canvas[x, bottom],
                    5 => canvas[y, x],
                    6 => canvas[y, right],
                    7 => canvas[bottom, right],
                    _ => canvas[bottom, x],
                };
            }
        }

        return turned;
    }

    // What is full brightness: what the type can hold, unless nothing comes near, or it is a float.
    private static double White(Plane plane, Drawable source)
    {
        if (source.Hints.Palette is not null)
        {
            return 255;
        }

        var most = plane.Channels == 3 ? plane.Most() : Enumerable.Range(0, Math.Min(plane.Channels, 3)).Max(plane.Most);
        var full = source.Element is { Kind: Sdk.ElementKind.Unsigned, Bits: <= 16 } element ? (1 << element.Bits) - 1 : most is > 0 and <= 1 ? 1 : most;
        var white = source.Hints.High ?? (most > 0 && most < full / (source.Element.Bits > 8 ? 3.0 : 10.0) ? most : full);
        return white > 0 ? white : 1;
    }
}
