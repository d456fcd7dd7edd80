using System.Data.Common;
using Dewar.Database;
using Dewar.Jobs;
using Dewar.Sdk;

namespace Dewar.Uploads;

/// <summary>The uploads in the database.</summary>
internal sealed class UploadStore(SiteDatabase database, JobQueue jobs, TimeProvider time)
{
    /// <summary>So long after its last byte an unfinished upload is removed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    private static Sql Columns => $"""
        select id, experiment_id, source_id, maker, tag, path, length, received, modified_ns, sha256, verify, metadata, concat, state, read_back, verified_us, cause, made_us, expires_us
        from uploads_upload
        """;

    public DateTimeOffset Expiry => time.GetUtcNow() + Patience;

    public Task<Upload?> Find(string id, CancellationToken ct) => database.First($"{Columns} where id = {id}", Row, ct);

    public Task<Upload?> ByTag(long source, string tag, CancellationToken ct) => database.First($"{Columns} where source_id = {source} and tag = {tag}", Row, ct);

    public Task<List<Upload>> Of(long experimentId, string who, CancellationToken ct) =>
        database.Query($"{Columns} where experiment_id = {experimentId} and maker = {who} order by made_us desc limit 1000", Row, ct);

    public Task<List<string>> Tags(long source, CancellationToken ct) =>
        database.Query($"select tag from uploads_upload where source_id = {source}", row => row.GetString(0), ct);

    public Task<List<Upload>> Expired(CancellationToken ct) =>
        database.Query($"{Columns} where expires_us < {time.GetUtcNow().InMicroseconds} order by expires_us limit 100", Row, ct);

    /// <summary>Sources with unfinished uploads, or with bytes that came after <paramref name="since"/>.</summary>
    public async Task<HashSet<long>> Busy(DateTimeOffset since, CancellationToken ct) => [.. await database.Query($"""
        select distinct source_id from uploads_upload where state in ('open', 'received', 'verified') or expires_us > {(since + Patience).InMicroseconds}
        """, row => row.GetInt64(0), ct)];

    /// <summary>Bytes that one maker's unfinished uploads will take when they are whole.</summary>
    public Task<long> Outstanding(string who, CancellationToken ct) =>
        database.Number($"select sum(length) from uploads_upload where maker = {who} and state in ('open', 'received', 'verified')", ct);

    /// <param name="job">What is to be done with it at once.</param>
    public async Task Add(Upload it, string? job, CancellationToken ct)
    {
        await database.Write(async write =>
        {
            await Insert(write, it, ct);
            if (job is not null)
            {
                await jobs.Add(write, job, new CheckUpload.Order(it.Id), ct);
            }
        }, ct);
        jobs.Ring();
    }

    private static Task<int> Insert(Transaction write, Upload it, CancellationToken ct) => write.Execute($"""
        insert into uploads_upload (id, experiment_id, source_id, maker, tag, path, length, received, modified_ns, sha256, verify, metadata, concat, state, made_us, expires_us)
        values ({it.Id}, {it.ExperimentId}, {it.Source}, {it.Maker}, {it.Tag}, {it.Path}, {it.Length}, 0, {it.ModifiedNs}, {Digest(it.Sha256)},
                {Lower(it.Verify)}, {it.Metadata}, {it.Concat}, 'open', {it.MadeAt.InMicroseconds}, {it.ExpiresAt.InMicroseconds})
        """, ct);

    public Task SetLength(Upload it, long length, CancellationToken ct) => database.Execute($"update uploads_upload set length = {length} where id = {it.Id} and length is null", ct);

    /// <summary>Counts flushed pieces in. The one that completes it has it checked.</summary>
    public async Task Advance(Upload it, IReadOnlyList<UploadPiece> pieces, CancellationToken ct)
    {
        var received = it.Received + pieces.Sum(piece => piece.Length);
        var isWhole = received == it.Length && !it.IsPart;
        await database.Write(async write =>
        {
            // Only what comes right after what is there: a request that was overtaken adds nothing.
            var changed = await write.Execute($"""
                update uploads_upload set received = {received}, expires_us = {Expiry.InMicroseconds}, state = {(isWhole ? "received" : "open")}
                where id = {it.Id} and received = {it.Received} and state = 'open'
                """, ct);
            if (changed > 0)
            {
                await write.Insert("uploads_piece", ["upload_id", "at", "length", "sha256"], pieces.Select(piece => new object?[] { it.Id, piece.At, piece.Length, piece.Sha256 }), ct);
                if (isWhole)
                {
                    await jobs.Add(write, CheckUpload.JobKind, new CheckUpload.Order(it.Id), ct);
                }
            }
        }, ct);
        if (isWhole)
        {
            jobs.Ring();
        }
    }

    public Task<List<UploadPiece>> Pieces(Upload it, CancellationToken ct) => database.Query(
        $"select at, length, sha256 from uploads_piece where upload_id = {it.Id} order by at", row => new UploadPiece(row.GetInt64(0), row.GetInt64(1), row.Bytes(2)), ct);

    public Task Verified(Upload it, string? readBack, CancellationToken ct) => database.Execute($"""
        update uploads_upload set state = 'verified', read_back = {Digest(readBack)}, verified_us = {VerifiedUs(readBack)} where id = {it.Id}
        """, ct);

    public Task Failed(Upload it, string cause, CancellationToken ct) => database.Execute($"update uploads_upload set state = 'failed', cause = {cause} where id = {it.Id}", ct);

    public Task Done(Upload it, CancellationToken ct) => database.Execute($"update uploads_upload set state = 'done' where id = {it.Id}", ct);

    public Task Remove(long source, IReadOnlyCollection<string> tags, CancellationToken ct) => database.Write(async write =>
    {
        foreach (var chunk in tags.Chunk(500))
        {
            Sql which = $"source_id = {source} and tag in {Sql.List(chunk)}";
            await write.Execute($"delete from uploads_piece where upload_id in (select id from uploads_upload where {which})", ct);
            await write.Execute($"delete from uploads_upload where {which}", ct);
        }
    }, ct);

    private long? VerifiedUs(string? readBack) => readBack is null ? null : time.GetUtcNow().InMicroseconds;

    private static byte[]? Digest(string? hex) => hex is null ? null : Convert.FromHexString(hex);

    private static string? Hex(DbDataReader row, int column) => row.IsDBNull(column) ? null : Convert.ToHexStringLower(row.Bytes(column));

    private static string Lower(VerifyPolicy policy) => policy.ToString().ToLowerInvariant();

    private static Upload Row(DbDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetString(5), row.NumberOrNull(6), row.GetInt64(7), row.NumberOrNull(8), Hex(row, 9),
        Enum.Parse<VerifyPolicy>(row.GetString(10), true), row.GetString(11), row.TextOrNull(12), Enum.Parse<UploadState>(row.GetString(13), true), Hex(row, 14),
        row.InstantOrNull(15), row.TextOrNull(16), row.Instant(17), row.Instant(18));
}
