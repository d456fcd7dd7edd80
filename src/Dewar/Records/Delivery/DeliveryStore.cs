using Dewar.Database;
using Dewar.Hosting;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>How far each record is at each target, and every attempt.</summary>
internal sealed class DeliveryStore(SiteDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    public async Task<RecordDeliveries> Of(Session session, CancellationToken ct) => await database.Read(async read => new RecordDeliveries(
        await read.Query($"""
            select t.name, t.kind, coalesce(d.state, 'none'), coalesce(d.revision, 0), coalesce(d.attempts, 0), coalesce(d.due_us, 0), d.url
            from records_target t left join records_delivery d on d.target_id = t.id and d.session_id = {session.Key}
            where d.session_id is not null or t.instrument is null or t.instrument = {session.Instrument} order by t.priority desc, t.id
            """, row => new RecordDelivery(row.GetString(0), row.GetString(1), row.GetString(2), (int)row.GetInt64(3), (int)row.GetInt64(4), row.GetString(2) is "failed" or "trying" ? row.Instant(5) : null, row.TextOrNull(6)), ct),
        await read.Query($"""
            select t.name, a.revision, a.at_us, a.succeeded, a.message from records_attempt a join records_target t on t.id = a.target_id
            where a.session_id = {session.Key} order by a.id desc limit 50
            """, row => new RecordAttempt(row.GetString(0), (int)row.GetInt64(1), row.Instant(2), row.GetInt64(3) != 0, row.GetString(4)), ct)), ct);

    /// <summary>Targets with how far records are at each.</summary>
    public async Task<List<RecordTarget>> WithStanding(List<RecordTarget> targets, CancellationToken ct)
    {
        var all = new List<RecordTarget>();
        foreach (var target in targets)
        {
            var counts = (await database.Query($"""
                select case when d.state = 'delivered' and d.revision >= r.revision then 'delivered' when d.state = 'failed' and d.attempts > 0 then 'failing' else 'waiting' end, count(*) {Wanted(target)} group by 1
                """, row => (State: row.GetString(0), Count: row.GetInt64(1)), ct)).ToDictionary(each => each.State, each => each.Count);
            var failing = counts.GetValueOrDefault("failing");
            var (why, at) = failing == 0 ? (null, null) : await database.First($"""
                select a.message, a.at_us from records_attempt a join records_delivery d on d.session_id = a.session_id and d.target_id = a.target_id
                where a.target_id = {target.Key} and a.succeeded = 0 and d.state = 'failed' and d.attempts > 0 order by a.id desc limit 1
                """, row => ((string?)row.GetString(0), (DateTimeOffset?)row.Instant(1)), ct);
            all.Add(target with { Standing = new(counts.GetValueOrDefault("delivered"), counts.GetValueOrDefault("waiting"), failing, why, at) });
        }

        return all;
    }

    /// <summary>Whether the newest revision is where it belongs, by the site's strategy; null when there is no target for it.</summary>
    public async Task<bool?> IsExported(Session session, int revision, IReadOnlyList<RecordTarget> targets, string strategy, CancellationToken ct)
    {
        var wanted = targets.Where(target => target.Instrument is null || target.Instrument == session.Instrument).ToList();
        var done = await database.Query($"select target_id from records_delivery where session_id = {session.Key} and revision = {revision} and state = 'delivered'", row => row.GetInt64(0), ct);
        return wanted.Count == 0 ? null : strategy == SiteSettings.DeliverToAll ? wanted.TrueForAll(target => done.Contains(target.Key)) : done.Count > 0;
    }

    /// <summary>Records that a target does not have as they are now, and that are to be tried; oldest first.</summary>
    public Task<List<(long Session, int Revision, int Attempts, string? ForeignId)>> Due(RecordTarget target, CancellationToken ct) => database.Query($"""
        select r.session_id, r.revision, coalesce(d.attempts, 0), d.foreign_id {Wanted(target)}
          and (d.session_id is null or ((d.revision < r.revision or d.state <> 'delivered') and d.due_us <= {time.GetUtcNow().InMicroseconds}))
        order by v.made_us limit 20
        """, row => (row.GetInt64(0), (int)row.GetInt64(1), (int)row.GetInt64(2), row.TextOrNull(3)), ct);

    /// <summary>What the other targets came to for a record: at which it is, and at which an attempt failed.</summary>
    public Task<List<(long Target, bool Succeeded)>> Others(long session, int revision, CancellationToken ct) => database.Query(
        $"select target_id, state from records_delivery where session_id = {session} and revision = {revision} and state <> 'trying'", row => (row.GetInt64(0), row.GetString(1) == "delivered"), ct);

    /// <summary>Takes a record in hand, so that no other process of the site does. False when one has it.</summary>
    public Task<bool> Take(long session, RecordTarget target, int revision, CancellationToken ct) => database.Write(async write =>
    {
        var now = time.GetUtcNow();
        var until = (now + Claim).InMicroseconds;
        return await write.Execute($"""
            insert into records_delivery (session_id, target_id, revision, state, attempts, due_us) values ({session}, {target.Key}, {revision}, 'trying', 0, {until})
            on conflict (session_id, target_id) do update set revision = excluded.revision, state = 'trying', due_us = excluded.due_us where records_delivery.due_us <= {now.InMicroseconds}
            """, ct) > 0;
    }, ct);

    public Task Done(long session, RecordTarget target, int revision, Delivered delivered, CancellationToken ct) => database.Write(async write =>
    {
        await write.Execute($"""
            update records_delivery set state = 'delivered', attempts = 0, due_us = 0, foreign_id = {delivered.ForeignId}, url = {delivered.Url} where session_id = {session} and target_id = {target.Key}
            """, ct);
        await Note(write, session, target, revision, true, delivered.Url ?? delivered.ForeignId ?? "delivered", ct);
    }, ct);

    public Task Failed(long session, RecordTarget target, int revision, int attempts, string why, CancellationToken ct) => database.Write(async write =>
    {
        var wait = TimeSpan.FromSeconds(Math.Min(6 * 3600, 30 * Math.Pow(2, Math.Min(attempts, 12))));
        await write.Execute($"""
            update records_delivery set state = 'failed', attempts = {attempts + 1}, due_us = {(time.GetUtcNow() + wait).InMicroseconds} where session_id = {session} and target_id = {target.Key}
            """, ct);
        await Note(write, session, target, revision, false, why, ct);
    }, ct);

    /// <summary>What failed is tried now, what was delivered is delivered once more, and targets that are newer than the record get it, too.</summary>
    public Task Again(Session session, CancellationToken ct) => database.Write(async write =>
    {
        if (await write.Number($"select count(*) from records_record where session_id = {session.Key} and state = 'built'", ct) == 0)
        {
            throw Refusal.Conflict("record-missing", "There is no record of this session to be delivered; its state says why.");
        }

        if (await write.Number($"select count(*) from records_target where instrument is null or instrument = {session.Instrument}", ct) == 0)
        {
            throw Refusal.Conflict("target-missing", $"Records of '{session.Instrument}' are delivered nowhere: an administrator says where ('dewar record target set').");
        }

        await write.Execute($"""
            insert into records_delivery (session_id, target_id, revision, state, attempts, due_us)
            select {session.Key}, id, 0, 'failed', 0, 0 from records_target where instrument is null or instrument = {session.Instrument}
            on conflict (session_id, target_id) do update set state = 'failed', due_us = 0 where records_delivery.state <> 'trying'
            """, ct);
    }, ct);

    /// <summary>The records that belong at a target: those made since it is there, and what it had before.</summary>
    private static Sql Wanted(RecordTarget target)
    {
        Sql at = target.Instrument is { } instrument ? $" and s.instrument = {instrument}" : Sql.Nothing;
        return $"""
            from records_record r join sessions_session s on s.id = r.session_id
            join records_revision v on v.session_id = r.session_id and v.revision = r.revision left join records_delivery d on d.session_id = r.session_id and d.target_id = {target.Key}
            where r.state = 'built' and (v.made_us >= {target.MadeAt.InMicroseconds} or d.session_id is not null){at}
            """;
    }

    private Task<int> Note(Transaction write, long session, RecordTarget target, int revision, bool succeeded, string message, CancellationToken ct) => write.Execute($"""
        insert into records_attempt (session_id, target_id, revision, at_us, succeeded, message) values ({session}, {target.Key}, {revision}, {time.GetUtcNow().InMicroseconds}, {succeeded}, {message})
        """, ct);
}
