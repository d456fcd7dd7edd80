using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Jobs;

namespace Dewar.Catalogue;

/// <summary>What people do to catalogued files: describe them, delete them.</summary>
internal sealed class ChangeFiles(AuditLog audit, JobQueue jobs, FileFollowers followers, TimeProvider time)
{
    private const int Most = 10_000;

    public Task<BatchResult> SetMetadata(Caller who, Experiment experiment, MetadataChange change, CancellationToken ct)
    {
        var (set, now) = (FileMetadata.Text(change.Set), time.GetUtcNow().InMicroseconds);
        // Neither database keeps a NUL in a text.
        var said = string.Join("; ", change.Set.Select(pair => pair.Value is { ValueKind: not JsonValueKind.Null } value ? $"{pair.Key} = {Short(value.ToString())}" : $"{pair.Key} removed"))
            .Replace('\0', '␀');
        return OnEach(who, experiment, change.Paths, "files.described", new { change.Set }, async (write, file) =>
        {
            await FileMetadata.Set(write, experiment.Id, (file.Id, file.Folder, file.Name), file.Metadata, FileMetadata.Merge(file.Metadata, set), ct);
            await FileHistory.Note(write, [new(file.Id, now, "described", null, null, who.Who, said)], ct);
        }, ct);
    }

    /// <summary>The files leave the listing at once; a worker then removes the bytes of all their versions.</summary>
    public async Task<BatchResult> Delete(Caller who, Experiment experiment, Deletion deletion, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(deletion.Reason))
        {
            throw Refusal.Invalid("reason-missing", "Say why the files are deleted: the reason stays in the catalogue.");
        }

        var now = time.GetUtcNow().InMicroseconds;
        var result = await OnEach(who, experiment, deletion.Paths, "files.deleted", new { deletion.Reason }, async (write, file) =>
        {
            await write.Execute($"update catalogue_file set deleted_us = {now}, deleted_why = {deletion.Reason} where id = {file.Id}", ct);
            await FolderStore.Count(write, experiment.Id, RelativePath.Split(file.Path).Folder, -1, -file.Size, ct);
            await FileHistory.Note(write, [new(file.Id, now, "deleted", null, null, who.Who, deletion.Reason)], ct);
            await jobs.Add(write, RemoveBytes.JobKind, new RemoveBytes.Order(file.Id), ct);
        }, ct);
        jobs.Ring();
        return result;
    }

    /// <summary>The files go to another experiment, each in a moment: their versions, their metadata and their bytes.</summary>
    public async Task<BatchResult> Move(Caller who, Experiment experiment, Experiment to, FileMoving moving, CancellationToken ct)
    {
        if (experiment.Id == to.Id)
        {
            throw Refusal.Invalid("experiment-same", $"The files are in '{to.Name}' already.");
        }

        experiment.MustNotBeInPlace();
        to.MustTakeFiles();
        if (experiment.StorageId != to.StorageId)
        {
            throw Refusal.Conflict("storage-differs", $"The files of '{experiment.Name}' are in the storage '{experiment.Storage}', those of '{to.Name}' in '{to.Storage}'; they move within one storage only. Download them and send them to '{to.Name}'.");
        }

        Refusal.UnlessOneLine("reason", moving.Reason);
        var result = await OnEach(who, experiment, moving.Paths, "files.moved", new { to = to.Name, moving.Reason },
            (write, file) => Send(write, file.Id, to.Id, who.Who, moving.Reason, ct), ct);
        Ring();
        return result;
    }

    /// <summary>Lets a file go to another experiment in the same storage, after the transaction.</summary>
    /// <param name="who">For its history.</param>
    public Task Send(Transaction write, long file, long experiment, string who, string reason, CancellationToken ct) =>
        jobs.Add(write, MoveBetween.JobKind, new MoveBetween.Order(file, experiment, who, reason), ct);

    /// <summary>What was sent may go now.</summary>
    public void Ring() => jobs.Ring();

    private static string Short(string value) => value.Length <= 200 ? value : $"{value.AsSpan(0, 200)}…";

    private async Task<BatchResult> OnEach(
        Caller who, Experiment experiment, IReadOnlyList<string> paths, string action, object detail, Func<Transaction, Found, Task> change, CancellationToken ct)
    {
        if (paths.Count is 0 or > Most)
        {
            throw Refusal.Invalid("batch-invalid", $"Name 1 to {Most} files; {paths.Count} were named.");
        }

        var result = await audit.Write(async write =>
        {
            await write.Lock($"files of {experiment.Id}", ct);
            var notFound = new List<string>();
            var changed = new List<long>();
            foreach (var path in paths.Distinct())
            {
                var (folder, name) = RelativePath.Split(path);
                var file = await write.First($"""
                    select f.id, f.size, f.metadata, f.folder_id from catalogue_file f join catalogue_folder d on d.id = f.folder_id
                    where {FolderStore.At(experiment.Id, folder)} and f.name = {name} and f.deleted_us is null
                    """, row => new Found(row.GetInt64(0), row.GetInt64(3), path, name, row.GetInt64(1), row.TextOrNull(2)), ct);
                if (file is null)
                {
                    notFound.Add(path);
                    continue;
                }

                await change(write, file);
                changed.Add(file.Id);
            }

            if (changed.Count > 0)
            {
                await audit.Append(write, who.Who, action, experiment.Name, experiment.Id, new { files = changed.Count, first = paths[0], detail }, ct);
                await followers.Altered(write, changed, ct);
            }

            return new BatchResult(changed.Count, notFound);
        }, ct);
        followers.Ring();

        return result;
    }

    private sealed record Found(long Id, long Folder, string Path, string Name, long Size, string? Metadata);
}
