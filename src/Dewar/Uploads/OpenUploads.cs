using System.Collections.Concurrent;
using Dewar.Acquisitions;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar.Uploads;

/// <summary>Begins, joins and ends uploads.</summary>
internal sealed class OpenUploads(UploadStore store, OwnUploads own, SiteSettings settings, TimeProvider time)
{
    /// <summary>The request that writes to an upload just now. Who comes later stops it: its sender believes that it is broken.</summary>
    private readonly ConcurrentDictionary<string, (CancellationTokenSource Stop, Task Ended)> _writing = new();

    /// <summary>A new upload; or, for a tag that has one for the very same content, that one.</summary>
    public async Task<Upload> Begin(UploadMaker maker, UploadRequest request, CancellationToken ct)
    {
        CheckLimits(request.Length);
        var source = await maker.Source(ct);
        var destination = (await own.Place(source, ct))!.Destination;
        string tag;
        if (maker.IsStation)
        {
            tag = request.Tag is { } named && TemporaryName.IsTagOf(source, named) ? named : throw Refusal.Invalid("tag-invalid", $"'{request.Tag}' is no tag of source {source}.");
            if (await store.ByTag(source, tag, ct) is { } before)
            {
                if (before.Length == request.Length && before.ModifiedNs == request.ModifiedNs && before.Path == request.Path && before.State != UploadState.Failed)
                {
                    return before;
                }

                await End(before, ct);
            }
        }
        else
        {
            tag = $"u-{Guid.CreateVersion7():N}";
        }

        var parts = request.Parts is null ? [] : await Parts(maker, request.Parts, ct);
        var length = request.Parts is null ? request.Length : parts.Sum(part => part.Length);
        await CheckRoom(maker, destination, request.Parts is null ? length : 0, ct);
        var id = Guid.NewGuid().ToString("N");
        var upload = new Upload(id, maker.ExperimentId, source, maker.Key, tag, request.Path, length, 0, request.ModifiedNs, request.Sha256, maker.IsStation ? request.Verify : VerifyPolicy.Reread, request.Metadata,
            request.IsPart ? "partial" : request.Parts is null ? null : $"final;{string.Join(' ', parts.Select(part => part.Id))}", UploadState.Open, null, null, null, time.GetUtcNow(), store.Expiry);
        await store.Add(upload, parts.Count > 0 ? JoinUpload.JobKind : null, ct);
        return upload;
    }

    public async Task<Upload> Find(UploadMaker maker, string id, CancellationToken ct) =>
        await store.Find(id, ct) is { } upload && upload.Maker == maker.Key && upload.ExperimentId == maker.ExperimentId ? upload : throw Refusal.NotFound("upload", id);

    /// <summary>Adds what a request brings.</summary>
    /// <param name="at">Where its sender thinks that it goes on.</param>
    public Task<Upload> Continue(UploadMaker maker, string id, long at, HttpRequest request, CancellationToken ct) => Alone(id, async stop =>
    {
        var upload = await Find(maker, id, stop);
        if (upload.State != UploadState.Open || upload.IsJoined)
        {
            throw upload.State == UploadState.Failed ? Refusal.Conflict("upload-failed", upload.Cause!) : new Refusal(403, "upload-whole", "All its bytes are there already.");
        }

        if (at != upload.Received)
        {
            throw Refusal.Conflict("offset-differs", $"The request goes on at {at}, but {upload.Received} bytes are there. Ask (HEAD) and send from there.");
        }

        var destination = (await own.Place(upload.Source, stop))!.Destination;
        using var pieces = UploadRequest.Checksum(request) is { } checksum
            ? new ReceivePieces(store, upload, destination, checksum.Algorithm, checksum.Digest) : new ReceivePieces(store, upload, destination);
        return upload with { Received = await pieces.Run(request.BodyReader, stop) };
    }, ct);

    /// <summary>Removes an upload and its bytes; what is in the catalogue already stays.</summary>
    public Task End(Upload upload, CancellationToken ct) => Alone(upload.Id, async stop =>
    {
        if (upload.State is not UploadState.Done && await own.Place(upload.Source, stop) is { } place)
        {
            upload.RemoveBytes(place.Destination);
        }

        await store.Remove(upload.Source, [upload.Tag], stop);
        return upload;
    }, ct);

    /// <summary>Does something with an upload that nobody else is doing anything with; who was is stopped first.</summary>
    private async Task<Upload> Alone(string id, Func<CancellationToken, Task<Upload>> work, CancellationToken ct)
    {
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!_writing.TryAdd(id, (mine, ended.Task)))
        {
            await (_writing.TryGetValue(id, out var other) ? Stop(other) : Task.CompletedTask);
        }

        try
        {
            return await work(mine.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Refusal.Conflict("upload-taken-over", "Another request goes on with this upload.");
        }
        finally
        {
            _writing.TryRemove(new(id, (mine, ended.Task)));
            ended.SetResult();
        }
    }

    private static async Task Stop((CancellationTokenSource Stop, Task Ended) other)
    {
        try
        {
            await other.Stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }

        await other.Ended;
    }

    private async Task<List<Upload>> Parts(UploadMaker maker, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var parts = new List<Upload>();
        foreach (var id in ids)
        {
            var part = await Find(maker, id, ct);
            parts.Add(part is { IsPart: true, IsWhole: true } ? part
                : throw Refusal.Conflict("part-unfinished", $"The upload {id} is {(part.IsPart ? $"not whole yet ({part.Received} of {part.Length} bytes)" : "not a part (Upload-Concat: partial)")}."));
        }

        return parts;
    }

    private void CheckLimits(long? length)
    {
        if (settings.LargestUpload > 0 && length > settings.LargestUpload)
        {
            throw new Refusal(413, "upload-too-large", $"A file of {Bytes.Show(length.Value)} is larger than the {Bytes.Show(settings.LargestUpload)} that this site takes in one upload.");
        }
    }

    private async Task CheckRoom(UploadMaker maker, Destination destination, long? length, CancellationToken ct)
    {
        if (!maker.IsStation && settings.UnfinishedUploads > 0 && await store.Outstanding(maker.Key, ct) + (length ?? 0) > settings.UnfinishedUploads)
        {
            throw new Refusal(413, "uploads-unfinished",
                $"Your unfinished uploads may come to {Bytes.Show(settings.UnfinishedUploads)} together. Finish or delete some; GET /api/experiments/{maker.Experiment}/uploads lists them.");
        }

        StorageTree.Open(destination).Dispose();
        var free = new DriveInfo(destination.Root).AvailableFreeSpace;
        if (length > free)
        {
            throw new Refusal(507, "storage-full", $"No space left for a file of {Bytes.Show(length.Value)}: the storage '{destination.Storage}' has room for {Bytes.Show(free)}. Tell the administrator.");
        }
    }
}
