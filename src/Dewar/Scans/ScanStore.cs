using System.Data.Common;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Storages;

namespace Dewar.Scans;

/// <summary>Scans in the database: what was asked for and how far it is. The job queue says who works on one.</summary>
internal sealed class ScanStore(SiteDatabase database, AuditLog audit, JobQueue jobs, TimeProvider time)
{
    private static Sql All => $"""
        select c.public_id, c.state, s.name, e.name, c.whole, c.adopt, c.message, c.asked_by, c.asked_us, c.ended_us, c.folders, c.files, c.expected_files,
               c.files_read, c.bytes_read, c.expected_bytes, c.busy_us, c.added, c.changed, c.moved, c.gone, c.back, c.unsettled, c.remaining
        from scans_scan c join storages_storage s on s.id = c.storage_id left join experiments_experiment e on e.id = c.experiment_id
        """;

    /// <param name="experiment">Null for all of the storage.</param>
    public async Task<Scan> Add(string who, Storage storage, Experiment? experiment, NewScan form, CancellationToken ct)
    {
        var now = time.GetUtcNow().InMicroseconds;
        var id = Guid.CreateVersion7().ToString("N")[..16] + Guid.NewGuid().ToString("N")[..4];
        var adopt = form.Adopt || storage.IsInPlace;
        var rate = RateOf(form);
        await audit.Write(async write =>
        {
            await write.Lock("scans", ct);
            if (await write.First($"""
                select public_id from scans_scan where storage_id = {storage.Id} and ended_us is null{Overlapping(experiment?.Id)}
                """, row => row.GetString(0), ct) is { } running)
            {
                throw Refusal.Conflict("scan-running", $"'{experiment?.Name ?? storage.Name}' is being scanned already ({running}). Wait for its end, or stop it.");
            }

            long? of = experiment?.Id;
            var files = await write.Number($"select coalesce(sum(files), 0) from experiments_experiment where storage_id = {storage.Id}{Only((Sql)$"id", of)}", ct);
            await write.Execute($"""
                insert into scans_scan (public_id, storage_id, experiment_id, whole, adopt, believe, rate, state, phase, round, asked_by, asked_us, expected_files, expected_bytes,
                    folders, files, files_read, bytes_read, busy_us, added, changed, moved, gone, back, unsettled)
                values ({id}, {storage.Id}, {of}, {(form.Quick ? 0 : 1)}, {(adopt ? 1 : 0)}, {(form.Gone ? 1 : 0)}, {rate}, 'waiting', 0, 0, {who}, {now}, {files}, 0,
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                """, ct);
            await jobs.Add(write, ScanJob.JobKind, new ScanJob.Order(id), ct);
            if (who != "site")
            {
                await audit.Append(write, who, "scan.asked", experiment?.Name ?? storage.Name, of, new { id, form.Quick, adopt, form.Gone }, ct);
            }
        }, ct);
        jobs.Ring();
        return (await Find(storage.Id, experiment?.Id, id, ct))!;
    }

    /// <param name="experimentId">Only of this experiment; null for those of the storage, of whatever.</param>
    public Task<Scan?> Find(long storageId, long? experimentId, string id, CancellationToken ct) =>
        database.First($"{All} where c.storage_id = {storageId}{Only((Sql)$"c.experiment_id", experimentId)} and c.public_id = {id}", Row, ct);

    /// <summary>The newest first.</summary>
    public Task<List<Scan>> List(long storageId, long? experimentId, CancellationToken ct) =>
        database.Query($"{All} where c.storage_id = {storageId}{Only((Sql)$"c.experiment_id", experimentId)} order by c.id desc limit 100", Row, ct);

    /// <summary>Those of all storages that have not ended.</summary>
    public Task<List<Scan>> Unfinished(CancellationToken ct) => database.Query($"{All} where c.ended_us is null order by c.id desc limit 100", Row, ct);

