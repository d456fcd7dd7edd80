using Dewar.Journeys;

namespace Dewar.Transfers;

/// <summary>Stage "stored": the bytes are in the storage under temporary names, flushed, and were hashed on the way.</summary>
internal sealed class WriteFiles : IStep
{
    public Task Run(JourneyBatch batch, CancellationToken ct) => batch.Method.Write(batch.Destination, batch.Parcels, batch.Verify, ct);
}
