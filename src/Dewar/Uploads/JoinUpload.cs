using System.Text.Json;
using Dewar.Acquisitions;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar.Uploads;

/// <summary>Makes one upload of its parts, comparing each piece with what had come.</summary>
internal sealed class JoinUpload(UploadStore store, OwnUploads own, GiveUpUpload giveUp) : IJobHandler
{
    public const string JobKind = "join-upload";

    public string Kind => JobKind;

    public async Task Run(JsonElement payload, CancellationToken ct)
    {
        if (await store.Find(payload.Deserialize<CheckUpload.Order>(Wire.Json)!.Upload, ct) is not { } upload || await own.Place(upload.Source, ct) is not { Destination: var destination })
        {
            return;
        }

        var parts = new List<Upload>();
        foreach (var id in upload.Concat!["final;".Length..].Split(' '))
        {
            if (await store.Find(id, ct) is { } part)
            {
                parts.Add(part);
            }
        }

        if (upload.State == UploadState.Open && !await Join(upload, parts, destination, ct))
        {
            return;
        }

        parts.ForEach(part => part.RemoveBytes(destination));
        foreach (var of in parts.GroupBy(part => part.Source))
        {
            await store.Remove(of.Key, [.. of.Select(part => part.Tag)], ct);
        }
    }

    private async Task<bool> Join(Upload upload, List<Upload> parts, Destination destination, CancellationToken ct)
    {
        if (parts.Sum(part => part.Length) != upload.Length)
        {
            await giveUp.Run(upload, destination, "A part of it was deleted before they were joined.", ct);
            return false;
        }

        var pieces = new List<UploadPiece>();
        try
        {
            using var root = StorageTree.OpenExperiment(destination);
            using var folder = root.Below(upload.Folder, create: true, made: parent => parent.Flush());
            using var target = folder.CreateFile(upload.TemporaryName);
            long at = 0;
            foreach (var part in parts)
            {
                using var source = part.OpenBytes(destination);
                foreach (var piece in await store.Pieces(part, ct))
                {
                    var to = at;
                    piece.Read(source, (block, done) => target.Write(block, to + done), ct);
                    pieces.Add(piece with { At = to });
                    at += piece.Length;
                }
            }

            target.Flush();
            folder.Flush();
        }
        catch (Exception broken) when (broken is InvalidDataException or DiskException { ConcernsTheWholeStorage: false })
        {
            await giveUp.Run(upload, destination, broken.Message, ct);
            return false;
        }

        await store.Advance(upload, pieces, ct);
        return true;
    }
}
