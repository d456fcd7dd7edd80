using Dewar.Journeys;

namespace Dewar.Transfers;

/// <summary>Stage "placed": verified copies have their names; what had a name before is put aside under its digest.</summary>
internal sealed class PlaceFiles(Journal journal) : IStep
{
    public Task Run(JourneyBatch batch, CancellationToken ct) => batch.Method.Place(batch.Destination, batch.Parcels, journal.NoteDisplaced, ct);
}
