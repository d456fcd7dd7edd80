namespace Dewar.Formats.Drawing.Clouds;

/// <summary>
/// Draws points as small discs, near ones over far ones, and darkens those that lie behind their neighbours in the picture, so that edges
/// and hollows are seen without knowing any surface (eye-dome lighting, after Boucheny 2009).
/// </summary>
internal static class CloudPainter
{
    private const double Strength = 12;

    public static Canvas Paint(Cloud cloud, View view, int width, int height)
    {
        var seen = cloud.Points.Select(point => view.See(point[0], point[1], point[2])).ToArray();
        var (left, right) = (seen.Min(point => point.Right), seen.Max(point => point.Right));
        var (low, high) = (seen.Min(point => point.Up), seen.Max(point => point.Up));
        var (far, near) = (seen.Min(point => point.Near), seen.Max(point => point.Near));
        var margin = Math.Max(4, Math.Min(width, height) / 24);
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

        var all = Math.Max(near - far, Math.Max(right - left, high - low));
        return Light(cloud, new(width, height, depth, owner), Math.Max(1, (int)Math.Round(radius)), all > 0 ? all : 1);
    }

    private static Canvas Light(Cloud cloud, DepthPicture seen, int reach, double all)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            seen.CloseHoles(all * 0.04);
        }

        var ramp = Heights(cloud);
        var canvas = new Canvas(seen.Width, seen.Height, Colour.White);
        for (var at = 0; at < seen.Depth.Length; at++)
        {
            if (seen.Depth[at] > double.NegativeInfinity)
            {
                var i = seen.Owner[at];
                var colour = cloud.Colours?[i] ?? Colour.Ramp((cloud.Points[i][2] - ramp.Low) / ramp.Size);
                canvas[at % seen.Width, at / seen.Width] = Colour.Black.Towards(colour, 0.35 + 0.65 * Math.Exp(-Strength * seen.Hidden(at, reach, all * 0.08) / all));
            }
        }

        return canvas;
    }

    // Few points are large, so that a surface of them is closed where it can be.
    private static double Radius(int points, int area) => Math.Clamp(Math.Sqrt(area * 0.35 / points), 0.5, Math.Max(1.5, Math.Sqrt(area) / (points < 200 ? 50 : 120)));

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
}
