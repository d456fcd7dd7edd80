using System.Data.Common;
using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>Reservations and the use of instruments, to be read.</summary>
internal sealed class ReservationStore(SiteDatabase database)
{
    public const int Most = 2000;

    private static Sql All => $"""
        select r.public_id, r.instrument, r.source, r.external_id, r.title, r.purpose, r.user_text, a.name, r.starts_us, r.ends_us, r.project, r.samples, r.consent,
               r.questions, r.cancelled_us, r.cancel_reason, r.link, r.updated_us
        from reservations_reservation r left join access_user a on a.id = r.account_id
        """;

    private static Sql AllUsage => $"""
        select u.instrument, u.source, u.external_id, u.title, u.purpose, u.user_text, a.name, u.operator, u.starts_us, u.ends_us, u.project, u.samples, u.consent,
               u.questions, u.updated_us
        from reservations_usage u left join access_user a on a.id = u.account_id
        """;

    public Task<List<Reservation>> Overlapping(string instrument, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        database.Read(read => Overlapping(read, instrument, from, to, ct), ct);

    /// <summary>Reservations that have time in common with a window, the earliest first; without cancelled ones.</summary>
    public static Task<List<Reservation>> Overlapping(Transaction read, string instrument, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => read.Query($"""
        {All} where r.instrument = {instrument} and r.ends_us > {from.InMicroseconds} and r.starts_us < {to.InMicroseconds} and r.cancelled_us is null
        order by r.starts_us, r.id limit {Most}
        """, Row, ct);

    public Task<Reservation?> Next(string instrument, DateTimeOffset after, CancellationToken ct) => database.Read(read => Next(read, instrument, after, ct), ct);

    /// <summary>The first that starts then or later; null when there is none.</summary>
    public static Task<Reservation?> Next(Transaction read, string instrument, DateTimeOffset after, CancellationToken ct) => read.First($"""
        {All} where r.instrument = {instrument} and r.ends_us >= {after.InMicroseconds} and r.starts_us >= {after.InMicroseconds} and r.cancelled_us is null
        order by r.starts_us, r.id limit 1
        """, Row, ct);

    /// <summary>Also cancelled ones, for lists.</summary>
    public Task<List<Reservation>> List(string instrument, DateTimeOffset from, DateTimeOffset to, bool cancelled, CancellationToken ct)
    {
        Sql which = cancelled ? $"1 = 1" : (Sql)$"r.cancelled_us is null";
        return database.Query($"""
            {All} where r.instrument = {instrument} and r.ends_us > {from.InMicroseconds} and r.starts_us < {to.InMicroseconds} and {which} order by r.starts_us, r.id limit {Most}
            """, Row, ct);
    }

    /// <summary>What somebody has booked and is not over.</summary>
    public Task<List<Reservation>> Of(string account, DateTimeOffset after, CancellationToken ct) => database.Query($"""
        {All} where a.name = {account} and r.ends_us > {after.InMicroseconds} and r.cancelled_us is null order by r.starts_us, r.id limit 100
        """, Row, ct);

    public Task<Reservation?> Find(string instrument, string id, CancellationToken ct) => database.Read(read => Find(read, instrument, id, ct), ct);

    public static Task<Reservation?> Find(Transaction read, string instrument, string id, CancellationToken ct) =>
        read.First($"{All} where r.public_id = {id} and r.instrument = {instrument}", Row, ct);

    public Task<List<InstrumentUsage>> UsageSince(long us, CancellationToken ct) => database.Read(read => UsageSince(read, us, ct), ct);

    /// <summary>
    /// Use that was found new or different after an instant (microseconds since 1970), in the order in which it was found; a thousand at the most. The instants
    /// of two looks are never the same, and are in the order of the commits: whoever remembers the last of them misses nothing. All that one look found comes together.
    /// </summary>
    public static async Task<List<InstrumentUsage>> UsageSince(Transaction read, long us, CancellationToken ct)
    {
        var last = await read.Number($"select max(updated_us) from (select updated_us from reservations_usage where updated_us > {us} order by updated_us limit 1000) as next", ct);
        return await read.Query($"{AllUsage} where u.updated_us > {us} and u.updated_us <= {last} order by u.updated_us, u.id", UsageRow, ct);
    }

    /// <summary>Use of an instrument that touches a window.</summary>
    public static Task<List<InstrumentUsage>> Usage(Transaction read, string instrument, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => read.Query($"""
        {AllUsage} where u.instrument = {instrument} and u.starts_us < {to.InMicroseconds} and (u.ends_us is null or u.ends_us > {from.InMicroseconds}) order by u.starts_us, u.id limit {Most}
        """, UsageRow, ct);

    public Task<List<InstrumentUsage>> Usage(string instrument, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        database.Read(read => Usage(read, instrument, from, to, ct), ct);

    private static Reservation Row(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Instrument = row.GetString(1),
        Source = row.GetString(2),
        ExternalId = row.GetString(3),
        Title = row.GetString(4),
        Purpose = row.GetString(5),
        User = row.GetString(6),
        Account = row.TextOrNull(7),
        StartsAt = row.Instant(8),
        EndsAt = row.Instant(9),
        Project = row.TextOrNull(10),
        Samples = JsonSerializer.Deserialize<List<Sample>>(row.GetString(11), Wire.Json)!,
        Consent = Enum.Parse<Consent>(row.GetString(12), ignoreCase: true),
        Questions = JsonSerializer.Deserialize<List<AnsweredQuestion>>(row.GetString(13), Wire.Json)!,
        Cancelled = !row.IsDBNull(14),
        CancelReason = row.TextOrNull(15),
        Link = row.TextOrNull(16),
        UpdatedAt = row.Instant(17),
    };

    private static InstrumentUsage UsageRow(DbDataReader row) => new()
    {
        Instrument = row.GetString(0),
        Source = row.GetString(1),
        ExternalId = row.GetString(2),
        Title = row.GetString(3),
        Purpose = row.GetString(4),
        User = row.GetString(5),
        Account = row.TextOrNull(6),
        Operator = row.GetString(7),
        StartsAt = row.Instant(8),
        EndsAt = row.InstantOrNull(9),
        Project = row.TextOrNull(10),
        Samples = JsonSerializer.Deserialize<List<Sample>>(row.GetString(11), Wire.Json)!,
        Consent = Enum.Parse<Consent>(row.GetString(12), ignoreCase: true),
        Questions = JsonSerializer.Deserialize<List<AnsweredQuestion>>(row.GetString(13), Wire.Json)!,
        UpdatedAt = row.Instant(14),
    };
}
