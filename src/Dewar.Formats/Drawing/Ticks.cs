namespace Dewar.Formats.Drawing;

/// <summary>Places on an axis that are good to write a number at: 1, 2 or 5 with zeros apart.</summary>
internal static class Ticks
{
    /// <summary>The next 1, 2 or 5 with zeros, above the value or below it.</summary>
    public static double Nice(double value, bool roundDown = false)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            return 0;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        var digits = value / power;
        return roundDown
            ? (digits >= 5 - 1e-9 ? 5 : digits >= 2 - 1e-9 ? 2 : 1) * power
            : (digits <= 1 + 1e-9 ? 1 : digits <= 2 + 1e-9 ? 2 : digits <= 5 + 1e-9 ? 5 : 10) * power;
    }

    /// <summary>Even steps within a range.</summary>
    /// <param name="low">The range's lower end.</param>
    /// <param name="high">The range's upper end.</param>
    /// <param name="most">Not more than so many, about.</param>
    public static double[] Between(double low, double high, int most)
    {
        var step = Nice((high - low) / Math.Max(1, most));
        if (step == 0 || !double.IsFinite(low / step) || Math.Abs(low / step) > 1e12)
        {
            return [];
        }

        var first = Math.Ceiling(low / step - 1e-9);
        var count = Math.Min(50, (int)(Math.Floor(high / step + 1e-9) - first) + 1);
        return [.. Enumerable.Range(0, Math.Max(0, count)).Select(i => (first + i) * step)];
    }

    /// <summary>Powers of ten within a range of logarithms, thinned out where there are many.</summary>
    public static double[] Decades(double low, double high, int most)
    {
        var (first, last) = ((int)Math.Ceiling(low - 1e-9), (int)Math.Floor(high + 1e-9));
        var step = Math.Max(1, (int)Math.Ceiling((last - first + 1) / (double)Math.Max(1, most)));
        return [.. Enumerable.Range(0, Math.Max(0, (last - first) / step + 1)).Select(i => (double)(first + i * step))];
    }
}
