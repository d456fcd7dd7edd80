using Dewar.Database;

namespace Dewar.Reservations;

/// <summary>A room further on that has to do with reservations. It is told in the transaction in which something changes.</summary>
internal interface IReservationFollower
{
    /// <summary>Reservations or use of an instrument were made, changed, moved or cancelled. The window has all of them, as they were and as they are.</summary>
    Task Changed(Transaction write, string instrument, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);

    /// <summary>What was told is true now: the transaction ended well.</summary>
    void Ring()
    {
    }
}

/// <summary>All rooms that follow reservations, told one after the other; the windows of a transaction are joined by instrument.</summary>
internal sealed class ReservationFollowers(IEnumerable<IReservationFollower> all)
{
    public async Task Changed(Transaction write, IEnumerable<(string Instrument, DateTimeOffset From, DateTimeOffset To)> windows, CancellationToken ct)
    {
        foreach (var windowsOf in windows.GroupBy(each => each.Instrument).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            foreach (var follower in all)
            {
                await follower.Changed(write, windowsOf.Key, windowsOf.Min(each => each.From), windowsOf.Max(each => each.To), ct);
            }
        }
    }

    public void Ring()
    {
        foreach (var follower in all)
        {
            follower.Ring();
        }
    }
}
