using System.Data.Common;
using System.Globalization;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Extraction;
using Dewar.Hosting;

namespace Dewar.Sessions;

/// <summary>A file of a session.</summary>
/// <param name="TakenAt">By the site's clock.</param>
/// <param name="From">content: the file says so itself; stamp: its time stamp.</param>
/// <param name="How">Why it belongs to the session: inside, after, before, files, hand.</param>
public sealed record SessionFile(string Experiment, string Path, long Size, string Sha256, DateTimeOffset TakenAt, string From, string How)
{
    internal long Id { get; init; }

    /// <summary>As a picture.</summary>
    internal FileLook? Look { get; init; }
}

/// <summary>Files to be moved into a session.</summary>
public sealed record FilesMoved(string Experiment, IReadOnlyList<string> Paths);

/// <summary>How many files were moved.</summary>
public sealed record BatchMoved(int Moved);

/// <summary>The files of sessions, as those see them who may see their experiments.</summary>
internal sealed class SessionContents(SiteDatabase database, SessionFiles files, ExperimentStore experiments)
{
    public Task<Page<SessionFile>> Page(Caller caller, Session session, string? after, int limit, CancellationToken ct)
    {
        limit = Math.Clamp(limit, 1, 1000);
        var place = after?.Split('.') ?? [];
        var (us, id) = after is null ? (long.MinValue, 0L)
            : place is [var at, var key] && long.TryParse(at, CultureInfo.InvariantCulture, out var takenUs) && long.TryParse(key, CultureInfo.InvariantCulture, out var last) ? (takenUs, last)
            : throw Refusal.Invalid("cursor-invalid", "This place in the list is not one that Dewar gave out.");
        return database.Read(async read =>
        {
            var rows = await read.Query($"""
                select e.name, d.path, f.name, f.size, f.sha256, m.taken_us, m.source, m.how, f.id, f.modified_ns, r.format, r.state, r.read_us, r.thumbnail, r.preview
                from sessions_file m join catalogue_file f on f.id = m.file_id join catalogue_folder d on d.id = f.folder_id join experiments_experiment e on e.id = f.experiment_id
                left join extraction_reading r on r.file_id = f.id and r.version = f.version
                where m.session_id = {session.Key} and (m.taken_us > {us} or (m.taken_us = {us} and m.file_id > {id})) and f.deleted_us is null and {ExperimentStore.Seen(caller)}
                order by m.taken_us, m.file_id limit {limit + 1}
                """, Row, ct);
            return new Page<SessionFile>([.. rows.Take(limit)], rows.Count > limit ? string.Create(CultureInfo.InvariantCulture, $"{rows[limit - 1].TakenAt.InMicroseconds}.{rows[limit - 1].Id}") : null);
        }, ct);
    }

    private static SessionFile Row(DbDataReader row)
    {
        var (experiment, path, size) = (row.GetString(0), row.GetString(1) + row.GetString(2), row.GetInt64(3));
        return new(experiment, path, size, Convert.ToHexStringLower(row.Bytes(4)), row.Instant(5), row.GetString(6), row.GetString(7))
        {
            Id = row.GetInt64(8),
            Look = new(experiment, path, size, DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(9) / 100), row.TextOrNull(10), row.TextOrNull(11) is { } state ? Enum.Parse<ReadingState>(state, true) : null,
                row.IsDBNull(13) || row.IsDBNull(14) ? null : ReadingView.Links(experiment, path, row.GetInt64(12), row.GetInt64(13), row.GetInt64(14))),
        };
    }

    /// <summary>By hand. Files of another experiment are not one's to move, unless one belongs to it.</summary>
    public async Task<int> Move(Transaction write, Caller who, Session into, FilesMoved form, CancellationToken ct)
    {
        var experiment = await experiments.Find(who, form.Experiment, ct) ?? throw Refusal.NotFound("experiment", form.Experiment);
        if (experiment.Role < ExperimentRole.Member)
        {
            throw Refusal.Forbidden($"In '{experiment.Name}' you are {experiment.Role.ToString().ToLowerInvariant()}; this needs member.");
        }

        if (form.Paths.Count is 0 or > 1000)
        {
            throw Refusal.Invalid("batch-invalid", $"Name 1 to 1000 files; {form.Paths.Count} were named.");
        }

        var ids = new List<long>();
        foreach (var path in form.Paths.Distinct(StringComparer.Ordinal))
        {
            var (folder, name) = RelativePath.Split(path);
            ids.Add(await write.First($"select f.id from catalogue_file f join catalogue_folder d on d.id = f.folder_id where {FolderStore.At(experiment.Id, folder)} and f.name = {name} and f.deleted_us is null",
                row => (long?)row.GetInt64(0), ct) ?? throw Refusal.NotFound("file", path));
        }

        await SessionFiles.Know(write, ids, into.Instrument, ct);
        return await files.Move(write, ids, into, who.Who, ct);
    }
}
