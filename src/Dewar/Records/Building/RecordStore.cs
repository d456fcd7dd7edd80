using System.IO.Compression;
using System.Security.Cryptography;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Sessions;

namespace Dewar.Records;

/// <summary>Waiting: the session goes on, or its files are being read. Built: there is one. Exported: its targets have it. NoFiles: there is one, without any. NoConsent: its user wanted none. Failed: it will be tried again.</summary>
public enum RecordState { Waiting, Built, Exported, NoFiles, NoConsent, Failed }

/// <summary>How far the record of a session is.</summary>
/// <param name="Message">Why, and what to do.</param>
/// <param name="Revision">Of the newest; 0 while there is none.</param>
public sealed record RecordStatus(RecordState State, string Message, int Revision, DateTimeOffset? MadeAt);

/// <summary>The records of sessions, with every revision that there was.</summary>
internal sealed class RecordStore(SiteDatabase database, AuditLog audit, TimeProvider time)
{
    public async Task<RecordStatus> Status(Session session, CancellationToken ct)
    {
        var found = await database.First($"""
            select r.state, r.message, r.revision, v.made_us from records_record r left join records_revision v on v.session_id = r.session_id and v.revision = r.revision where r.session_id = {session.Key}
            """, row => new RecordStatus(State(row.GetString(0)), row.TextOrNull(1) ?? "", (int)row.GetInt64(2), row.InstantOrNull(3)), ct);
        return session.State != SessionState.Ended
            ? new(RecordState.Waiting, "The session is not over. Its record is made a moment after its end.", found?.Revision ?? 0, found?.MadeAt)
            : found ?? new(RecordState.Waiting, "It is made within a minute.", 0, null);
    }

    /// <param name="revision">Zero: the newest.</param>
    public async Task<SessionRecord?> Find(Session session, int revision, CancellationToken ct)
    {
        var packed = revision > 0
            ? await database.First($"select document from records_revision where session_id = {session.Key} and revision = {revision} and {IsShown(session)}", row => row.Bytes(0), ct)
            : await database.First($"select document from records_revision where session_id = {session.Key} and {IsShown(session)} order by revision desc limit 1", row => row.Bytes(0), ct);
        return packed is null ? null : SessionJson.Read(Unpack(packed));
    }

    public Task<List<(int Revision, DateTimeOffset MadeAt)>> Revisions(Session session, CancellationToken ct) => database.Query(
        $"select revision, made_us from records_revision where session_id = {session.Key} and {IsShown(session)} order by revision desc limit 1000", row => ((int)row.GetInt64(0), row.Instant(1)), ct);

    /// <summary>Sessions whose record is not what they are now.</summary>
    public Task<List<(long Session, long ChangeUs, int Revision, long Attempts)>> Due(CancellationToken ct) => database.Query($"""
        select s.id, s.changed_us, coalesce(r.revision, 0), coalesce(r.attempts, 0) from sessions_session s left join records_record r on r.session_id = s.id
        where s.state = 'ended' and (r.session_id is null or (r.change_us <> s.changed_us and r.due_us <= {time.GetUtcNow().InMicroseconds})) order by s.changed_us limit 20
        """, row => (row.GetInt64(0), row.GetInt64(1), (int)row.GetInt64(2), row.GetInt64(3)), ct);

    /// <summary>How many files of a session are still to be read.</summary>
    public Task<long> Unread(long session, CancellationToken ct) => database.Number(
        $"select count(*) from sessions_file m join extraction_wanted w on w.file_id = m.file_id where m.session_id = {session}", ct);

    /// <summary>Keeps a revision, if it says anything new.</summary>
    public Task Save(Session session, SessionRecord record, long changeUs, CancellationToken ct) => audit.Write(async write =>
    {
        await write.Lock("records", ct);
        var digest = SHA256.HashData(SessionJson.Write(record with { Revision = 0, MadeAt = null }));
        var last = await write.First($"select revision, digest from records_revision where session_id = {session.Key} order by revision desc limit 1", row => (Revision: (int)row.GetInt64(0), Digest: row.Bytes(1)), ct);
        var revision = last.Digest is { } before && before.AsSpan().SequenceEqual(digest) ? last.Revision : last.Revision + 1;
        if (revision != last.Revision)
        {
            var document = Pack(SessionJson.Write(record with { Revision = revision }));
            await write.Execute($"insert into records_revision (session_id, revision, made_us, digest, document) values ({session.Key}, {revision}, {time.GetUtcNow().InMicroseconds}, {digest}, {document})", ct);
        }

        await Put(write, session.Key, record.Files == 0 ? "no-files" : "built", record.Files == 0 ? NoFiles : null, changeUs, 0, 0, ct);
        await write.Execute($"update records_record set revision = {revision} where session_id = {session.Key}", ct);
        if (revision != last.Revision)
        {
            await audit.Append(write, "site", "record.built", session.Id, session.ExperimentId, new { revision, record.Files, activities = record.Activities.Count }, ct);
        }
    }, ct);

    /// <summary>None is wanted. What was made before is kept, and shown and delivered no more.</summary>
    public Task Without(Session session, string why, long changeUs, CancellationToken ct) => audit.Write(async write =>
    {
        var before = await write.First($"select state from records_record where session_id = {session.Key}", row => row.GetString(0), ct);
        await Put(write, session.Key, "no-consent", why, changeUs, 0, 0, ct);
        if (before != "no-consent")
        {
            await audit.Append(write, "site", "record.withheld", session.Id, session.ExperimentId, new { why }, ct);
        }
    }, ct);

    /// <summary>It can't be made now.</summary>
    /// <param name="wait">So long nobody tries again.</param>
    public Task Later(long session, RecordState state, string message, long attempts, TimeSpan wait, CancellationToken ct) => database.Write(
        write => Put(write, session, state == RecordState.Failed ? "failed" : "waiting", message, 0, attempts, (time.GetUtcNow() + wait).InMicroseconds, ct), ct);

    private const string NoFiles = "No file of the instrument was taken in this time. If there should be some: are they being brought, is the instrument's clock right, does the session begin and end when it did?";

    private static Sql IsShown(Session session) => $"not exists (select 1 from records_record r where r.session_id = {session.Key} and r.state = 'no-consent')";

    private static Task<int> Put(Transaction write, long session, string state, string? message, long changeUs, long attempts, long dueUs, CancellationToken ct) => write.Execute($"""
        insert into records_record (session_id, state, message, change_us, due_us, attempts, revision) values ({session}, {state}, {message}, {changeUs}, {dueUs}, {attempts}, 0)
        on conflict (session_id) do update set state = excluded.state, message = excluded.message, change_us = excluded.change_us, due_us = excluded.due_us, attempts = excluded.attempts
        """, ct);

    private static RecordState State(string text) => Enum.Parse<RecordState>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static byte[] Pack(byte[] document)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            zip.Write(document);
        }

        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var document = new MemoryStream();
        using (var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            zip.CopyTo(document);
        }

        return document.ToArray();
    }
}
