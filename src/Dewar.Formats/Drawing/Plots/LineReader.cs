using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Plots;

/// <summary>Reads values along one axis. Of more than can be read evenly spaced pieces are read, each whole, so that peaks keep their height.</summary>
internal static class LineReader
{
    private const int Whole = 1 << 20;
    private const int Pieces = 2048;

    public static (double[] X, double[] Y) Read(Drawable source, long[] place, int axis, long budget)
    {
        var length = source.Length(axis);
        if (length <= Whole)
        {
            return (PlacesOf(source.Axes[axis]), Part(source, place, axis, 0, (int)length));
        }

        // The lowest and the highest of each piece.
        var (x, y) = (new double[2 * Pieces], new double[2 * Pieces]);
        for (var piece = 0; piece < Pieces; piece++)
        {
            var (start, end) = ((long)((double)length * piece / Pieces), (long)((double)length * (piece + 1) / Pieces));
            var values = Part(source, place, axis, start, (int)Math.Max(1, Math.Min(end - start, Math.Max(1, budget / Pieces))));
            var (low, high) = (double.NaN, double.NaN);
            foreach (var value in values)
            {
                low = value < low || double.IsNaN(low) ? value : low;
                high = value > high || double.IsNaN(high) ? value : high;
            }

            (y[2 * piece], y[2 * piece + 1]) = (low, high);
            (x[2 * piece], x[2 * piece + 1]) = (source.Axes[axis].At(start), source.Axes[axis].At((start + end) / 2));
        }

        return (x, y);
    }

    /// <summary>Where the elements of an axis stand.</summary>
    public static double[] PlacesOf(Axis axis)
    {
        if (axis.Places is { } list)
        {
            try
            {
                if (list() is { } places && places.Length == axis.Length && places.All(double.IsFinite))
                {
                    return places;
                }
            }
            catch (DamagedException)
            {
                // Then they are evenly spaced.
            }
        }

        var even = new double[axis.Length];
        var isGiven = double.IsFinite(axis.At(0)) && double.IsFinite(axis.At(axis.Length)) && (axis.Scale ?? 1) != 0;
        for (var i = 0; i < even.Length; i++)
        {
            even[i] = isGiven ? axis.At(i) : i;
        }

        return even;
    }

    private static double[] Part(Drawable source, long[] place, int axis, long start, int count)
    {
        var numbers = Numbers.Of(source, Drawable.Part(place, new Stretch(axis, start, count)));
        var channels = source.Element.Channels;
        return channels == 1 ? numbers : [.. Enumerable.Range(0, count).Select(i => numbers[i * channels])];
    }
}
