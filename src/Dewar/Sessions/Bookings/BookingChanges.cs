using Dewar.Database;
using Dewar.Hosting;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>Hears of changed bookings and use; the sessions of that time are looked at a moment later, so that no calendar waits for them.</summary>
internal sealed class BookingChanges(SessionChanges changes) : IReservationFollower
{
    public Task Changed(Transaction write, string instrument, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => Want(write, instrument, from.InMicroseconds, to.InMicroseconds, ct);

    public void Ring() => changes.Ring();

    /// <summary>Bookings and use of a time are to be compared with the sessions there.</summary>
    public static Task Want(Transaction write, string instrument, long fromUs, long untilUs, CancellationToken ct) =>
        write.Execute($"insert into sessions_booked (instrument, from_us, until_us) values ({instrument}, {fromUs}, {untilUs})", ct);
}
