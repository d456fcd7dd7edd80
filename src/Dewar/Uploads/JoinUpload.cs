using System.Security.Cryptography;
using System.Text.Json;
using Dewar.Acquisitions;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar.Uploads;

/// <summary>Makes one upload of its parts, comparing each piece with what had come.</summary>
internal sealed class JoinUpload(UploadStore store, OwnUploads own) : IJobHandler
{
    public const string JobKind = "join-upload";
    private const int Block = 1 << 20;

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
            await store.Failed(upload, "A part of it was deleted before they were joined.", ct);
            return false;
        }

        var pieces = new List<(long At, long Length, byte[] Sha256)>();
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
                    Copy(source, piece.At, target, at, piece.Length, piece.Sha256, ct);
                    pieces.Add((at, piece.Length, piece.Sha256));
                    at += piece.Length;
                }
            }

            target.Flush();
            folder.Flush();
        }
        catch (Exception broken) when (broken is InvalidDataException or DiskException { ConcernsTheWholeStorage: false })
        {
            await store.Failed(upload, broken.Message, ct);
            return false;
        }

        await store.Advance(upload, pieces, ct);
        return true;
    }

    private static void Copy(OpenFile source, long from, OpenFile target, long to, long length, byte[] sha256, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Block];
        for (long done = 0; done < length;)
        {
            ct.ThrowIfCancellationRequested();
            var got = source.Read(buffer.AsSpan(0, (int)Math.Min(Block, length - done)), from + done);
            if (got == 0)
            {
                throw new InvalidDataException("A part of it has lost bytes in the storage.");
            }

            hash.AppendData(buffer, 0, got);
            target.Write(buffer.AsSpan(0, got), to + done);
            done += got;
        }

        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(sha256))
        {
            throw new InvalidDataException("A part of it reads back as something else: the storage is not to be trusted.");
        }
    }
}
