using System.Globalization;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <param name="From">Local time of the instrument, such as 08:00.</param>
/// <param name="To">The same; 24:00 is the end of the day.</param>
public sealed record OpeningHours(DayOfWeek Day, string From, string To)
{
    internal TimeSpan Begin => Clock(From);
    internal TimeSpan End => Clock(To);

    /// <exception cref="FormatException">This is no time of day.</exception>
    internal static TimeSpan Clock(string text) => text == "24:00" ? TimeSpan.FromDays(1)
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan() : throw new FormatException($"'{text}' is no time of day as 08:00 or 24:00.");
}

/// <summary>How an instrument may be booked in Dewar.</summary>
/// <param name="Open">Whether it may. Null: yes, unless a calendar of others is looked at for it.</param>
/// <param name="Zone">The instrument's time zone.</param>
/// <param name="AheadDays">How far ahead a booking may end.</param>
/// <param name="GapMinutes">What must stay free between two bookings.</param>
/// <param name="WeeklyHours">The most that one person may have in a week, from Monday to Sunday; null for no limit.</param>
/// <param name="Hours">When it is open; an empty list is always.</param>
/// <param name="Groups">Who may book; an empty list is everybody. Staff of the instrument always may.</param>
public sealed record BookingRules(
    bool? Open = null, string Zone = "UTC", int ShortestMinutes = 15, int LongestMinutes = 1440, int AheadDays = 90, int GapMinutes = 0, double? WeeklyHours = null,
    IReadOnlyList<OpeningHours>? Hours = null, IReadOnlyList<string>? Groups = null)
{
    private const int MostHours = 70;

    internal IReadOnlyList<OpeningHours> OpenAt => Hours ?? [];
    internal IReadOnlyList<string> Bookers => Groups ?? [];
    internal Zone In => Zones.Named(Zone) ?? Reservations.Zone.Utc;

    internal void Check()
    {
        string? fault = Zones.Named(Zone) is null ? $"There is no time zone '{Zone}': write it like Europe/Berlin or UTC."
            : ShortestMinutes is < 1 or > 100_000 || LongestMinutes < ShortestMinutes || LongestMinutes > 527_040 ? "A booking's shortest time is a minute at least, and its longest no shorter than that and no more than 366 days."
            : AheadDays is < 1 or > 1100 ? "Bookings may be made 1 to 1100 days ahead."
            : GapMinutes is < 0 or > 10_080 ? "What stays free between bookings is 0 to 10080 minutes."
            : WeeklyHours is { } weekly && !(weekly is > 0 and <= 168) ? "A week has 168 hours; the most for a person is more than 0 and no more than that."
            : OpenAt.Count > MostHours ? $"There are at most {MostHours} lines of opening hours."
            : OpenAt.FirstOrDefault(IsBad) is { } bad ? $"The opening hours from {bad.From} to {bad.To} make no sense: write 08:00 and 20:00, the later one second; 24:00 is the end of the day." : null;
        if (fault is not null)
        {
            throw Refusal.Invalid("rules-invalid", fault);
        }
    }

    /// <summary>Times within which a booking may lie, as instants: those of days that follow each other without a break are one. Clocks may change meanwhile.</summary>
    internal List<(DateTimeOffset From, DateTimeOffset To)> OpenBetween(DateTimeOffset from, DateTimeOffset to)
    {
        if (OpenAt.Count == 0)
        {
            return [(from, to)];
        }

        var zone = In;
        var (first, last) = (zone.Local(from).Date.AddDays(-1), zone.Local(to).Date.AddDays(1));
        var spans = new List<(DateTimeOffset From, DateTimeOffset To)>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            spans.AddRange(OpenAt.Where(each => each.Day == day.DayOfWeek).Select(each => (zone.At(day + each.Begin), zone.At(day + each.End))));
        }

        var joined = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var span in spans.OrderBy(each => each.From))
        {
            if (joined.Count > 0 && joined[^1].To >= span.From)
            {
                joined[^1] = (joined[^1].From, joined[^1].To > span.To ? joined[^1].To : span.To);
            }
            else
            {
                joined.Add(span);
            }
        }

        return joined;
    }

    private static bool IsBad(OpeningHours hours)
    {
        try
        {
            return hours.Begin >= hours.End || !Enum.IsDefined(hours.Day);
        }
        catch (FormatException)
        {
            return true;
        }
    }
}

/// <param name="StartsAt">An instant; programs that send local times give their offset.</param>
/// <param name="User">For somebody else; only staff of the instrument may.</param>
public sealed record NewBooking(
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Title = "", string Purpose = "", string? User = null, string? Project = null, IReadOnlyList<Sample>? Samples = null,
    Consent Consent = Consent.Unknown);

/// <summary>What to change of a booking; null leaves as it is.</summary>
public sealed record BookingChange(
    DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null, string? Title = null, string? Purpose = null, string? Project = null, IReadOnlyList<Sample>? Samples = null, Consent? Consent = null);

/// <param name="Reason">Why; whoever had counted on it can read it.</param>
public sealed record BookingEnd(string Reason = "");
