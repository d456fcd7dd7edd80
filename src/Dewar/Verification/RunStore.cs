using System.Data.Common;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Verification;

/// <summary>Runs in the database: what was asked for, how far it is, and who works on it.</summary>
internal sealed class RunStore(SiteDatabase database, AuditLog audit, SiteSettings site, TimeProvider time)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>This site, also in its next life: nobody else works in its home folder.</summary>
    private readonly string _me = $"{Environment.MachineName}:{site.Home}";

    private static Sql All => $"""
        select r.public_id, r.kind, r.state, e.name, s.name, r.pattern, r.older_than_us, r.message, r.asked_by, r.asked_us, r.ended_us, r.files, r.replicas, r.bytes,
               r.suspect, r.missing, r.restored, r.repaired, r.expected_files, r.expected_bytes, r.busy_us, r.file_bytes
        from verification_run r join storages_storage s on s.id = r.storage_id left join experiments_experiment e on e.id = r.experiment_id
        """;

    /// <summary>Rings when this process was asked for a run.</summary>
    public event Action? Grew;

    public async Task<Verification> Add(Caller who, Experiment experiment, NewVerification form, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (form.Path is not null)
        {
            _ = FileQuery.Read(new(Path: form.Path));
        }

        var age = OlderThan(form);
        var id = Guid.CreateVersion7().ToString("N")[..16] + Guid.NewGuid().ToString("N")[..4];
        var kind = form.Repair ? "repairing" : "reading";
        var isAll = form.Path is null && !form.Repair;
        long? files = isAll ? experiment.Files : null;
        long? bytes = isAll ? experiment.Bytes : null;
        await audit.Write(async write =>
        {
            await write.Execute($"""
                insert into verification_run (public_id, kind, storage_id, experiment_id, pattern, older_than_us, state, asked_by, asked_us, due_us,
                    expected_files, expected_bytes, files, file_bytes, replicas, bytes, suspect, missing, restored, repaired, busy_us)
                values ({id}, {kind}, {experiment.StorageId}, {experiment.Id}, {form.Path}, {(now - age)?.InMicroseconds}, 'waiting', {who.Who}, {now.InMicroseconds}, {now.InMicroseconds},
                    {files}, {bytes}, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                """, ct);
            await audit.Append(write, who.Who, "verification.asked", experiment.Name, experiment.Id, new { id, kind, form.Path, form.OlderThan }, ct);
        }, ct);
        Grew?.Invoke();
        return (await Find(experiment, id, ct))!;
    }

    public Task<Verification?> Find(Experiment experiment, string id, CancellationToken ct) =>
        database.First($"{All} where r.experiment_id = {experiment.Id} and r.public_id = {id}", Row, ct);

    /// <summary>The newest first.</summary>
    public Task<List<Verification>> List(Experiment experiment, CancellationToken ct) =>
        database.Query($"{All} where r.experiment_id = {experiment.Id} order by r.id desc limit 100", Row, ct);

    public Task<List<Verification>> Background(CancellationToken ct) =>
        database.Query($"{All} where r.kind = 'background' and r.ended_us is null order by r.id", Row, ct);

    /// <summary>Those that somebody asked for and that have not ended, of all experiments.</summary>
    public Task<List<Verification>> Unfinished(CancellationToken ct) =>
        database.Query($"{All} where r.experiment_id is not null and r.ended_us is null order by r.id desc limit 100", Row, ct);

    public Task Stop(Caller who, Experiment experiment, string id, CancellationToken ct) => audit.Write(async write =>
    {
        if (await write.Execute($"""
            update verification_run set state = 'stopped', ended_us = {time.GetUtcNow().InMicroseconds}
            where experiment_id = {experiment.Id} and public_id = {id} and ended_us is null
            """, ct) > 0)
        {
            await audit.Append(write, who.Who, "verification.stopped", experiment.Name, experiment.Id, new { id }, ct);
        }
    }, ct);

    /// <summary>Makes the runs of the background what the settings say.</summary>
    public Task SetBackground(IEnumerable<long> storages, CancellationToken ct) => database.Write(async write =>
    {
        await write.Lock("verification background", ct);
        var now = time.GetUtcNow().InMicroseconds;
        var wanted = storages.ToHashSet();
        foreach (var (id, storage) in await write.Query($"select id, storage_id from verification_run where kind = 'background' and ended_us is null",
            row => (row.GetInt64(0), row.GetInt64(1)), ct))
        {
            if (!wanted.Remove(storage))
            {
                await write.Execute($"update verification_run set state = 'stopped', ended_us = {now} where id = {id}", ct);
            }
        }

        foreach (var storage in wanted)
        {
            await write.Execute($"""
                insert into verification_run (public_id, kind, storage_id, state, asked_by, asked_us, due_us, files, file_bytes, replicas, bytes, suspect, missing,
                    restored, repaired, busy_us)
                values ({Guid.CreateVersion7().ToString("N")}, 'background', {storage}, 'waiting', 'site', {now}, {now}, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                """, ct);
        }
    }, ct);

    /// <summary>Leases the run whose turn it is; null when none is due.</summary>
    public Task<Run?> Take(bool background, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        Sql skip = database.IsPostgres ? $" for update skip locked" : Sql.Nothing;
        Sql kind = background ? $"kind = 'background'" : (Sql)$"kind <> 'background'";
        return database.Write(write => write.First($"""
            update verification_run set leased_us = {(now + Lease).InMicroseconds}, leased_by = {_me}, state = case when state = 'waiting' then 'running' else state end
            where id = (select id from verification_run where ended_us is null and due_us <= {now.InMicroseconds} and {kind}
                            and (leased_us is null or leased_us < {now.InMicroseconds})
                        order by due_us, id limit 1{skip})
            returning id, public_id, kind, storage_id, (select e.name from experiments_experiment e where e.id = experiment_id), pattern, older_than_us, place
            """, row => new Run(row.GetInt64(0), row.GetString(1), Enum.Parse<VerificationKind>(row.GetString(2), true), row.GetInt64(3), row.TextOrNull(4),
            row.TextOrNull(5), row.NumberOrNull(6), row.TextOrNull(7)), ct), ct);
    }

    public Task Keep(Run run, CancellationToken ct) =>
        database.Execute($"update verification_run set leased_us = {(time.GetUtcNow() + Lease).InMicroseconds} where id = {run.Id} and leased_us is not null", ct);

    /// <summary>Notes how far it is and hands it back; false when it was stopped meanwhile. Comes with what the piece found, in one transaction.</summary>
    /// <param name="due">When it goes on; null at its end.</param>
    public static async Task<bool> Advance(Transaction write, Run run, Progress done, DateTimeOffset now, DateTimeOffset? due, CancellationToken ct)
    {
        long? ended = due is null ? now.InMicroseconds : null;
        return await write.Execute($"""
            update verification_run set state = {(due is null ? "done" : "running")}, message = null, ended_us = {ended},
                due_us = {(due ?? now).InMicroseconds}, leased_us = null, place = {done.Place}, files = files + {done.Files}, file_bytes = file_bytes + {done.FileBytes},
                replicas = replicas + {done.Replicas}, bytes = bytes + {done.Bytes}, suspect = suspect + {done.Suspect}, missing = missing + {done.Missing},
                restored = restored + {done.Restored}, repaired = repaired + {done.Repaired}, busy_us = busy_us + {(long)done.Busy.TotalMicroseconds}
            where id = {run.Id} and ended_us is null
            """, ct) > 0;
    }

    /// <summary>Nothing can be told now: it waits, with the reason, and nothing else changes.</summary>
    public Task Pause(Run run, string message, TimeSpan wait, CancellationToken ct) => database.Execute($"""
        update verification_run set state = 'paused', message = {message}, leased_us = null, due_us = {(time.GetUtcNow() + wait).InMicroseconds}
        where id = {run.Id} and ended_us is null
        """, ct);

    /// <summary>What this site worked on when it was killed need not wait for the lease to run out.</summary>
    public Task Resume(bool background, CancellationToken ct)
    {
        Sql kind = background ? $"kind = 'background'" : (Sql)$"kind <> 'background'";
        return database.Execute($"update verification_run set leased_us = null where leased_by = {_me} and ended_us is null and {kind}", ct);
    }

    /// <summary>This site goes down; whoever comes next need not wait for the lease to run out.</summary>
    public Task Release(Run run, CancellationToken ct) => database.Execute($"update verification_run set leased_us = null where id = {run.Id}", ct);

    private static TimeSpan? OlderThan(NewVerification form)
    {
        try
        {
            return form.OlderThan is { } text ? Duration.Parse(text) : null;
        }
        catch (FormatException bad)
        {
            throw Refusal.Invalid("duration-invalid", bad.Message);
        }
    }

    private static Verification Row(DbDataReader row)
    {
        var (files, expectedFiles) = (row.GetInt64(11), row.NumberOrNull(18));
        var (fileBytes, expectedBytes) = (row.GetInt64(21), row.NumberOrNull(19));
        var busy = row.GetInt64(20) / 1e6;
        var share = expectedBytes is > 0 ? (double)fileBytes / expectedBytes.Value : expectedFiles is > 0 ? (double)files / expectedFiles.Value : 0;
        var ended = row.InstantOrNull(10);
        return new(row.GetString(0), Enum.Parse<VerificationKind>(row.GetString(1), true), Enum.Parse<VerificationState>(row.GetString(2), true), row.TextOrNull(3),
            row.GetString(4), row.TextOrNull(5), row.InstantOrNull(6), row.TextOrNull(7), row.GetString(8), row.Instant(9), ended, files, row.GetInt64(12),
            row.GetInt64(13), row.GetInt64(14), row.GetInt64(15), row.GetInt64(16), row.GetInt64(17), expectedFiles, expectedBytes,
            busy > 0 ? row.GetInt64(13) / busy : 0, ended is null && share is > 0 and <= 1 ? busy * (1 - share) / share : null);
    }
}
