using Dewar.Acquisitions;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Catalogue;

/// <summary>
/// Registers what stations have stored, a batch at a time, in one transaction. The same batch told again changes nothing.
/// What is the current version follows the storage, not the order of the messages: a station says which content its file pushed aside.
/// </summary>
internal sealed class Register(AuditLog audit, FileFollowers followers, TimeProvider time)
{
    public const int Largest = 10_000;

    /// <param name="who">For the audit log.</param>
    /// <param name="station">Whose source it is.</param>
    public async Task<IReadOnlyList<Registered>> Run(string who, string station, string experiment, Registration batch, CancellationToken ct)
    {
        if (batch.Files.Count > Largest)
        {
            throw Refusal.Invalid("batch-too-large", $"A batch has at most {Largest} files; this one has {batch.Files.Count}.");
        }

        var results = await audit.Write(async write =>
        {
            var open = await SourcePlace.FindOpen(write, station, batch.Source, ct) is { } found && found.Experiment == experiment ? found
                : throw Refusal.Conflict("source-ended", $"Source {batch.Source} of '{experiment}' is not one that the station '{station}' is working on.");
            await write.Lock($"files of {open.ExperimentId}", ct);
            var run = new RegisterRun(write, new(open.ExperimentId, open.StorageId, batch.Source), batch, time.GetUtcNow().InMicroseconds);
            await run.All(ct);
            await Tell(write, run, ct);
            if (run.Fresh > 0)
            {
                await audit.Append(write, who, "files.registered", experiment, open.ExperimentId,
                    new { source = batch.Source, files = run.Fresh, bytes = run.FreshBytes, first = batch.Files[0].Path }, ct);
            }

            if (run.Restored > 0)
            {
                await audit.Append(write, who, "replicas.restored", experiment, open.ExperimentId,
                    new { source = batch.Source, files = run.Restored, by = "brought anew" }, ct);
            }

            return run.Results;
        }, ct);
        Ring();
        return results;
    }

    /// <summary>After the transaction of <see cref="Adopt"/>.</summary>
    public void Ring() => followers.Ring();

    /// <summary>Registers files that a scan found where they are, inside its transaction, and takes its word that they are what they are.</summary>
    /// <returns>What became of each, and how many that were suspect or missing are right again.</returns>
    public async Task<(IReadOnlyList<Registered> Results, int Restored)> Adopt(
        Transaction write, string who, string experiment, RegisterPlace place, IReadOnlyList<Arrival> files, CancellationToken ct)
    {
        await write.Lock($"files of {place.ExperimentId}", ct);
        var run = new RegisterRun(write, place, new(0, files), time.GetUtcNow().InMicroseconds);
        await run.All(ct);
        await Tell(write, run, ct);
        if (run.Fresh > 0)
        {
            await audit.Append(write, who, "files.adopted", experiment, place.ExperimentId, new { files = run.Fresh, bytes = run.FreshBytes, first = files[0].Path }, ct);
        }

        if (run.Restored > 0)
        {
            await audit.Append(write, who, "replicas.restored", experiment, place.ExperimentId, new { files = run.Restored, by = "found at their places again" }, ct);
        }

        return (run.Results, run.Restored);
    }

    /// <summary>Files lie at other paths now: for whoever follows them that is as if they had come there.</summary>
    public Task Moved(Transaction write, IEnumerable<FileMove> moves, CancellationToken ct) => followers.Came(write, [], [.. moves.Select(move => move.FileId)], ct);

    private Task Tell(Transaction write, RegisterRun run, CancellationToken ct) => followers.Came(write, run.NewVersions.Fresh, run.NewVersions.Changed, ct);
}
