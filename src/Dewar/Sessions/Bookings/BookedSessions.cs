using Dewar.Database;
using Dewar.Hosting;
using Dewar.Reservations;

namespace Dewar.Sessions;

/// <summary>Sessions take their bookings, and begin and end as a booking system says that an instrument was used.</summary>
internal sealed class BookedSessions(SiteDatabase database, SessionKeeper keeper, Forgotten forgotten) : ISessionWork
{
    /// <summary>How a session began of which a booking system told.</summary>
    public const string Via = "booking";

    private const int AtOnce = 100;

    public async Task<bool> DoSome(CancellationToken ct)
    {
        var windows = await database.Query($"select id, instrument, from_us, until_us from sessions_booked order by id limit 100",
            row => (Id: row.GetInt64(0), Instrument: row.GetString(1), From: row.GetInt64(2), Until: row.GetInt64(3)), ct);
        foreach (var of in windows.GroupBy(each => each.Instrument))
        {
            foreach (var (from, until) in Stretches.Of(of.Select(each => (each.From, each.Until))))
            {
                await Follow(of.Key, SessionStore.At(from), SessionStore.At(until), ct);
                await Take(of.Key, from, until, ct);
            }

            await database.Execute($"delete from sessions_booked where id in {Sql.List(of.Select(each => each.Id))}", ct);
        }

        return windows.Count > 0;
    }

    /// <summary>The sessions of a time take the bookings that they overlap now.</summary>
    private async Task Take(string instrument, long fromUs, long untilUs, CancellationToken ct)
    {
        var last = 0L;
        while (true)
        {
            var some = await database.Query($"""
                select id from sessions_session where instrument = {instrument} and id > {last} and started_us <= {untilUs} and coalesce(ended_us, {long.MaxValue}) >= {fromUs} order by id limit {AtOnce}
                """, row => row.GetInt64(0), ct);
            if (some.Count == 0)
            {
                return;
            }

            await keeper.Write(async write =>
            {
                foreach (var session in some)
                {
                    await keeper.Settle(write, session, ct);
                }

                return true;
            }, ct);
            last = some[^1];
        }
    }

    private async Task Follow(string instrument, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var rule = await database.Read(read => RulesStore.Of(read, instrument, ct), ct);
        if (!rule.Keep)
        {
            return;
        }

        // What is told of the future can't be true.
        var uses = await database.Read(read => ReservationStore.Usage(read, instrument, from, until, ct), ct);
        foreach (var use in uses.Where(use => use.StartsAt.InMicroseconds <= keeper.NowUs))
        {
            await keeper.Write(async write =>
            {
                await Follow(write, use, ct);
                return true;
            }, ct);
        }
    }

    private async Task Follow(Transaction write, InstrumentUsage use, CancellationToken ct)
    {
        var told = new ToldUse(use, keeper.NowUs);
        var own = await SessionStore.Find(write, told.Session, ct);
        if (await IsKnown(write, use, told.Session, ct))
        {
            // Its user told of it themselves, which says more.
            if (own is not null)
            {
                await keeper.Forget(write, own.Key, "its user began one", ct);
            }

            return;
        }

        if (own is null)
        {
            await forgotten.MakeRoom(write, use.Instrument, null, told.Person, use.StartsAt.InMicroseconds, ct);
            own = await keeper.Begin(write, told.Session, use.Instrument, null, told.Start, ct);
        }

        foreach (var what in told.News(own, await SessionStore.Events(write, own.Key, ct)))
        {
            own = await keeper.Add(write, own, what, ct);
        }
    }

    /// <summary>Whether a session of the same user, of which somebody told, has some of this time.</summary>
    private async Task<bool> IsKnown(Transaction read, InstrumentUsage use, string own, CancellationToken ct)
    {
        var until = use.EndsAt?.InMicroseconds ?? keeper.NowUs;
        return (await SessionStore.Between(read, use.Instrument, use.StartsAt.InMicroseconds, until, ct)).Exists(other => other.Id != own && other.IsTold
            && BookingChoice.IsSame(use.Account, use.User, other.User, other.Person));
    }
}
