using System.Buffers.Binary;

namespace Dewar.Formats.Drawing.Fonts;

/// <summary>A closed curve of a glyph: points on it, and points off it that bend the pieces between as quadratic Bézier curves.</summary>
/// <param name="Points">In the units of the font, upwards.</param>
internal sealed record Contour(IReadOnlyList<(double X, double Y, bool On)> Points)
{
    private const int DeepestComposite = 6;

    /// <summary>The curves of a glyph, its parts put together.</summary>
    public static List<Contour> Of(TrueTypeFont font, int glyph, int depth = 0)
    {
        var outline = font.Outline(glyph);
        if (outline.IsEmpty)
        {
            return [];
        }

        var contours = (int)I16(outline, 0);
        return contours >= 0 ? Simple(outline, contours) : depth < DeepestComposite ? Composite(font, outline, depth) : [];
    }

    /// <summary>The curve as a polygon.</summary>
    public IEnumerable<(double X, double Y)> Flatten()
    {
        var count = Points.Count;
        for (var i = 0; i < count; i++)
        {
            var (here, next) = (Points[i], Points[(i + 1) % count]);
            if (here.On)
            {
                yield return (here.X, here.Y);
                continue;
            }

            // Between two points off the curve there is one on it, in the middle.
            var before = Points[(i + count - 1) % count];
            var (x0, y0) = before.On ? (before.X, before.Y) : ((before.X + here.X) / 2, (before.Y + here.Y) / 2);
            var (x2, y2) = next.On ? (next.X, next.Y) : ((next.X + here.X) / 2, (next.Y + here.Y) / 2);
            const int Pieces = 6;
            for (var piece = 1; piece <= Pieces; piece++)
            {
                var t = piece / (double)Pieces;
                var (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t);
                yield return (a * x0 + b * here.X + c * x2, a * y0 + b * here.Y + c * y2);
            }
        }
    }

    private static List<Contour> Simple(ReadOnlySpan<byte> outline, int contours)
    {
        var at = 10;
        var ends = new int[contours];
        foreach (ref var end in ends.AsSpan())
        {
            end = (ushort)I16(outline, at);
            at += 2;
        }

        var count = contours == 0 ? 0 : ends[^1] + 1;
        at += 2 + (ushort)I16(outline, at);
        var flags = new byte[count];
        for (var i = 0; i < count; i++)
        {
            flags[i] = outline[at++];
            for (var repeats = (flags[i] & 8) != 0 ? outline[at++] : 0; repeats > 0; repeats--)
            {
                flags[++i] = flags[i - 1];
            }
        }

        var x = Coordinates(outline, ref at, flags, 2, 16);
        var y = Coordinates(outline, ref at, flags, 4, 32);
        var result = new List<Contour>();
        for (var (contour, first) = (0, 0); contour < contours; first = ends[contour++] + 1)
        {
            result.Add(new([.. Enumerable.Range(first, ends[contour] + 1 - first).Select(i => ((double)x[i], (double)y[i], (flags[i] & 1) != 0))]));
        }

        return result;
    }

    // Each the difference to the one before: in a byte with its sign in the flags, or in two, or none.
    private static int[] Coordinates(ReadOnlySpan<byte> outline, ref int at, byte[] flags, int isShort, int isSameOrPositive)
    {
        var (places, place) = (new int[flags.Length], 0);
        for (var i = 0; i < flags.Length; i++)
        {
            var same = (flags[i] & isSameOrPositive) != 0;
            if ((flags[i] & isShort) != 0)
            {
                place += same ? outline[at] : -outline[at];
                at++;
            }
            else if (!same)
            {
                place += I16(outline, at);
                at += 2;
            }

            places[i] = place;
        }

        return places;
    }

    private static List<Contour> Composite(TrueTypeFont font, ReadOnlySpan<byte> outline, int depth)
    {
        var result = new List<Contour>();
        var (at, flags) = (10, 0x20);
        while ((flags & 0x20) != 0)
        {
            flags = I16(outline, at);
            var glyph = (ushort)I16(outline, at + 2);
            var (dx, dy) = (flags & 1) != 0 ? (I16(outline, at + 4), I16(outline, at + 6)) : ((sbyte)outline[at + 4], (sbyte)outline[at + 5]);
            at += (flags & 1) != 0 ? 8 : 6;
            var (xx, xy, yx, yy) = (1.0, 0.0, 0.0, 1.0);
            if ((flags & 8) != 0)
            {
                xx = yy = F2(outline, ref at);
            }
            else if ((flags & 0x40) != 0)
            {
                (xx, yy) = (F2(outline, ref at), F2(outline, ref at));
            }
            else if ((flags & 0x80) != 0)
            {
                (xx, xy, yx, yy) = (F2(outline, ref at), F2(outline, ref at), F2(outline, ref at), F2(outline, ref at));
            }

            result.AddRange(Of(font, glyph, depth + 1).Select(part => new Contour(
                [.. part.Points.Select(point => (xx * point.X + yx * point.Y + dx, xy * point.X + yy * point.Y + dy, point.On))])));
        }

        return result;
    }

    private static short I16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt16BigEndian(bytes[at..]);

    private static double F2(ReadOnlySpan<byte> bytes, ref int at)
    {
        at += 2;
        return I16(bytes, at - 2) / 16384.0;
    }
}
