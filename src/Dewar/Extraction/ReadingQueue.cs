using Dewar.Database;

namespace Dewar.Extraction;

/// <summary>Files that wait to be read, of all experiments.</summary>
/// <param name="Waiting">Counted up to <see cref="ReadingQueue.Most"/>; what is more is not told.</param>
/// <param name="AtWorkers">Of these, in the hands of a worker.</param>
/// <param name="Causes">Why files wait that could not be had, and how many for each; a few.</param>
/// <param name="Workers">Who reads now, and how many files each has.</param>
public sealed record ReadingQueueView(long Waiting, long AtWorkers, DateTimeOffset? Oldest, IReadOnlyList<ReadingCause> Causes, IReadOnlyList<ReadingAt> Workers);

public sealed record ReadingCause(string Cause, long Files);

public sealed record ReadingAt(string Worker, long Files);

/// <summary>How long the list of files to be read is.</summary>
internal sealed class ReadingQueue(SiteDatabase database)
{
    public const long Most = 100_000;

    public Task<ReadingQueueView> View(CancellationToken ct) => database.Read(async read =>
    {
        var waiting = await read.Number($"select count(*) from (select 1 as one from extraction_wanted limit {Most}) as part", ct);
        var oldest = await read.First($"select min(asked_us) from (select asked_us from extraction_wanted order by rank, due_us, file_id limit 1) as part", row => row.InstantOrNull(0), ct);
        var causes = await read.Query($"""
            select cause, count(*) from (select cause from extraction_wanted order by rank, due_us, file_id limit {Most}) as part
            where cause is not null group by cause order by count(*) desc limit 20
            """, row => new ReadingCause(row.GetString(0), row.GetInt64(1)), ct);
        var workers = await read.Query($"""
            select worker, count(*) from (select worker, lease from extraction_wanted order by rank, due_us, file_id limit {Most}) as part
            where lease is not null and worker is not null group by worker order by worker limit 100
            """, row => new ReadingAt(row.GetString(0), row.GetInt64(1)), ct);
        return new ReadingQueueView(waiting, workers.Sum(each => each.Files), oldest, causes, workers);
    }, ct);
}
