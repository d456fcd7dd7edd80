using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>What people did to activities: kept as instructions, and followed whenever a record is made.</summary>
internal sealed class CorrectionStore(AuditLog audit, TimeProvider time)
{
    private const int Most = 10_000;

    public static Task<List<Correction>> Of(Transaction read, long session, CancellationToken ct) => read.Query(
        $"select correction from records_correction where session_id = {session} order by id limit {Most}", row => JsonSerializer.Deserialize<Correction>(row.GetString(0), Wire.Json)!, ct);

    public Task Add(Caller who, Session session, Func<DateTimeOffset, Correction> make, CancellationToken ct) => audit.Write(async write =>
    {
        var now = time.GetUtcNow();
        var correction = make(now);
        await write.Execute($"""
            insert into records_correction (session_id, at_us, by_name, correction) values ({session.Key}, {now.InMicroseconds}, {who.Name}, {new Json(JsonSerializer.Serialize(correction, Wire.Json))})
            """, ct);
        await write.Execute($"update records_record set change_us = 0, due_us = 0 where session_id = {session.Key}", ct);
        await audit.Append(write, who.Who, "record.corrected", session.Id, session.ExperimentId, new { correction.Kind, correction.Name }, ct);
    }, ct);
}
