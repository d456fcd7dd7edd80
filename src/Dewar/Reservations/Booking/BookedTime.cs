using System.Globalization;

namespace Dewar.Reservations;

/// <summary>Times as people type them.</summary>
internal static class BookedTime
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"];
    private static readonly string[] WithOffset = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>A local time of the zone, or an instant with its offset. A local time that the clocks pass over is none.</summary>
    /// <exception cref="FormatException">This is no time, or none that there is.</exception>
    public static DateTimeOffset Parse(string text, Zone zone)
    {
        text = text.Trim();
        if (DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return instant.ToUniversalTime();
        }

        if (!DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || local.Year is < 1970 or > 2200)
        {
            throw new FormatException($"'{text}' is no time: write it as 2026-11-23T09:00.");
        }

        return zone.Exists(local) ? zone.At(local) : throw new FormatException($"On {local:d MMMM yyyy} the clocks of {zone.Name} pass over {local:HH:mm}; there is no such time.");
    }
}