    /// <summary>The last one that looked, or looks, at an experiment's folder. Of one that looked at all the storage only when and how: the rest is others' business.</summary>
    public async Task<Scan?> Last(Experiment experiment, CancellationToken ct)
    {
        var last = await database.First(
            $"{All} where c.storage_id = {experiment.StorageId} and ({AllSince(experiment)} or c.experiment_id = {experiment.Id}) order by c.id desc limit 1", Row, ct);
        return last is { Experiment: null } ? last with
        {
            Message = null,
            AskedBy = "the site",
            Folders = 0,
            Files = 0,
            ExpectedFiles = 0,
            FilesRead = 0,
            BytesRead = 0,
            ExpectedBytes = 0,
            SecondsLeft = null,
            Added = 0,
            Changed = 0,
            Moved = 0,
            Gone = 0,
            Back = 0,
            Unsettled = 0,
            Left = 0,
        } : last;
    }

    public Task Stop(Caller who, Scan scan, CancellationToken ct) => audit.Write(async write =>
    {
        if (await write.Execute($"update scans_scan set state = 'stopped', ended_us = {time.GetUtcNow().InMicroseconds} where public_id = {scan.Id} and ended_us is null", ct) > 0)
        {
            await audit.Append(write, who.Who, "scan.stopped", scan.Experiment ?? scan.Storage, null, new { scan.Id }, ct);
        }
    }, ct);

    /// <summary>When a storage was scanned last of itself, and when every file of it was asked; null for never.</summary>
    public Task<(DateTimeOffset? Last, DateTimeOffset? LastFull, bool IsRunning)> LastOf(long storageId, CancellationToken ct) => database.Read(async read => await read.First($"""
        select max(asked_us), max(case when whole = 1 and state <> 'stopped' then asked_us end), max(case when ended_us is null then 1 else 0 end) from scans_scan
        where storage_id = {storageId} and experiment_id is null
        """, row => (row.InstantOrNull(0), row.InstantOrNull(1), (row.NumberOrNull(2) ?? 0) > 0), ct), ct);

    /// <summary>Null when it has ended.</summary>
    public Task<ScanWork?> Work(string id, CancellationToken ct) => database.First($"""
        select id, public_id, storage_id, experiment_id, whole, adopt, believe, rate, phase, round, place, asked_by from scans_scan where public_id = {id} and ended_us is null
        """, row => new ScanWork(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.NumberOrNull(3), row.GetInt64(4) != 0, row.GetInt64(5) != 0, row.GetInt64(6) != 0,
        row.NumberOrNull(7), (int)row.GetInt64(8), (int)row.GetInt64(9), row.TextOrNull(10), row.GetString(11)), ct);

    public Task<List<ScannedExperiment>> Experiments(ScanWork scan, CancellationToken ct) => database.Query($"""
        select id, name, storage_path, closed_us from experiments_experiment where storage_id = {scan.StorageId}{Only((Sql)$"id", scan.ExperimentId)} order by id
        """, row => new ScannedExperiment(row.GetInt64(0), row.GetString(1), row.GetString(2), !row.IsDBNull(3)), ct);

    /// <summary>How many files were being written when they were looked at.</summary>
    public Task<long> Unsettled(ScanWork scan, CancellationToken ct) => database.Number($"select unsettled from scans_scan where id = {scan.Id}", ct);

    /// <summary>Puts the work on a scan back in the queue.</summary>
    public async Task Later(string id, TimeSpan wait, CancellationToken ct)
    {
        await database.Write(write => jobs.Add(write, ScanJob.JobKind, new ScanJob.Order(id), ct, wait), ct);
        jobs.Ring();
    }

    /// <summary>Notes how far it is. Of two workers that did the same piece, which a kill can leave behind, the first counts.</summary>
    public Task Advance(ScanWork scan, ScanProgress done, CancellationToken ct)
    {
        // What could not be judged in one experiment is not hidden by what is said of the next.
        Sql message = done.Message is { } said
            ? $"""
            case when state = 'paused' or message is null then {said} when length(message) > 2000 or replace(message, {said}, '') <> message then message
                else message || {$"\n{said}"} end
            """
            : (Sql)$"case when state = 'paused' then null else message end";
        return database.Execute($"""
        update scans_scan set state = {(done.Phase == 0 ? "looking" : "reading")}, phase = {done.Phase}, round = {done.Round}, place = {done.Place},
            message = {message}, folders = folders + {done.Folders}, files = files + {done.Files},
            files_read = files_read + {done.FilesRead}, bytes_read = bytes_read + {done.BytesRead}, busy_us = busy_us + {(long)done.Busy.TotalMicroseconds},
            added = added + {done.Added}, changed = changed + {done.Changed}, moved = moved + {done.Moved}, gone = gone + {done.Gone}, back = back + {done.Back},
            unsettled = case when round = {done.Round} then unsettled + {done.Unsettled} else 0 end
        where id = {scan.Id} and ended_us is null and phase = {scan.Phase} and round = {scan.Round} and coalesce(place, '') = {scan.Place ?? ""}
        """, ct);
    }

