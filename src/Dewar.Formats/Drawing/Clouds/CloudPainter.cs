namespace Dewar.Formats.Drawing.Clouds;

/// <summary>
/// Draws points as small discs, near ones over far ones, and darkens those that lie behind their neighbours in the picture, so that edges
/// and hollows are seen without knowing any surface (eye-dome lighting, after Boucheny 2009).
/// </summary>
internal static class CloudPainter
{
    private const double Strength = 18;

    public static Canvas Paint(Cloud cloud, View view, int width, int height)
    {
        var seen = cloud.Points.Select(point => view.See(point[0], point[1], point[2])).ToArray();
        var (left, right) = (seen.Min(point => point.Right), seen.Max(point => point.Right));
        var (low, high) = (seen.Min(point => point.Up), seen.Max(point => point.Up));
        var (far, near) = (seen.Min(point => point.Near), seen.Max(point => point.Near));
        var margin = Math.Max(2, Math.Min(width, height) / 40);
        var scale = Math.Min((width - 2 * margin) / Math.Max(right - left, 1e-300), (height - 2 * margin) / Math.Max(high - low, 1e-300));
        scale = double.IsFinite(scale) ? Math.Min(scale, 1e300) : 1;
        var radius = Radius(seen.Length, width * height);
        var (depth, owner) = (new double[width * height], new int[width * height]);
        Array.Fill(depth, double.NegativeInfinity);
        for (var i = 0; i < seen.Length; i++)
        {
            var x = width / 2.0 + (seen[i].Right - (left + right) / 2) * scale;
            var y = height / 2.0 - (seen[i].Up - (low + high) / 2) * scale;
            Splat(x, y, radius, width, height, at =>
            {
                if (seen[i].Near > depth[at])
                {
                    (depth[at], owner[at]) = (seen[i].Near, i);
                }
            });
        }

        var ramp = Heights(cloud);
        var canvas = new Canvas(width, height, Colour.White);
        var reach = Math.Max(1, (int)Math.Round(radius));
        var all = Math.Max(near - far, Math.Max(right - left, high - low));
        for (var at = 0; at < depth.Length; at++)
        {
            if (depth[at] > double.NegativeInfinity)
            {
                var i = owner[at];
                var colour = cloud.Colours?[i] ?? Colour.Ramp((cloud.Points[i][2] - ramp.Low) / ramp.Size);
                canvas[at % width, at / width] = Colour.Black.Towards(colour, Light(depth, at, width, height, reach, all));
            }
        }

        return canvas;
    }

    // Few points are large, so that a surface of them is closed where it can be.
    private static double Radius(int points, int area) => Math.Clamp(Math.Sqrt(area * 0.35 / points), 0.5, Math.Max(1.5, Math.Sqrt(area) / 120));

    private static (double Low, double Size) Heights(Cloud cloud)
    {
        double[] heights = [.. cloud.Points.Select(point => point[2])];
        Array.Sort(heights);
        var (low, high) = (heights[heights.Length / 50], heights[heights.Length - 1 - heights.Length / 50]);
        return high > low ? (low, high - low) : (low - 1, 2);
    }

    private static void Splat(double x, double y, double radius, int width, int height, Action<int> pixel)
    {
        for (var row = Math.Max(0, (int)Math.Ceiling(y - radius - 0.5)); row <= Math.Min(height - 1, y + radius - 0.5); row++)
        {
            for (var column = Math.Max(0, (int)Math.Ceiling(x - radius - 0.5)); column <= Math.Min(width - 1, x + radius - 0.5); column++)
            {
                var (dx, dy) = (column + 0.5 - x, row + 0.5 - y);
                if (dx * dx + dy * dy <= radius * radius + 0.3)
                {
                    pixel(row * width + column);
                }
            }
        }
    }

    private static double Light(double[] depth, int at, int width, int height, int reach, double all)
    {
        var (x, y, sum) = (at % width, at / width, 0.0);
        for (var side = 0; side < 8; side++)
        {
            var (dx, dy) = ((side % 3 - 1) * reach, (side / 3 - 1) * reach);
            (dx, dy) = dx == 0 && dy == 0 ? (reach, reach) : (dx, dy);
            if ((uint)(x + dx) < (uint)width && (uint)(y + dy) < (uint)height && depth[at + dy * width + dx] is > double.NegativeInfinity and var other)
            {
                sum += Math.Max(0, Math.Min(0.25, (other - depth[at]) / Math.Max(all, 1e-300)));
            }
        }

        return 0.25 + 0.75 * Math.Exp(-Strength * sum / 8);
    }
}
