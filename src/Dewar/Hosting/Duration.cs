using System.Globalization;

namespace Dewar.Hosting;

/// <summary>Durations as people write them: 500ms, 10s, 5m, 2h, 30d.</summary>
internal static class Duration
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("w", 604800)];

    public static TimeSpan Parse(string text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) &&
                double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) &&
                count * seconds < 1e10)
            {
                return TimeSpan.FromSeconds(count * seconds);
            }
        }

        throw new FormatException($"'{text}' is no duration: write a number and ms, s, m, h, d or w, such as 90s or 30d.");
    }

    public static string Show(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "under a second",
        { TotalSeconds: < 90 } => $"{span.TotalSeconds:0} s",
        { TotalMinutes: < 90 } => $"{span.TotalMinutes:0} min",
        { TotalHours: < 36 } => $"{span.TotalHours:0} h",
        _ => $"{span.TotalDays:0} days",
    };
}
