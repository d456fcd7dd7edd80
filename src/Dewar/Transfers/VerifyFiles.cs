using Dewar.Database;
using Dewar.Journeys;
using Dewar.Sdk;

namespace Dewar.Transfers;

/// <summary>Stage "verified": what was read back is what was read from the source. What is not, is thrown away before it gets a name.</summary>
internal sealed class VerifyFiles(TimeProvider time) : IStep
{
    public async Task Run(JourneyBatch batch, CancellationToken ct)
    {
        foreach (var file in batch.Files.Where(file => file.Parcel.Problem is null))
        {
            var parcel = file.Parcel;
            if (parcel.Sha256 is null || (batch.Verify != VerifyPolicy.Trust && parcel.ReadBack != parcel.Sha256))
            {
                parcel.Problem = new(ParcelProblemKind.Corrupted,
                    $"The copy of '{parcel.SourcePath}' reads back as {parcel.ReadBack ?? "nothing"}, the source was {parcel.Sha256 ?? "not read"}.");
            }
            else
            {
                file.VerifiedUs = batch.Verify == VerifyPolicy.Trust ? null : time.GetUtcNow().InMicroseconds;
            }
        }

        var failed = batch.Files.Where(file => file.Parcel.Problem is not null).Select(file => file.Parcel).ToList();
        if (failed.Count > 0)
        {
            await batch.Method.Discard(batch.Destination, failed, ct);
        }
    }
}
