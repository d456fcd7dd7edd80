using System.Globalization;

namespace Dewar.Formats.Drawing;

/// <summary>Numbers as they are written at axes and bars.</summary>
internal static class TickText
{
    /// <summary>With a true minus, and as few digits as the number needs.</summary>
    public static string Plain(double value)
    {
        var text = Math.Abs(value) is >= 1e15 or > 0 and < 1e-9
            ? value.ToString("0.###e0", CultureInfo.InvariantCulture)
            : Math.Round(value, 12).ToString("0.############", CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }

    /// <summary>Ten to a power.</summary>
    public static string Power(int power) => power switch { 0 => "1", 1 => "10", _ => "10" + Raised(power) };

    /// <summary>The power of ten, a multiple of three, that is written once for all numbers of an axis; 0 where they are written as they are.</summary>
    public static int SharedPower(IReadOnlyList<double> ticks)
    {
        var most = ticks.Count == 0 ? 0 : ticks.Max(Math.Abs);
        var power = most > 0 ? (int)Math.Floor(Math.Log10(most) + 1e-9) : 0;
        return power is > 4 or < -2 ? (int)Math.Floor(power / 3.0) * 3 : 0;
    }

    /// <summary>The numbers of an axis, all with the same count of digits behind the point.</summary>
    public static string[] Of(IReadOnlyList<double> ticks, int power)
    {
        var factor = Math.Pow(10, -power);
        var step = ticks.Count switch { 0 => 0, 1 => Math.Abs(ticks[0]), _ => Math.Abs(ticks[1] - ticks[0]) } * factor;
        var digits = step > 0 ? Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12) : 0;
        return [.. ticks.Select(tick => Minus(Math.Round(tick * factor, digits)).ToString("F" + digits, CultureInfo.InvariantCulture).Replace('-', '−'))];
    }

    private static double Minus(double value) => value == 0 ? 0 : value;

    private static string Raised(int power) =>
        string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));

    /// <summary>A factor for the unit: "×10³".</summary>
    public static string Times(int power) => power == 0 ? "" : "×10" + Raised(power);
}
