using System.Data.Common;
using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Acquisitions;

/// <summary>Acquisitions and uploads: wanted here, carried out at the stations.</summary>
internal sealed class AcquisitionStore(SiteDatabase database, AuditLog audit, ExperimentStore experiments, TimeProvider time)
{
    public async Task<Acquisition> Start(Caller who, Experiment experiment, NewAcquisition form, bool byStaff, CancellationToken ct)
    {
        var id = Guid.CreateVersion7().ToString("N");
        await audit.Write(async write =>
        {
            await write.Execute($"""
                insert into acquisitions_acquisition (public_id, experiment_id, kind, options, started_by, by_staff, started_us, abort)
                values ({id}, {experiment.Id}, {Lower(form.Kind)}, {ToJson(form.Options ?? new())}, {who.Name}, {byStaff}, {time.GetUtcNow().InMicroseconds}, 0)
                """, ct);
            var key = await write.Number($"select id from acquisitions_acquisition where public_id = {id}", ct);
            foreach (var source in form.Sources)
            {
                await write.Execute($"""
                    insert into acquisitions_source (acquisition_id, station, folder, destination, state)
                    values ({key}, {source.Station}, {source.Folder}, {source.To}, 'pending')
                    """, ct);
            }

            await audit.Append(write, who.Who, $"{Lower(form.Kind)}.started", id, experiment.Id, new { experiment = experiment.Name, form.Sources }, ct);
        }, ct);
        return (await Find(id, experiment.Id, ct))!;
    }

    public async Task<Acquisition?> Find(string id, long experimentId, CancellationToken ct) =>
        (await Query($"a.public_id = {id} and a.experiment_id = {experimentId}", 1, ct)).SingleOrDefault();

    /// <summary>Newest first: of one experiment, or of all that the caller may see.</summary>
    public Task<List<Acquisition>> List(Caller caller, long? experimentId, bool activeOnly, int limit, CancellationToken ct)
    {
        Sql which = experimentId is null ? ExperimentStore.Seen(caller) : $"a.experiment_id = {experimentId}";
        Sql active = activeOnly ? $" and a.ended_us is null" : Sql.Nothing;
        return Query($"{which}{active}", limit, ct);
    }

    public Task Stop(Caller who, Acquisition acquisition, long experimentId, bool abort, CancellationToken ct) => audit.Write(async write =>
    {
        if (acquisition.EndedAt is not null)
        {
            throw Refusal.Conflict("acquisition-ended", $"This {Lower(acquisition.Kind)} ended on {acquisition.EndedAt:yyyy-MM-dd HH:mm} UTC.");
        }

        await AskToStop(write, $"public_id = {acquisition.Id}", abort ? $"aborted by {who.Name}" : $"stopped by {who.Name}", abort, ct);
        await audit.Append(write, who.Who, $"{Lower(acquisition.Kind)}.{(abort ? "aborted" : "stopped")}", acquisition.Id, experimentId, new { }, ct);
    }, ct);

    public Task Retry(Caller who, Acquisition acquisition, long experimentId, CancellationToken ct) => audit.Write(async write =>
    {
        if (acquisition.EndedAt is not null)
        {
            throw Refusal.Conflict("acquisition-ended", $"This {Lower(acquisition.Kind)} ended on {acquisition.EndedAt:yyyy-MM-dd HH:mm} UTC. Start another one: what was brought already is not brought again.");
        }

        await write.Execute($"update acquisitions_acquisition set retries = retries + 1 where public_id = {acquisition.Id}", ct);
        await audit.Append(write, who.Who, $"{Lower(acquisition.Kind)}.retried", acquisition.Id, experimentId, new { }, ct);
    }, ct);

    /// <summary>Closes an experiment; what runs for it is stopped with a last sweep, whose files are still taken.</summary>
    public Task Close(Caller who, Experiment experiment, CancellationToken ct) => audit.Write(async write =>
    {
        await AskToStop(write, $"experiment_id = {experiment.Id} and ended_us is null", "the experiment was closed", false, ct);
        await experiments.SetClosed(write, who, experiment, closed: true, ct);
    }, ct);

    public Task Reopen(Caller who, Experiment experiment, CancellationToken ct) =>
        audit.Write(write => experiments.SetClosed(write, who, experiment, closed: false, ct), ct);

    /// <summary>Everything a station has to do now.</summary>
    public Task<List<Assignment>> Assignments(string station, CancellationToken ct) => database.Query($"""
        select q.id, a.public_id, e.name, a.kind, q.folder, q.destination, a.options, s.name, s.path, s.mark, e.storage_path, a.by_staff, a.stop_us, a.abort, a.retries
        from acquisitions_source q
        join acquisitions_acquisition a on a.id = q.acquisition_id
        join experiments_experiment e on e.id = a.experiment_id
        join storages_storage s on s.id = e.storage_id
        where q.station = {station} and q.state in ('pending', 'running', 'finalizing')
        order by q.id
        """, row => new Assignment(row.GetInt64(0), row.GetString(1), row.GetString(2), Enum.Parse<AcquisitionKind>(row.GetString(3), true), row.GetString(4), row.GetString(5),
        FromJson<AcquisitionOptions>(row.GetString(6)), row.GetString(7), row.GetString(8), row.GetString(9), row.GetString(10), row.GetInt64(11) != 0,
        !row.IsDBNull(12), row.GetInt64(13) != 0, row.GetInt64(14)), ct);

