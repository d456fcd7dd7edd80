using System.Numerics;
using System.Runtime.InteropServices;

namespace Dewar.Formats.Drawing.Png;

/// <summary>The five ways to write a row as differences to its neighbours (ISO/IEC 15948, clause 9).</summary>
internal static class PngFilter
{
    /// <summary>The number of the filter that takes the differences to the row above.</summary>
    public const byte Up = 2;

    /// <summary>Filters a row in the way that leaves the smallest differences.</summary>
    /// <param name="row">The row.</param>
    /// <param name="above">The one above it, or zeros.</param>
    /// <param name="step">Bytes of a pixel.</param>
    /// <param name="scratch">Room for a row.</param>
    /// <param name="into">The number of the filter, then the row.</param>
    public static void Best(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> scratch, Span<byte> into)
    {
        var least = long.MaxValue;
        for (var filter = 0; filter <= 4; filter++)
        {
            Apply(filter, row, above, step, scratch);
            var weight = Weight(scratch);
            if (weight < least)
            {
                least = weight;
                into[0] = (byte)filter;
                scratch.CopyTo(into[1..]);
            }
        }
    }

    private static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> into)
    {
        // The first pixel has nothing to the left of it.
        step = Math.Min(step, row.Length);
        row.CopyTo(into);
        for (var i = 0; i < step && filter > 0; i++)
        {
            into[i] -= filter switch { 1 => (byte)0, 3 => (byte)(above[i] / 2), _ => above[i] };
        }

        var left = row[..^step];
        var up = above[step..];
        var corner = above[..^step];
        var here = into[step..];
        switch (filter)
        {
            case 1: Subtract(left, here); break;
            case 2: Subtract(up, here); break;
            case 3: SubtractMean(left, up, here); break;
            case 4: SubtractPaeth(left, up, corner, here); break;
        }
    }

    private static void Subtract(ReadOnlySpan<byte> what, Span<byte> from)
    {
        var whats = MemoryMarshal.Cast<byte, Vector<byte>>(what);
        var froms = MemoryMarshal.Cast<byte, Vector<byte>>(from);
        for (var i = 0; i < froms.Length; i++)
        {
            froms[i] -= whats[i];
        }

        for (var i = froms.Length * Vector<byte>.Count; i < from.Length; i++)
        {
            from[i] -= what[i];
        }
    }

    private static void SubtractMean(ReadOnlySpan<byte> left, ReadOnlySpan<byte> up, Span<byte> from)
    {
        var lefts = MemoryMarshal.Cast<byte, Vector<byte>>(left);
        var ups = MemoryMarshal.Cast<byte, Vector<byte>>(up);
        var froms = MemoryMarshal.Cast<byte, Vector<byte>>(from);
        for (var i = 0; i < froms.Length; i++)
        {
            // What both have, and half of what only one has.
            froms[i] -= (lefts[i] & ups[i]) + (((lefts[i] ^ ups[i]) >>> 1) & new Vector<byte>(0x7f));
        }

        for (var i = froms.Length * Vector<byte>.Count; i < from.Length; i++)
        {
            from[i] -= (byte)((left[i] + up[i]) >> 1);
        }
    }

    private static void SubtractPaeth(ReadOnlySpan<byte> left, ReadOnlySpan<byte> up, ReadOnlySpan<byte> corner, Span<byte> from)
    {
        var lefts = MemoryMarshal.Cast<byte, Vector<byte>>(left);
        var ups = MemoryMarshal.Cast<byte, Vector<byte>>(up);
        var corners = MemoryMarshal.Cast<byte, Vector<byte>>(corner);
        var froms = MemoryMarshal.Cast<byte, Vector<byte>>(from);
        for (var i = 0; i < froms.Length; i++)
        {
            Vector.Widen(lefts[i], out var leftLow, out var leftHigh);
            Vector.Widen(ups[i], out var upLow, out var upHigh);
            Vector.Widen(corners[i], out var cornerLow, out var cornerHigh);
            froms[i] -= Vector.Narrow(Paeth(leftLow, upLow, cornerLow), Paeth(leftHigh, upHigh, cornerHigh));
        }

        for (var i = froms.Length * Vector<byte>.Count; i < from.Length; i++)
        {
            from[i] -= (byte)Paeth(left[i], up[i], corner[i]);
        }
    }

    private static Vector<ushort> Paeth(Vector<ushort> left, Vector<ushort> up, Vector<ushort> corner)
    {
        // The distances of left + up - corner to each; the sums fit into 16 bits with their sign.
        var (toLeft, toUp) = (Vector.AsVectorInt16(up - corner), Vector.AsVectorInt16(left - corner));
        var toCorner = Vector.Abs(toLeft + toUp);
        (toLeft, toUp) = (Vector.Abs(toLeft), Vector.Abs(toUp));
        var isLeft = Vector.LessThanOrEqual(toLeft, toUp) & Vector.LessThanOrEqual(toLeft, toCorner);
        var upOrCorner = Vector.ConditionalSelect(Vector.AsVectorUInt16(Vector.LessThanOrEqual(toUp, toCorner)), up, corner);
        return Vector.ConditionalSelect(Vector.AsVectorUInt16(isLeft), left, upOrCorner);
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static long Weight(ReadOnlySpan<byte> differences)
    {
        var sum = 0L;
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(differences);
        foreach (var vector in vectors)
        {
            // Of 200 and of -56 the smaller is 56.
            Vector.Widen(Vector.Min(vector, Vector<byte>.Zero - vector), out var low, out var high);
            sum += Vector.Sum(low + high);
        }

        foreach (var difference in differences[(vectors.Length * Vector<byte>.Count)..])
        {
            sum += Math.Abs((int)(sbyte)difference);
        }

        return sum;
    }
}
