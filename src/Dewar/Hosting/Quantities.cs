using System.Globalization;

namespace Dewar.Hosting;

/// <summary>Byte counts as people read and write them. Decimal units, as disks and networks are sold: 1 kB is 1000 bytes.</summary>
internal static class Bytes
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    public static string Show(double bytes)
    {
        var unit = 0;
        while (bytes >= 999.5 && unit < Units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || bytes >= 100 ? $"{bytes:0}" : bytes >= 10 ? $"{bytes:0.0}" : $"{bytes:0.00}")} {Units[unit]}");
    }

    public static long Parse(string text)
    {
        var digits = text.TrimEnd([.. "kKMGTPEBib "]);
        var unit = text[digits.Length..].Trim();
        var power = unit.Length == 0 ? 0 : "BKMGTPE".IndexOf(char.ToUpperInvariant(unit[0]), StringComparison.Ordinal);
        var thousand = unit.Contains('i', StringComparison.Ordinal) ? 1024d : 1000d;
        return power >= 0 && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? checked((long)(number * Math.Pow(thousand, power)))
            : throw new FormatException($"'{text}' is no size: write bytes, or a number with kB, MB, GB or TB.");
    }
}

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
