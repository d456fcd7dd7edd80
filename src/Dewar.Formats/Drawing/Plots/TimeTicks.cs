using System.Globalization;

namespace Dewar.Formats.Drawing.Plots;

/// <summary>Round times: whole minutes, hours, days.</summary>
internal static class TimeTicks
{
    private const double Day = 86400;

    private static readonly double[] Steps =
    [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, Day, 2 * Day, 7 * Day, 14 * Day, 30 * Day, 91 * Day,
        182 * Day, 365 * Day, 730 * Day, 1826 * Day, 3652 * Day, 36524 * Day,
    ];

    /// <summary>Places and texts within a range of seconds since the year 1.</summary>
    public static (double[] Places, string[] Texts, int Power) Of(double low, double high, int most)
    {
        var step = Steps.FirstOrDefault(one => (high - low) / one <= most, Steps[^1]);
        var first = Math.Ceiling(low / step - 1e-9);
        var count = Math.Clamp((int)(Math.Floor(high / step + 1e-9) - first) + 1, 0, 50);
        double[] places = [.. Enumerable.Range(0, count).Select(i => (first + i) * step)];
        return (places, [.. places.Select(place => Text(place, step))], 0);
    }

    private static string Text(double seconds, double step)
    {
        var time = new DateTime((long)(Math.Clamp(seconds, 0, 3e11) * TimeSpan.TicksPerSecond));
        return time.ToString(step is < Day and >= 60 && time.TimeOfDay == TimeSpan.Zero ? "d MMM" : step < 60 ? "HH:mm:ss" : step < Day ? "HH:mm" : step < 300 * Day ? "yyyy-MM-dd" : "yyyy", CultureInfo.InvariantCulture);
    }
}
