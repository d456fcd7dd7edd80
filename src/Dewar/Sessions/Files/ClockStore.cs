using Dewar.Database;

namespace Dewar.Sessions;

/// <summary>What loggers tell of their computers' clocks, each time that it changed.</summary>
internal sealed class ClockStore(SessionChanges changes)
{
    /// <summary>A network takes a moment as well; what differs by less is the same.</summary>
    private const long SameUs = 5_000_000;

    /// <summary>By so much files may have come to the wrong session.</summary>
    private const long MuchUs = 60_000_000;

    public static Task<List<(long Computer, long ClockUs, long OffsetUs)>> Of(Transaction read, string instrument, CancellationToken ct) => read.Query(
        $"select c.computer_id, c.clock_us, c.offset_us from sessions_clock c where c.instrument = {instrument}", row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), ct);

    /// <param name="clockUs">What the clock showed.</param>
    /// <param name="offsetUs">What was to be added.</param>
    public async Task Measured(Transaction write, ControlComputer computer, long clockUs, long offsetUs, CancellationToken ct)
    {
        var before = await write.First($"select offset_us from sessions_clock where computer_id = {computer.Key} and clock_us <= {clockUs} order by clock_us desc limit 1", row => (long?)row.GetInt64(0), ct);
        if (before is { } known && Math.Abs(known - offsetUs) < SameUs)
        {
            return;
        }

        await write.Execute($"""
            insert into sessions_clock (computer_id, clock_us, instrument, offset_us) values ({computer.Key}, {clockUs}, {computer.Instrument}, {offsetUs})
            on conflict (computer_id, clock_us) do update set offset_us = excluded.offset_us
            """, ct);
        if (Math.Abs((before ?? 0) - offsetUs) >= MuchUs)
        {
            await changes.Want(write, computer.Instrument, clockUs, clockUs, ct);
        }
    }
}