    /// <summary>Takes a station's word on its sources; one that has ended stays so.</summary>
    public async Task Report(string station, IReadOnlyList<SourceReport> reports, CancellationToken ct)
    {
        foreach (var report in reports)
        {
            var state = Lower(report.State);
            if (report.State is AcquisitionState.Pending or AcquisitionState.Running or AcquisitionState.Finalizing)
            {
                await database.Execute($"""
                    update acquisitions_source set state = {state}, report = {ToJson(report)}
                    where id = {report.Source} and station = {station} and state in ('pending', 'running', 'finalizing')
                    """, ct);
                continue;
            }

            await audit.Write(async write =>
            {
                // Of two sources that end at the same moment, the second must see the end of the first.
                await write.Lock("ends of sources", ct);
                var changed = await write.Execute($"""
                    update acquisitions_source set state = {state}, report = {ToJson(report)}
                    where id = {report.Source} and station = {station} and state in ('pending', 'running', 'finalizing')
                    """, ct);
                if (changed > 0)
                {
                    await EndIfComplete(write, station, report, ct);
                }
            }, ct);
        }
    }

    private async Task EndIfComplete(Transaction write, string station, SourceReport report, CancellationToken ct)
    {
        var of = await write.First($"""
            select a.id, a.public_id, a.kind, a.experiment_id, e.name,
                   (select count(*) from acquisitions_source o where o.acquisition_id = a.id and o.state in ('pending', 'running', 'finalizing'))
            from acquisitions_source q join acquisitions_acquisition a on a.id = q.acquisition_id join experiments_experiment e on e.id = a.experiment_id
            where q.id = {report.Source}
            """, row => (Key: row.GetInt64(0), Id: row.GetString(1), Kind: row.GetString(2), Experiment: row.GetInt64(3), Name: row.GetString(4), Left: row.GetInt64(5)), ct);
        if (of.Left == 0)
        {
            await write.Execute($"update acquisitions_acquisition set ended_us = {time.GetUtcNow().InMicroseconds} where id = {of.Key}", ct);
            await audit.Append(write, $"station {station}", $"{of.Kind}.ended", of.Id, of.Experiment,
                new { experiment = of.Name, state = report.State, report.Counts.Registered, report.Counts.Failed, report.Message }, ct);
        }
    }

    private Task<int> AskToStop(Transaction write, Sql which, string cause, bool abort, CancellationToken ct) => write.Execute($"""
        update acquisitions_acquisition
        set stop_us = coalesce(stop_us, {time.GetUtcNow().InMicroseconds}), stop_cause = coalesce(stop_cause, {cause}), abort = {abort}
        where {which} and ended_us is null
        """, ct);

    private Task<List<Acquisition>> Query(Sql which, int limit, CancellationToken ct) => database.Read(async read =>
    {
        var rows = await read.Query($"""
            select a.id, a.public_id, e.name, a.kind, a.started_by, a.started_us, a.stop_us, a.stop_cause, a.ended_us, a.options
            from acquisitions_acquisition a join experiments_experiment e on e.id = a.experiment_id
            where {which} order by a.id desc limit {limit}
            """, Row, ct);
        var keys = rows.ConvertAll(row => row.Key);
        var sources = (await read.Query($"""
            select acquisition_id, station, folder, destination, state, report from acquisitions_source where acquisition_id in {Sql.List(keys)} order by id
            """, row => (Key: row.GetInt64(0), Source: Source(row)), ct)).ToLookup(each => each.Key, each => each.Source);
        return rows.ConvertAll(row => Whole(row.Acquisition, [.. sources[row.Key]]));
    }, ct);

    private static Acquisition Whole(Acquisition acquisition, List<SourceView> sources)
    {
        var counts = sources.ConvertAll(each => each.Counts);
        var states = sources.ConvertAll(each => each.State);
        return acquisition with
        {
            Sources = sources,
            State = acquisition.EndedAt is null
                ? states.Contains(AcquisitionState.Running) ? AcquisitionState.Running : states.Contains(AcquisitionState.Finalizing) ? AcquisitionState.Finalizing : AcquisitionState.Pending
                : states.Contains(AcquisitionState.Failed) ? AcquisitionState.Failed : states.Contains(AcquisitionState.Aborted) ? AcquisitionState.Aborted : AcquisitionState.Done,
            Totals = new(counts.Sum(c => c.Found), counts.Sum(c => c.Settling), counts.Sum(c => c.Moving), counts.Sum(c => c.Registered), counts.Sum(c => c.Failed),
                counts.Sum(c => c.BytesFound), counts.Sum(c => c.BytesRegistered), counts.Sum(c => c.BytesPerSecond), counts.Sum(c => c.FilesPerSecond)),
        };
    }

    private static (long Key, Acquisition Acquisition) Row(DbDataReader row) => (row.GetInt64(0), new(
        row.GetString(1), row.GetString(2), Enum.Parse<AcquisitionKind>(row.GetString(3), true), AcquisitionState.Pending, row.GetString(4), row.Instant(5),
        row.InstantOrNull(6), row.TextOrNull(7), row.InstantOrNull(8), FromJson<AcquisitionOptions>(row.GetString(9)), new(), []));

    private static SourceView Source(DbDataReader row)
    {
        var report = row.IsDBNull(5) ? null : FromJson<SourceReport>(row.GetString(5));
        return new(row.GetString(1), row.GetString(2), row.GetString(3), Enum.Parse<AcquisitionState>(row.GetString(4), true),
            report?.Counts ?? new(), report is null ? "the station has not taken it up yet" : report.Message, report?.Problems ?? []);
    }

    private static Json ToJson<T>(T value) => new(JsonSerializer.Serialize(value, Wire.Json));

    private static T FromJson<T>(string text) => JsonSerializer.Deserialize<T>(text, Wire.Json)!;

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
