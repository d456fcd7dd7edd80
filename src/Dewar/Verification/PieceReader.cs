using Dewar.Catalogue;
using Dewar.Database;

namespace Dewar.Verification;

/// <summary>Reads one piece of a run and writes what it found, with where the run is, at once: a kill in between leaves both as they were.</summary>
internal sealed class PieceReader(Pieces pieces, Looker looker, Repair repair, Findings findings, TimeProvider time)
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

        var repaired = new Dictionary<(long, long, long), string>();
        if (run.Kind == VerificationKind.Repairing)
        {
            for (var i = 0; i < looks.Count; i++)
            {
                looks[i] = looks[i].IsRight ? looks[i] : await Mend(looks[i], repaired, ct);
            }
        }

        await findings.Write(run, piece, looks, repaired, time.GetElapsedTime(began), ct);
    }

    private async Task<ReplicaLook> Mend(ReplicaLook look, Dictionary<(long, long, long), string> repaired, CancellationToken ct)
    {
        var mended = await repair.Mend(look.Replica, ct);
        if (mended.Done is null)
        {
            return look with { Cause = $"{look.Cause}; not repaired: {mended.Trouble}" };
        }

        repaired[look.Replica.Key] = mended.Done;
        return look with { State = ReplicaState.Verified, Cause = null, AtUs = time.GetUtcNow().InMicroseconds };
    }
}
