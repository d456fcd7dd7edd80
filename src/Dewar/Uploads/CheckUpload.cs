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
internal sealed class CheckUpload(UploadStore store, OwnUploads own, GiveUpUpload giveUp, FinishUpload finish) : IJobHandler
{
    public const string JobKind = "check-upload";

    public string Kind => JobKind;

    public async Task Run(JsonElement payload, CancellationToken ct)
    {
        if (await store.Find(payload.Deserialize<Order>(Wire.Json)!.Upload, ct) is not { } upload || await own.Place(upload.Source, ct) is not { } place)
        {
            return;
        }

        if (!place.IsOpen)
        {
            await giveUp.Run(upload, place.Destination, "The upload that it belongs to has ended before it was whole. Send it once more.", ct);
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
            await giveUp.Run(upload, destination, broken.Message, ct);
            return false;
        }

        if (digest is not null && upload.Sha256 is { } wanted && wanted != digest)
        {
            await giveUp.Run(upload, destination, $"The bytes that came have the digest {digest}, but {wanted} was announced.", ct);
            return false;
        }

        await store.Verified(upload, digest, ct);
        return true;
    }

    private static string ReadBack(OpenFile file, List<UploadPiece> pieces, CancellationToken ct)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.DropCache();
        pieces.ForEach(piece => piece.Read(file, (block, _) => whole.AppendData(block), ct));
        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }

    internal sealed record Order(string Upload);
}
