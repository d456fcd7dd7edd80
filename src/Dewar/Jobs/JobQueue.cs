using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Jobs;

/// <summary>One piece of work. <paramref name="Failure"/> is why it waits, after a first try.</summary>
internal sealed record Job(long Id, string Kind, string Payload, long Attempts, string? Failure);

/// <summary>A job as it is listed.</summary>
/// <param name="Failure">Why it waits, after a first try.</param>
/// <param name="DueAt">Before then nobody takes it.</param>
/// <param name="Working">Somebody has it now.</param>
public sealed record JobView(long Id, string Kind, long Attempts, string? Failure, DateTimeOffset DueAt, bool Working);

/// <summary>The jobs of one kind.</summary>
/// <param name="Failing">Tried at least once, and put back.</param>
public sealed record JobKind(string Kind, long Waiting, long Working, long Failing);

/// <summary>Does the jobs of one kind. May be called twice for the same job: it must leave the same result.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    Task Run(JsonElement payload, CancellationToken ct);
}

/// <summary>The queue in the database; any number of workers may take from it.</summary>
internal sealed class JobQueue(SiteDatabase database, SiteSettings site, TimeProvider time)
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>This site, also in its next life: nobody else works in its home folder.</summary>
    private readonly string _me = $"{Environment.MachineName}:{site.Home}";

    /// <summary>Rings when this process has added work; workers look at once.</summary>
    public event Action? Grew;

    /// <param name="wait">How long nobody takes it.</param>
    public async Task Add(Transaction write, string kind, object payload, CancellationToken ct, TimeSpan wait = default) => await write.Execute($"""
        insert into jobs_job (kind, payload, due_us, attempts) values ({kind}, {JsonSerializer.Serialize(payload, Wire.Json)}, {(time.GetUtcNow() + wait).InMicroseconds}, 0)
        """, ct);

    public void Ring() => Grew?.Invoke();

    public Task<Job?> Take(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        Sql skip = database.IsPostgres ? $" for update skip locked" : Sql.Nothing;
        return database.Write(write => write.First($"""
            update jobs_job set leased_us = {(now + Lease).InMicroseconds}, leased_by = {_me}, attempts = attempts + 1
            where id = (select id from jobs_job where due_us <= {now.InMicroseconds} and (leased_us is null or leased_us < {now.InMicroseconds})
                        order by due_us, id limit 1{skip})
            returning id, kind, payload, attempts, failure
            """, row => new Job(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.TextOrNull(4)), ct), ct);
    }

    /// <summary>What this site worked on when it was killed need not wait for the lease to run out. Only before it takes any.</summary>
    public Task Resume(CancellationToken ct) => database.Execute($"update jobs_job set leased_us = null where leased_by = {_me}", ct);

    public Task Keep(Job job, CancellationToken ct) =>
        database.Execute($"update jobs_job set leased_us = {(time.GetUtcNow() + Lease).InMicroseconds} where id = {job.Id}", ct);

    public Task Done(Job job, CancellationToken ct) => database.Execute($"delete from jobs_job where id = {job.Id}", ct);

    /// <summary>Puts it back with the reason; it waits longer each time, an hour at the most.</summary>
    public Task Later(Job job, string failure, CancellationToken ct)
    {
        var due = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, Math.Min(job.Attempts, 12))));
        return database.Execute($"update jobs_job set leased_us = null, due_us = {due.InMicroseconds}, failure = {failure} where id = {job.Id}", ct);
    }

    /// <summary>Those that are due first; a thousand at the most.</summary>
    public Task<List<JobView>> List(CancellationToken ct)
    {
        var now = time.GetUtcNow().InMicroseconds;
        return database.Query($"select id, kind, attempts, failure, due_us, leased_us from jobs_job order by due_us, id limit 1000",
            row => new JobView(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.TextOrNull(3), row.Instant(4), row.NumberOrNull(5) > now), ct);
    }

    public Task<List<JobKind>> Kinds(CancellationToken ct)
    {
        var now = time.GetUtcNow().InMicroseconds;
        return database.Query($"""
            select kind, count(*), sum(case when leased_us > {now} then 1 else 0 end), sum(case when failure is not null then 1 else 0 end)
            from jobs_job group by kind order by kind
            """, row => new JobKind(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), ct);
    }
}
