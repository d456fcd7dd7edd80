namespace Dewar.Records;

/// <summary>
/// The rule of NexusLIMS: Gaussian kernels over the times of files, as wide as leave-one-out cross validation likes best among 35 widths from the
/// shortest to the longest gap; activities end where the density has a minimum on a grid of ten points for each time.
/// </summary>
internal static class KernelDensity
{
    /// <summary>The work grows with the square; more times than these take minutes, and the rule for pauses cuts instead.</summary>
    public const int MostTimes = 10_000;

    private const int Widths = 35;
    private const int PointsForEach = 10;

    /// <summary>Neighbours that differ by less are equal: the order of adding must not decide.</summary>
    private const double Equal = 1e-12;

    public static bool Takes(ActivityFile[] files) => Times(files).Length <= MostTimes;

    public static IReadOnlyList<Border> Borders(ActivityFile[] files, double sensitivity)
    {
        var (_, minima) = Minima(Times(files), sensitivity);
        List<Border> borders = [];
        var next = 0;
        foreach (var (place, file) in files.Index())
        {
            var seconds = (file.TakenAt - files[0].TakenAt).TotalSeconds;
            var passed = next;
            while (next < minima.Count && seconds > minima[next])
            {
                next++;
            }

            if (next > passed && place > 0)
            {
                var gap = Spans.Words((file.TakenAt - files[place - 1].TakenAt).TotalSeconds);
                borders.Add(new(place, 0, IsStrong: true, $"fewest files around this time, by the kernel-density rule; {gap} without a file"));
            }
        }

        return borders;
    }

    /// <param name="times">Different, in order, in seconds.</param>
    /// <returns>The width that was found best, before the sensitivity; NaN where there was nothing to choose. Then the minima.</returns>
    public static (double Width, IReadOnlyList<double> Minima) Minima(double[] times, double sensitivity)
    {
        if (times.Length < 2 || sensitivity <= 0)
        {
            return (double.NaN, []);
        }

        var gaps = times.Zip(times.Skip(1), (one, next) => next - one).ToArray();
        var (least, most) = (Math.Log10(gaps.Min()), Math.Log10(gaps.Max()));
        // The first of those that are equally good.
        var best = Enumerable.Range(0, Widths).Select(number => Math.Pow(10, least + number * ((most - least) / (Widths - 1)))).MaxBy(width => LeftOut(times, width));
        var step = (times[^1] - times[0]) / (PointsForEach * times.Length - 1);
        var grid = Enumerable.Range(0, PointsForEach * times.Length).Select(number => times[0] + number * step).ToArray();
        var heights = Heights(times, grid, best / sensitivity);
        return (best, [.. grid.Where((_, place) => place > 0 && place < grid.Length - 1 && IsLess(heights[place], heights[place - 1]) && IsLess(heights[place], heights[place + 1]))]);
    }

    private static double[] Times(ActivityFile[] files) => [.. files.Select(file => (file.TakenAt - files[0].TakenAt).TotalSeconds).Distinct()];

    private static bool IsLess(double one, double other) => other - one > Equal * Math.Max(1, Math.Abs(other));

    /// <summary>The mean of the logarithms of the density at each time, made of the others.</summary>
    private static double LeftOut(double[] times, double width)
    {
        var sum = 0.0;
        for (var place = 0; place < times.Length; place++)
        {
            sum += LogSum(times, times[place], place - 1, place + 1, width);
        }

        return sum / times.Length - Math.Log(width);
    }

    private static double[] Heights(double[] times, double[] grid, double width)
    {
        var heights = new double[grid.Length];
        var above = 0;
        foreach (var (place, point) in grid.Index())
        {
            while (above < times.Length && times[above] < point)
            {
                above++;
            }

            heights[place] = LogSum(times, point, above - 1, above, width);
        }

        return heights;
    }

    /// <summary>
    /// The logarithm of the sum of the kernels, relative to the nearest, so that nothing far away is lost. Outward from there it ends where all that is
    /// left could not change the last bit of the sum: the result is that of adding all.
    /// </summary>
    private static double LogSum(double[] times, double point, int below, int above, double width)
    {
        var scale = 1 / (2 * width * width);
        double Exponent(int place) => place < 0 || place >= times.Length ? double.PositiveInfinity : (times[place] - point) * (times[place] - point) * scale;
        var nearest = Math.Min(Exponent(below), Exponent(above));
        var nothing = nearest + Math.Log(times.Length) + 54 * Math.Log(2);
        var sum = 0.0;
        var (down, up) = (Exponent(below), Exponent(above));
        while (Math.Min(down, up) <= nothing)
        {
            if (down <= up)
            {
                sum += Math.Exp(nearest - down);
                down = Exponent(--below);
            }
            else
            {
                sum += Math.Exp(nearest - up);
                up = Exponent(++above);
            }
        }

        return Math.Log(sum) - nearest;
    }
}