    /// <summary>What there is to read, once all folders were looked at.</summary>
    public Task Expect(ScanWork scan, CancellationToken ct) => database.Execute($"""
        update scans_scan set expected_bytes = (select coalesce(sum(d.size), 0) from scans_difference d join experiments_experiment x on x.id = d.experiment_id
            where x.storage_id = {scan.StorageId}{Only((Sql)$"x.id", scan.ExperimentId)} and d.kind in ('new', 'changed'))
        where id = {scan.Id}
        """, ct);

    public Task Pause(ScanWork scan, string message, CancellationToken ct) =>
        database.Execute($"update scans_scan set state = 'paused', message = {message} where id = {scan.Id} and ended_us is null", ct);

    public Task End(ScanWork scan, CancellationToken ct) => audit.Write(async write =>
    {
        if (await write.Execute($"""
            update scans_scan set state = 'done', ended_us = {time.GetUtcNow().InMicroseconds},
                remaining = (select count(*) from scans_difference d join experiments_experiment x on x.id = d.experiment_id
                             where x.storage_id = {scan.StorageId}{Only((Sql)$"x.id", scan.ExperimentId)})
            where id = {scan.Id} and ended_us is null
            """, ct) == 0)
        {
            return;
        }

        // A quick look each hour that found nothing is no history.
        await write.Execute($"""
            delete from scans_scan where storage_id = {scan.StorageId} and id < {scan.Id} and ended_us is not null and asked_by = 'site' and whole = 0
                and message is null and added + changed + moved + gone + back = 0
            """, ct);

        var done = (await write.First($"{All} where c.id = {scan.Id}", Row, ct))!;
        if (scan.AskedBy != "site" || done.Added + done.Changed + done.Moved + done.Gone + done.Back > 0)
        {
            await audit.Append(write, "site", "scan.done", done.Experiment ?? done.Storage, scan.ExperimentId,
                new { done.Id, done.Folders, done.Files, done.Added, done.Changed, done.Moved, done.Gone, done.Back, done.Left }, ct);
        }
    }, ct);

    private static Sql Only(Sql column, long? id) => id is { } wanted ? (Sql)$" and {column} = {wanted}" : Sql.Nothing;

    private static Sql AllSince(Experiment experiment) => $"(c.experiment_id is null and c.asked_us >= {experiment.CreatedAt.InMicroseconds})";

    /// <summary>A scan of the whole storage is one of each experiment.</summary>
    private static Sql Overlapping(long? experimentId) => experimentId is { } wanted ? (Sql)$" and (experiment_id is null or experiment_id = {wanted})" : Sql.Nothing;

    private static long? RateOf(NewScan form)
    {
        try
        {
            return form.Rate is { } text ? Math.Max(1, Bytes.Parse(text)) : null;
        }
        catch (FormatException bad)
        {
            throw Refusal.Invalid("rate-invalid", bad.Message);
        }
    }

    private static Scan Row(DbDataReader row)
    {
        var (bytes, expected, busy) = (row.GetInt64(14), row.GetInt64(15), row.GetInt64(16) / 1e6);
        var rate = busy > 0 ? bytes / busy : 0;
        var ended = row.InstantOrNull(9);
        return new(row.GetString(0), Enum.Parse<ScanState>(row.GetString(1), true), row.GetString(2), row.TextOrNull(3), row.GetInt64(4) != 0, row.GetInt64(5) != 0,
            row.TextOrNull(6), row.GetString(7), row.Instant(8), ended, row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetInt64(13), bytes, expected, rate,
            ended is null && rate > 0 && expected >= bytes ? (expected - bytes) / rate : null,
            row.GetInt64(17), row.GetInt64(18), row.GetInt64(19), row.GetInt64(20), row.GetInt64(21), row.GetInt64(22), row.GetInt64(23));
    }
}
