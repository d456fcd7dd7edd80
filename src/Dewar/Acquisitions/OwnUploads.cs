using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Acquisitions;

/// <summary>
/// Uploads that people send to the site from a computer of their own. They are listed as any other upload: its station is the person,
/// and it ends by itself when nothing more comes.
/// </summary>
internal sealed class OwnUploads(SiteDatabase database, AuditLog audit, TimeProvider time)
{
    /// <summary>So long after the last file the upload ends.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    /// <summary>A computer that began an upload and never took it up.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);
    private const int ProblemsKept = 50;

    /// <summary>The person's running upload into the experiment, begun when there is none.</summary>
    /// <param name="instrument">Where they were taken, if that is known.</param>
    public Task<long> Source(string user, Experiment experiment, CancellationToken ct, string? instrument = null) => audit.Write(async write =>
    {
        await write.Lock("own uploads", ct);
        var station = OwnStation.Of(user);
        var running = await write.Number($"""
            select max(q.id) from acquisitions_source q join acquisitions_acquisition a on a.id = q.acquisition_id
            where q.station = {station} and a.experiment_id = {experiment.Id} and q.state in ('pending', 'running', 'finalizing')
            """, ct);
        if (running > 0)
        {
            return running;
        }

        var id = Guid.CreateVersion7().ToString("N");
        await write.Execute($"""
            insert into acquisitions_acquisition (public_id, experiment_id, kind, options, started_by, by_staff, started_us, abort)
            values ({id}, {experiment.Id}, 'upload', {Text(new AcquisitionOptions { Instrument = instrument })}, {user}, 0, {time.GetUtcNow().InMicroseconds}, 0)
            """, ct);
        await write.Execute($"""
            insert into acquisitions_source (acquisition_id, station, folder, destination, state, report)
            values ((select id from acquisitions_acquisition where public_id = {id}), {station}, 'sent over HTTP', '', 'running', {Text(Empty(0))})
            """, ct);
        await audit.Append(write, user, "upload.started", id, experiment.Id, new { experiment = experiment.Name }, ct);
        return await write.Number($"select q.id from acquisitions_source q join acquisitions_acquisition a on a.id = q.acquisition_id where a.public_id = {id}", ct);
    }, ct);

    public Task<SourcePlace?> Place(long source, CancellationToken ct) => database.Read(read => SourcePlace.Find(read, source, ct), ct);

    /// <summary>Counts files that are in the catalogue now.</summary>
    public Task Count(long source, long files, long bytes, CancellationToken ct) => Change(source, report => report with
    {
        Counts = report.Counts with
        {
            Found = report.Counts.Found + files,
            Registered = report.Counts.Registered + files,
            BytesFound = report.Counts.BytesFound + bytes,
            BytesRegistered = report.Counts.BytesRegistered + bytes,
        },
    }, ct);

    public Task Problem(long source, string path, string cause, CancellationToken ct) => Change(source, report => report with
    {
        Counts = report.Counts with { Found = report.Counts.Found + 1, Failed = report.Counts.Failed + 1 },
        Problems = [.. report.Problems.Append(new(path, cause, time.GetUtcNow())).TakeLast(ProblemsKept)],
    }, ct);

    /// <summary>Ends what nothing comes for any more, and what was aborted: the computer that did it may never come back; <paramref name="busy"/> are the sources with files under way, or lately so.</summary>
    public async Task EndQuiet(IReadOnlySet<long> busy, CancellationToken ct)
    {
        var open = await database.Query($"""
            select q.id, a.id, a.public_id, a.experiment_id, q.station, case when a.abort = 1 or q.state = 'pending' then 1 else 0 end
            from acquisitions_source q join acquisitions_acquisition a on a.id = q.acquisition_id
            where q.station like '~%' and q.state in ('pending', 'running', 'finalizing')
              and ((a.abort = 1 and a.stop_us < {(time.GetUtcNow() - Quiet).InMicroseconds}) or (q.state = 'pending' and a.started_us < {(time.GetUtcNow() - Forgotten).InMicroseconds})
                   or (q.station not like '~%:%' and a.started_us < {(time.GetUtcNow() - Quiet).InMicroseconds}))
            """, row => (Source: row.GetInt64(0), Key: row.GetInt64(1), Id: row.GetString(2), Experiment: row.GetInt64(3), Station: row.GetString(4), Aborted: row.GetInt64(5) != 0), ct);
        foreach (var each in open.Where(each => each.Aborted || !busy.Contains(each.Source)))
        {
            await audit.Write(async write =>
            {
                if (await write.Execute($"""
                    update acquisitions_source set state = {(each.Aborted ? "aborted" : "done")} where id = {each.Source} and state in ('pending', 'running', 'finalizing')
                    """, ct) > 0)
                {
                    await write.Execute($"update acquisitions_acquisition set ended_us = {time.GetUtcNow().InMicroseconds} where id = {each.Key}", ct);
                    await audit.Append(write, OwnStation.UserOf(each.Station), "upload.ended", each.Id, each.Experiment, new { }, ct);
                }
            }, ct);
        }
    }

    private Task Change(long source, Func<SourceReport, SourceReport> change, CancellationToken ct) => database.Write(async write =>
    {
        await write.Lock("own uploads", ct);
        var text = await write.First($"select report from acquisitions_source where id = {source}", row => row.TextOrNull(0), ct);
        var report = text is null ? Empty(source) : JsonSerializer.Deserialize<SourceReport>(text, Wire.Json)!;
        await write.Execute($"update acquisitions_source set report = {Text(change(report))} where id = {source}", ct);
    }, ct);

    private static SourceReport Empty(long source) => new(source, AcquisitionState.Running, new(), null, []);

    private static Json Text<T>(T value) => new(JsonSerializer.Serialize(value, Wire.Json));
}
