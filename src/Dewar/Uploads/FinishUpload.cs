using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar.Uploads;

/// <summary>Gives a person's upload its place and registers it, as a station does with its files. May run twice.</summary>
internal sealed class FinishUpload(UploadStore store, DisplacedNotes notes, OwnUploads own, GiveUpUpload giveUp, Register register)
{
    public async Task Run(Upload upload, SourcePlace place, CancellationToken ct)
    {
        if (upload.State != UploadState.Verified)
        {
            return;
        }

        var parcel = new Parcel
        {
            SourceRoot = "",
            SourcePath = upload.Path,
            Path = upload.Path,
            Tag = upload.Tag,
            Size = upload.Length!.Value,
            ModifiedNs = upload.FileTimeNs,
            Sha256 = upload.ReadBack,
        };
        await new PosixMethod().Place(place.Destination, [parcel], (tag, sha256) => notes.Add(upload.Source, tag, sha256), ct);
        if (parcel.Problem is { } problem)
        {
            if (problem.Kind == ParcelProblemKind.StorageTrouble)
            {
                // Tried again by the queue.
                throw new IOException(problem.Cause);
            }

            await giveUp.Run(upload, place.Destination, problem.Cause, ct);
            return;
        }

        var displaced = (await notes.Of(upload.Source, ct)).FindAll(content => content.Tag == upload.Tag);
        var arrival = new Arrival(upload.Path, parcel.Size, upload.ReadBack!, upload.FileTimeNs, upload.Tag, displaced.ConvertAll(content => content.Sha256), upload.VerifiedAt);
        var result = (await register.Run(OwnStation.UserOf(upload.Maker), upload.Maker, place.Experiment, new(upload.Source, [arrival]), ct))[0];
        await notes.Forget(upload.Source, displaced, ct);
        if (result.Outcome == RegistrationOutcome.Refused)
        {
            await giveUp.Run(upload, place.Destination, result.Reason!, ct);
            return;
        }

        await store.Done(upload, ct);
        await own.Count(upload.Source, 1, parcel.Size, ct);
    }
}
