namespace Dewar.Formats.Drawing.Plots;

/// <summary>Fewer points for the same look: in each column of pixels the first, lowest, highest and last value stay.</summary>
internal static class Decimation
{
    public static List<(double X, double Y)> Thin(IReadOnlyList<(double X, double Y)> points, int columns)
    {
        if (points.Count <= 4 * columns)
        {
            return [.. points];
        }

        var thin = new List<(double, double)>(4 * columns + 8);
        for (var first = 0; first < points.Count;)
        {
            var column = Math.Floor(points[first].X);
            var (last, low, high) = (first, first, first);
            while (last + 1 < points.Count && Math.Floor(points[last + 1].X) == column && double.IsNaN(points[last + 1].Y) == double.IsNaN(points[first].Y))
            {
                last++;
                low = points[last].Y < points[low].Y ? last : low;
                high = points[last].Y > points[high].Y ? last : high;
            }

            foreach (var i in new[] { first, Math.Min(low, high), Math.Max(low, high), last }.Distinct())
            {
                thin.Add(points[i]);
            }

            first = last + 1;
        }

        return thin;
    }
}
