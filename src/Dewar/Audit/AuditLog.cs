using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Audit;

/// <summary>One line of the audit log.</summary>
/// <param name="Who">A user, or "station NAME", or "site".</param>
/// <param name="Action">What was done: a noun and a verb, such as "experiment.closed".</param>
/// <param name="Subject">To what.</param>
/// <param name="Digest">SHA-256 over the previous entry's digest and this entry's fields, in hex.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, string Who, string Action, string Subject, JsonElement Detail, string Digest);

/// <summary>What a check of the chain found.</summary>
/// <param name="Head">The last digest. Written down elsewhere, it also shows when the end was cut off.</param>
/// <param name="BrokenAt">The first entry that does not follow from the one before it; null when all do.</param>
/// <param name="HoldsExpected">Whether an entry has the digest that was asked for; null when none was.</param>
public sealed record AuditCheck(long Entries, string Head, long? BrokenAt, bool? HoldsExpected, string Verdict);

/// <summary>
/// The record of everything that changed, written in the same transaction as the change. It is also what the event stream tells:
/// entries are numbered in the order of their commits, so a listener that remembers the last number misses none.
/// </summary>
internal sealed class AuditLog(SiteDatabase database, TimeProvider time)
{
    private static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>Is called after a transaction with entries was committed; listeners look at once instead of at their next turn.</summary>
    public event Action? Grew;

    /// <summary>Appends an entry. Call it last in the transaction: until the commit nobody else can append.</summary>
    public async Task Append(Transaction write, string who, string action, string subject, long? experimentId, object detail, CancellationToken ct)
    {
        await write.Lock("audit", ct);
        var last = await write.First(
            $"select id, digest from audit_entry order by id desc limit 1", row => (Id: row.GetInt64(0), Digest: row.Bytes(1)), ct);
        var id = last.Id + 1;
        var at = time.GetUtcNow().InMicroseconds;
        var text = JsonSerializer.Serialize(detail, Wire.Json);
        var digest = Chain(last.Digest ?? Beginning, id, at, who, action, subject, experimentId, text);
        await write.Execute($"""
            insert into audit_entry (id, at_us, who, action, subject, experiment_id, detail, digest)
            values ({id}, {at}, {who}, {action}, {subject}, {experimentId}, {text}, {digest})
            """, ct);
    }

    /// <summary>For a change that is one statement: does it, and writes that it was done.</summary>
    public async Task<T> Write<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        var result = await database.Write(work, ct);
        Grew?.Invoke();
        return result;
    }

    public Task Write(Func<Transaction, Task> work, CancellationToken ct) => Write<object?>(async write =>
    {
        await work(write);
        return null;
    }, ct);

    /// <summary>Entries after a number, oldest first; of some experiments, or of everything where that is null.</summary>
    public Task<List<(AuditEntry Entry, long? ExperimentId)>> After(long id, int limit, CancellationToken ct) => database.Query(
        $"select id, at_us, who, action, subject, experiment_id, detail, digest from audit_entry where id > {id} order by id limit {limit}", Row, ct);

    public Task<List<(AuditEntry Entry, long? ExperimentId)>> Before(long id, int limit, CancellationToken ct) => database.Query(
        $"select id, at_us, who, action, subject, experiment_id, detail, digest from audit_entry where id < {id} order by id desc limit {limit}", Row, ct);

    /// <summary>Entries that fit a condition, newest first.</summary>
    public async Task<List<AuditEntry>> Where(Sql fitting, int limit, CancellationToken ct) => (await database.Query(
        $"select id, at_us, who, action, subject, experiment_id, detail, digest from audit_entry where {fitting} order by id desc limit {limit}", Row, ct)).ConvertAll(each => each.Entry);

    public Task<long> Newest(CancellationToken ct) => database.Number($"select max(id) from audit_entry", ct);

    /// <summary>Walks the whole chain.</summary>
    public async Task<AuditCheck> Check(string? expect, CancellationToken ct)
    {
        var (previous, count) = (Beginning, 0L);
        bool? holds = expect is null ? null : false;
        while (true)
        {
            var page = await After(count, 5000, ct);
            foreach (var (entry, experimentId) in page)
            {
                var expected = Chain(previous, entry.Id, entry.At.InMicroseconds, entry.Who, entry.Action, entry.Subject, experimentId, entry.Detail.GetRawText());
                if (entry.Id != count + 1 || Convert.ToHexStringLower(expected) != entry.Digest)
                {
                    return new(count, Convert.ToHexStringLower(previous), entry.Id, holds,
                        $"Entry {entry.Id} does not follow from the one before it: it, or one before it, was changed or removed after it was written.");
                }

                (previous, count) = (expected, entry.Id);
                holds = holds is false && entry.Digest == expect ? true : holds;
            }

            if (page.Count == 0)
            {
                return new(count, Convert.ToHexStringLower(previous), null, holds, $"All {count} entries follow from one another." +
                    (holds is false ? " But none has the digest that was expected: the log was cut off, or is another one." : ""));
            }
        }
    }

    private static byte[] Chain(byte[] previous, long id, long at, string who, string action, string subject, long? experimentId, string detail)
    {
        // Lengths stand before the texts, so that no text can be moved from one field into the next.
        var fields = string.Join('\n', new[] { $"{id}", $"{at}", who, action, subject, $"{experimentId}", detail }.Select(field => $"{field.Length}:{field}"));
        return SHA256.HashData([.. previous, .. Encoding.UTF8.GetBytes(fields)]);
    }

    private static (AuditEntry Entry, long? ExperimentId) Row(DbDataReader row) => (
        new(row.GetInt64(0), row.Instant(1), row.GetString(2), row.GetString(3), row.GetString(4),
            JsonSerializer.Deserialize<JsonElement>(row.GetString(6)), Convert.ToHexStringLower(row.Bytes(7))),
        row.NumberOrNull(5));
}
