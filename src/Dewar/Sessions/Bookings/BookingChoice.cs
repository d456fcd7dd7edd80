using Dewar.Access;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>In whose booking a session took place.</summary>
internal static class BookingChoice
{
    /// <summary>People begin early and end late: so little of another booking means nothing.</summary>
    private const double LeastShare = 0.1;

    /// <summary>
    /// The one with which it has most time in common. A minute of the user's own counts twice: whoever comes late, and stays on in somebody else's time, came for
    /// their own. Of two that are equal the earlier. Null where what they share is less than a tenth of the shorter of them.
    /// </summary>
    /// <param name="account">Of the session's user; null where nobody knows.</param>
    /// <param name="person">As it was said.</param>
    public static Reservation? Of(IEnumerable<Reservation> bookings, string? account, string person, (DateTimeOffset From, DateTimeOffset To) time) => bookings
        .Select(each => (Booking: each, Shared: Shared(each, time)))
        .Where(each => each.Shared > TimeSpan.Zero && each.Shared >= LeastShare * Shorter(each.Booking, time))
        .OrderByDescending(each => each.Shared * (IsOf(each.Booking, account, person) ? 2 : 1)).ThenBy(each => each.Booking.StartsAt).ThenBy(each => each.Booking.Id, StringComparer.Ordinal)
        .Select(each => each.Booking).FirstOrDefault();

    public static bool IsOf(Reservation booking, string? account, string person) => IsSame(booking.Account, booking.User, account, person);

    /// <summary>Whether a booking system's user is a session's: by their accounts, or by their names.</summary>
    public static bool IsSame(string? bookedAccount, string booked, string? account, string person) =>
        (account is not null && bookedAccount == account) || (person.Length > 0 && string.Equals(booked, person, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whoever takes a booking for a session sees what it says: one's own, or as the instrument's staff anybody's.</summary>
    public static bool MayTake(Caller who, Reservation booking, string? station) => booking.Account == who.Name || who.IsStaffOf(station);

    private static TimeSpan Shared(Reservation booking, (DateTimeOffset From, DateTimeOffset To) time) =>
        (booking.EndsAt < time.To ? booking.EndsAt : time.To) - (booking.StartsAt > time.From ? booking.StartsAt : time.From);

    private static TimeSpan Shorter(Reservation booking, (DateTimeOffset From, DateTimeOffset To) time) =>
        booking.EndsAt - booking.StartsAt is var booked && time.To - time.From is var lasted && booked < lasted ? booked : lasted;
}
