using Dewar.Database;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>Who had booked an instrument when.</summary>
internal sealed class BookedTimes(IReadOnlyList<Reservation> bookings)
{
    public static readonly BookedTimes None = new([]);

    public static async Task<BookedTimes> Of(Transaction read, string instrument, IEnumerable<(long From, long Until)> times, CancellationToken ct)
    {
        var found = new Dictionary<string, Reservation>(StringComparer.Ordinal);
        foreach (var (from, until) in times)
        {
            foreach (var booking in await ReservationStore.Overlapping(read, instrument, SessionStore.At(from), SessionStore.At(until), ct))
            {
                found[booking.Id] = booking;
            }
        }

        return new([.. found.Values]);
    }

    /// <summary>Null where nobody had. Of two who had, the one whose time began last: others leave late, and few come early.</summary>
    public string? At(long us) => bookings.Where(each => each.StartsAt.InMicroseconds <= us && us < each.EndsAt.InMicroseconds).MaxBy(each => each.StartsAt)?.User;
}
