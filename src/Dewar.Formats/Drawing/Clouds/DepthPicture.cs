namespace Dewar.Formats.Drawing.Clouds;

/// <summary>For each pixel how near the point is that is seen there, and which it is; minus infinity where there is none.</summary>
internal sealed record DepthPicture(int Width, int Height, double[] Depth, int[] Owner)
{
    private const int Enough = 5;

    /// <summary>Where most neighbours are nearer by far, one looks through between points of a surface: it is closed.</summary>
    public void CloseHoles(double step)
    {
        var (depth, owner) = ((double[])Depth.Clone(), (int[])Owner.Clone());
        for (var y = 1; y < Height - 1; y++)
        {
            for (var x = 1; x < Width - 1; x++)
            {
                var at = y * Width + x;
                var (nearer, farthest, whose) = (0, double.PositiveInfinity, 0);
                for (var side = 0; side < 9; side++)
                {
                    var other = at + (side / 3 - 1) * Width + side % 3 - 1;
                    if (depth[other] > depth[at] + step)
                    {
                        nearer++;
                        (farthest, whose) = depth[other] < farthest ? (depth[other], owner[other]) : (farthest, whose);
                    }
                }

                if (nearer >= Enough)
                {
                    (Depth[at], Owner[at]) = (farthest, whose);
                }
            }
        }
    }

    /// <summary>How far, on average, a pixel lies behind those around it; of each at most so far.</summary>
    public double Hidden(int at, int reach, double most)
    {
        var (x, y, sum) = (at % Width, at / Width, 0.0);
        for (var side = 0; side < 9; side++)
        {
            var (dx, dy) = ((side % 3 - 1) * reach, (side / 3 - 1) * reach);
            if ((uint)(x + dx) < (uint)Width && (uint)(y + dy) < (uint)Height && Depth[at + dy * Width + dx] is > double.NegativeInfinity and var other)
            {
                sum += Math.Clamp(other - Depth[at], 0, most);
            }
        }

        return sum / 8;
    }
}
