using Dewar.Catalogue;

namespace Dewar.Verification;

/// <summary>Reads one piece of a run and writes what it found, with where the run is, at once: a kill in between leaves both as they were.</summary>
internal sealed class PieceReader(Pieces pieces, Looker looker, Findings findings, TimeProvider time)
{
    public bool HasBackground => pieces.HasBackground;

    public async Task Do(Run run, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var piece = await pieces.Next(run, ct);
        var pace = pieces.PaceOf(run);
        var looks = new List<ReplicaLook>(piece.Replicas.Count);
        foreach (var storage in piece.Replicas.Where(each => !each.Deleted).GroupBy(each => each.StorageId))
        {
            looks.AddRange(await looker.Look(storage.Key, [.. storage], pace, ct));
        }

        await findings.Write(run, piece, looks, new Dictionary<(long, long, long), string>(), time.GetElapsedTime(began), ct);
    }
}
