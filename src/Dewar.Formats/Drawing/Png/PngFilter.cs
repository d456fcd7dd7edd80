namespace Dewar.Formats.Drawing.Png;

/// <summary>The five ways to write a row as differences to its neighbours (ISO/IEC 15948, clause 9).</summary>
internal static class PngFilter
{
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
        row.CopyTo(into);
        if (filter == 0)
        {
            return;
        }

        for (var i = 0; i < row.Length; i++)
        {
            var (left, up, corner) = i >= step ? (row[i - step], above[i], above[i - step]) : (0, above[i], 0);
            into[i] -= filter switch { 1 => (byte)left, 2 => (byte)up, 3 => (byte)((left + up) / 2), _ => (byte)Paeth(left, up, corner) };
        }
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
        foreach (var difference in differences)
        {
            sum += Math.Abs((int)(sbyte)difference);
        }

        return sum;
    }
}
