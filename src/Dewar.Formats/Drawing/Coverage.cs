namespace Dewar.Formats.Drawing;

/// <summary>
/// How much of each pixel lies inside of outlines. Each edge leaves in its row how much area it opens or closes to the right; a running sum
/// along the row then is the coverage. Outlines of the same direction add up, of opposite directions cut holes.
/// </summary>
/// <param name="width">Pixels across.</param>
/// <param name="height">Pixels down.</param>
internal sealed class Coverage(int width, int height)
{
    private readonly float[] _steps = new float[(width + 2) * height];
    private int _top = int.MaxValue;
    private int _bottom;

    /// <summary>An edge. What lies beyond the left border counts there, what lies beyond the others is not seen.</summary>
    public void Edge(double x0, double y0, double x1, double y1)
    {
        if (y0 == y1 || !double.IsFinite(x0 + y0 + x1 + y1))
        {
            return;
        }

        var sign = 1f;
        if (y0 > y1)
        {
            (x0, y0, x1, y1, sign) = (x1, y1, x0, y0, -1);
        }

        var slope = (x1 - x0) / (y1 - y0);
        var (from, to) = (Math.Max(y0, 0), Math.Min(y1, height));
        if (from >= to)
        {
            return;
        }

        (_top, _bottom) = (Math.Min(_top, (int)from), Math.Max(_bottom, (int)Math.Ceiling(to)));
        for (var y = (int)from; y < to; y++)
        {
            var (upper, lower) = (Math.Max(from, y), Math.Min(to, y + 1));
            Row(y, x0 + (upper - y0) * slope, x0 + (lower - y0) * slope, sign * (float)(lower - upper));
        }
    }

    /// <summary>A closed outline through these points.</summary>
    public void Outline(ReadOnlySpan<(double X, double Y)> points)
    {
        for (var i = 0; i < points.Length; i++)
        {
            var (one, next) = (points[i], points[(i + 1) % points.Length]);
            Edge(one.X, one.Y, next.X, next.Y);
        }
    }

    /// <summary>Hands over each row that has something, as shares from 0 to 1, and forgets it.</summary>
    public void Take(Action<int, float[]> row)
    {
        var shares = new float[width];
        for (var y = _top; y < _bottom; y++)
        {
            var steps = _steps.AsSpan(y * (width + 2), width + 2);
            var sum = 0f;
            for (var x = 0; x < width; x++)
            {
                sum += steps[x];
                shares[x] = Math.Min(1, Math.Abs(sum));
            }

            steps.Clear();
            row(y, shares);
        }

        (_top, _bottom) = (int.MaxValue, 0);
    }

    // A piece of an edge within one row, cut where it passes from pixel to pixel.
    private void Row(int y, double x0, double x1, float tall)
    {
        var steps = _steps.AsSpan(y * (width + 2), width + 2);
        if (x0 > x1)
        {
            (x0, x1) = (x1, x0);
        }

        if (x1 <= 0)
        {
            steps[0] += tall;
            return;
        }

        var per = x1 > x0 ? tall / (x1 - x0) : 0;
        if (x0 < 0)
        {
            steps[0] += (float)(-x0 * per);
            tall += (float)(x0 * per);
            x0 = 0;
        }

        var last = Math.Min(x1, width);
        if ((int)x0 == (int)last || x1 <= x0)
        {
            Cell(steps, (int)Math.Min(x0, width), tall, (x0 + last) / 2);
            return;
        }

        for (var x = x0; x < last;)
        {
            var next = Math.Min(Math.Floor(x) + 1, last);
            Cell(steps, (int)x, (float)((next - x) * per), (x + next) / 2);
            x = next;
        }
    }

    private static void Cell(Span<float> steps, int x, float tall, double middle)
    {
        var right = (float)(middle - x) * tall;
        steps[x] += tall - right;
        steps[x + 1] += right;
    }
}
