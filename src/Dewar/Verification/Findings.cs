using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Database;

namespace Dewar.Verification;

/// <summary>Writes what looks found into the catalogue, with what is new of it in the audit log.</summary>
internal sealed class Findings(AuditLog audit, TimeProvider time)
{
    /// <summary>How many files one entry of the audit log names.</summary>
    private const int InOneEntry = 50;

    /// <param name="repaired">By replica: what was done to make it right.</param>
    public Task Write(Run run, Piece piece, IReadOnlyList<ReplicaLook> looks, IReadOnlyDictionary<(long, long, long), string> repaired, TimeSpan busy, CancellationToken ct) =>
        audit.Write(async write =>
    {
        var now = time.GetUtcNow();
        var held = await Note(write, looks, repaired, $"verification {run.PublicId}", ct);
        await ReplicaStore.PutOff(write, piece.Replicas.Where(each => each.Deleted), now.InMicroseconds, ct);
        var restored = held.LongCount(look => IsRestored(look, repaired));
        var mended = held.LongCount(look => look.IsRight && repaired.ContainsKey(look.Replica.Key));
        var progress = new Progress(piece.Place, piece.Files, piece.FileBytes, looks.Count, looks.Sum(look => look.Replica.Size),
            held.LongCount(look => look.State == ReplicaState.Suspect), held.LongCount(look => look.State == ReplicaState.Missing), restored, mended, busy);
        DateTimeOffset? due = piece.IsEnd ? null : now + piece.Wait;
        var goesOn = await RunStore.Advance(write, run, progress, now, due, ct);

        if (goesOn && piece.IsEnd && run.Experiment is { } experiment)
        {
            var done = await write.First($"select experiment_id, replicas, bytes, suspect, missing, restored, repaired from verification_run where id = {run.Id}", row => new
            {
                Experiment = row.GetInt64(0),
                Totals = new
                {
                    id = run.PublicId,
                    replicas = row.GetInt64(1),
                    bytes = row.GetInt64(2),
                    suspect = row.GetInt64(3),
                    missing = row.GetInt64(4),
                    restored = row.GetInt64(5),
                    repaired = row.GetInt64(6),
                },
            }, ct);
            await audit.Append(write, "site", "verification.done", experiment, done!.Experiment, done.Totals, ct);
        }
    }, ct);

    /// <summary>Notes what looks found, and returns those that hold; see <see cref="ReplicaStore.Note"/>.</summary>
    /// <param name="by">What looked; for the audit log.</param>
    public async Task<List<ReplicaLook>> Note(
        Transaction write, IReadOnlyList<ReplicaLook> looks, IReadOnlyDictionary<(long, long, long), string> repaired, string by, CancellationToken ct)
    {
        var held = await ReplicaStore.Note(write, looks, ct);
        // Only what was not known before: a file that stays suspect is no news at each round.
        var damaged = held.FindAll(look => !look.IsRight && (look.State, look.Cause) != (look.Replica.State, look.Replica.Cause));
        await Tell(write, by, "replicas.damaged", damaged, look => look.Cause, ct);
        await Tell(write, by, "replicas.restored", held.FindAll(look => IsRestored(look, repaired)), look => $"was {look.Replica.State.ToString().ToLowerInvariant()}: {look.Replica.Cause}", ct);
        await Tell(write, by, "replicas.repaired", held.FindAll(look => look.IsRight && repaired.ContainsKey(look.Replica.Key)), look => repaired[look.Replica.Key], ct);
        return held;
    }

    private static bool IsRestored(ReplicaLook look, IReadOnlyDictionary<(long, long, long), string> repaired) =>
        look.IsRight && look.Replica.IsInTrouble && !repaired.ContainsKey(look.Replica.Key);

    private async Task Tell(Transaction write, string by, string action, List<ReplicaLook> looks, Func<ReplicaLook, string?> why, CancellationToken ct)
    {
        foreach (var experiment in looks.GroupBy(look => (look.Replica.ExperimentId, look.Replica.Experiment)))
        {
            foreach (var some in experiment.Chunk(InOneEntry))
            {
                await audit.Append(write, "site", action, experiment.Key.Experiment, experiment.Key.ExperimentId, new
                {
                    by,
                    files = some.Select(look => new { look.Replica.Path, look.Replica.Version, state = look.State, why = why(look) }),
                }, ct);
            }
        }
    }
}
