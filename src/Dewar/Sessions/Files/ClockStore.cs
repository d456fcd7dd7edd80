using Dewar.Database;

namespace Dewar.Sessions;

/// <summary>What loggers tell of their computers' clocks, each time that it changed.</summary>
internal static class ClockStore
{
    /// <summary>A network takes a moment as well; what differs by less is the same.</summary>
    private const long SameUs = 5_000_000;

    /// <summary>By so much files may have come to the wrong session.</summary>
    private const long MuchUs = 60_000_000;

    /// <summary>All of an instrument that can say something of what its clocks showed then.</summary>
    public static async Task<Clocks> Of(Transaction read, string instrument, (long From, long Until) clock, CancellationToken ct) => Clocks.Of(await read.Query($"""
        select computer_id, at_us, offset_us from sessions_clock where instrument = {instrument} and at_us - offset_us between {clock.From - Clocks.FarUs} and {clock.Until + Clocks.FarUs}
        """, row => new ClockChange(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), ct));

    /// <summary>What may have been to be added at a time of the site's clock.</summary>
    public static Task<List<long>> Offsets(Transaction read, string instrument, (long From, long Until) time, CancellationToken ct) => read.Query($"""
        select distinct offset_us from sessions_clock where instrument = {instrument} and at_us between {time.From - Clocks.FarUs} and {time.Until + Clocks.FarUs}
        """, row => row.GetInt64(0), ct);

    /// <param name="atUs">When it was seen, by the site's clock.</param>
    /// <param name="offsetUs">What was to be added.</param>
    public static async Task Measured(Transaction write, ControlComputer computer, long atUs, long offsetUs, CancellationToken ct)
    {
        var before = await write.First($"""
            select at_us, offset_us from sessions_clock where instrument = {computer.Instrument} and computer_id = {computer.Key} and at_us <= {atUs} order by at_us desc limit 1
            """, row => new ClockChange(computer.Key, row.GetInt64(0), row.GetInt64(1)), ct);
        if (before is not null && Math.Abs(before.OffsetUs - offsetUs) < SameUs)
        {
            return;
        }

        await write.Execute($"""
            insert into sessions_clock (instrument, computer_id, at_us, offset_us) values ({computer.Instrument}, {computer.Key}, {atUs}, {offsetUs})
            on conflict (instrument, computer_id, at_us) do update set offset_us = excluded.offset_us
            """, ct);
        if (Math.Abs((before?.OffsetUs ?? 0) - offsetUs) >= MuchUs)
        {
            // It may have been set long before anybody saw it.
            await SessionChanges.Want(write, computer.Instrument, (Math.Max(before?.AtUs ?? 0, atUs - Clocks.FarUs), atUs + 1), ct);
        }
    }
}
