using System.Security.Cryptography;
using System.Text.Json;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Sdk;

namespace Dewar.Uploads;

/// <summary>
/// Reads a received upload back from the medium and compares it piece by piece with what had come. A station then goes on by itself; a
/// person's file gets its place and is registered.
/// </summary>
internal sealed class CheckUpload(UploadStore store, OwnUploads own, FinishUpload finish) : IJobHandler
{
    public const string JobKind = "check-upload";
    private const int Block = 1 << 20;

    public string Kind => JobKind;

    public async Task Run(JsonElement payload, CancellationToken ct)
    {
        if (await store.Find(payload.Deserialize<Order>(Wire.Json)!.Upload, ct) is not { } upload || await own.Place(upload.Source, ct) is not { } place)
        {
            return;
        }

        if (upload.State == UploadState.Received && !await Check(upload, place.Destination, ct))
        {
            return;
        }

        if (OwnStation.IsBare(upload.Maker))
        {
            await finish.Run((await store.Find(upload.Id, ct))!, place, ct);
        }
    }

    private async Task<bool> Check(Upload upload, Destination destination, CancellationToken ct)
    {
        string? digest;
        try
        {
            using var file = upload.OpenBytes(destination);
            file.SetModified(upload.FileTimeNs);
            digest = upload.Verify == VerifyPolicy.Trust ? null : ReadBack(file, await store.Pieces(upload, ct), ct);
        }
        catch (Exception broken) when (broken is InvalidDataException or DiskException { ConcernsTheWholeStorage: false })
        {
            await GiveUp(upload, destination, broken.Message, ct);
            return false;
        }

        if (digest is not null && upload.Sha256 is { } wanted && wanted != digest)
        {
            await GiveUp(upload, destination, $"The bytes that came have the digest {digest}, but {wanted} was announced.", ct);
            return false;
        }

        await store.Verified(upload, digest, ct);
        return true;
    }

    private static string ReadBack(OpenFile file, List<(long At, long Length, byte[] Sha256)> pieces, CancellationToken ct)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var one = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Block];
        file.DropCache();
        foreach (var piece in pieces)
        {
            for (long done = 0; done < piece.Length;)
            {
                ct.ThrowIfCancellationRequested();
                var got = file.Read(buffer.AsSpan(0, (int)Math.Min(Block, piece.Length - done)), piece.At + done);
                if (got == 0)
                {
                    throw new InvalidDataException($"The storage has not all of the bytes that came: it ends at {piece.At + done}.");
                }

                whole.AppendData(buffer, 0, got);
                one.AppendData(buffer, 0, got);
                done += got;
            }

            if (!one.GetHashAndReset().AsSpan().SequenceEqual(piece.Sha256))
            {
                throw new InvalidDataException($"What was written at {piece.At} reads back as something else: the storage is not to be trusted.");
            }
        }

        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }

    private async Task GiveUp(Upload upload, Destination destination, string cause, CancellationToken ct)
    {
        await store.Failed(upload, cause, ct);
        upload.RemoveBytes(destination);
        if (OwnStation.IsBare(upload.Maker))
        {
            await own.Problem(upload.Source, upload.Path, cause, ct);
        }
    }

    internal sealed record Order(string Upload);
}
