using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Sdk;

namespace Dewar.Uploads;

/// <summary>Ends an upload that can't be had: its bytes go, and its maker is told why.</summary>
internal sealed class GiveUpUpload(UploadStore store, OwnUploads own)
{
    public async Task Run(Upload upload, Destination destination, string cause, CancellationToken ct)
    {
        if (upload.State is UploadState.Done or UploadState.Failed)
        {
            return;
        }

        await store.Failed(upload, cause, ct);
        upload.RemoveBytes(destination);
        if (OwnStation.IsBare(upload.Maker))
        {
            await own.Problem(upload.Source, upload.Path, cause, ct);
        }
    }
}
