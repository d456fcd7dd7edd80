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
