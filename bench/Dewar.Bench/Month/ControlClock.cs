using System.Globalization;

namespace Dewar.Bench;

/// <summary>A control computer and what its clock shows.</summary>
/// <param name="Ahead">How far the clock is ahead of the true time, at a true time.</param>
/// <param name="WritesLocal">Its programs write local time without a zone into their files.</param>
internal sealed record ControlClock(string Name, string Instrument, bool WritesLocal, Func<DateTimeOffset, TimeSpan> Ahead)
{
    public static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public DateTimeOffset Shows(DateTimeOffset at) => at + Ahead(at);

    /// <summary>What a file says that was taken then.</summary>
    public string Writes(DateTimeOffset at) => WritesLocal ? TimeZoneInfo.ConvertTime(Shows(at), Berlin).ToString("yyyy-MM-ddTHH:mm:ss.f", CultureInfo.InvariantCulture)
        : Shows(at).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffZ", CultureInfo.InvariantCulture);
}
