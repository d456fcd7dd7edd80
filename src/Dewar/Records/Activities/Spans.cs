namespace Dewar.Records;

/// <summary>Lengths of time and dates as people say them.</summary>
internal static class Spans
{
    /// <param name="isMany">Adds the verb: "40 s are", "1 min is".</param>
    public static string Words(double seconds, bool isMany = false)
    {
        var (number, unit) = seconds switch
        {
            < 99.5 => (Math.Round(seconds), "s"),
            < 99.5 * 60 => (Math.Round(seconds / 60), "min"),
            < 48 * 3600 => (Math.Round(seconds / 3600, 1), "h"),
            _ => (Math.Round(seconds / 86400, 1), "days"),
        };
        return isMany ? $"{number} {unit} {(number == 1 ? "is" : "are")}" : $"{number} {unit}";
    }

    public static string Day(DateTimeOffset at) => at.ToString("d MMM yyyy");
}
