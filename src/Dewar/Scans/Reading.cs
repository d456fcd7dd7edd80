using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Verification;

namespace Dewar.Scans;

/// <summary>
/// The second part of a scan: reads what is in a tree and not in the catalogue, or not alike. Where files are adopted they are catalogued
/// as they are; one whose bytes are those of a file that is gone from its path was moved. Elsewhere the replicas are judged.
/// </summary>
internal sealed class Reading(AuditLog audit, DifferenceStore differences, Register register, Moves moves, Judging judging, TimeProvider time)
{
    private const int FilesAtOnce = 256;
    private const long BytesAtOnce = 1 << 30;
    private const int ReadersAtOnce = 4;
    private const string Overwritten = "it was overwritten where it lay; only the newest content is there";

    /// <summary>Reads some files of an experiment.</summary>
    /// <param name="after">The path that was done last; "" for none.</param>
    /// <returns>The path that was done last; null at the end.</returns>
    public async Task<string?> Piece(ScanWork scan, OpenTree tree, ScannedExperiment experiment, string after, ScanProgress progress, CancellationToken ct)
    {
        IReadOnlyList<DifferenceKind> kinds = scan.Adopt ? [DifferenceKind.New, DifferenceKind.Changed] : [DifferenceKind.Changed];
        var found = await differences.Next(experiment.Id, kinds, RelativePath.Split(after), FilesAtOnce, ct);
        var bytes = 0L;
        var some = found.TakeWhile((each, i) => i == 0 || (bytes += each.Size ?? 0) <= BytesAtOnce).ToList();
        if (some.Count == 0)
        {
            return null;
        }

        var pace = new Pace(scan.Rate, time);
        if (scan.Adopt)
        {
            await Adopt(scan, tree, experiment, await Read(tree, experiment, some, pace, ct), progress, ct);
        }
        else
        {
            await judging.Judge(scan, tree, some, pace, progress, ct);
        }

        progress.FilesRead += some.Count;
        progress.BytesRead += some.Sum(each => each.Size ?? 0);
        return some.Count < FilesAtOnce && some.Count == found.Count ? null : some[^1].Path;
    }

    private async Task<ReadFile[]> Read(OpenTree tree, ScannedExperiment experiment, List<KeptDifference> some, Pace pace, CancellationToken ct)
    {
        var read = new ReadFile[some.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadersAtOnce, CancellationToken = ct };
        await Parallel.ForAsync(0, some.Count, options, async (i, stop) => read[i] = await ReadFile.Of(tree.Root, experiment.Root, some[i], pace, time, stop));
        tree.MustBeSame();
        return read;
    }

    private async Task Adopt(ScanWork scan, OpenTree tree, ScannedExperiment experiment, ReadFile[] read, ScanProgress progress, CancellationToken ct)
    {
        progress.Unsettled += read.Count(each => each.IsChanging);
        var whole = read.Where(each => each.Sha256 is not null).ToList();
        var candidates = await moves.Candidates(experiment, tree.Storage.Id, whole, ct);
        await audit.Write(async write =>
        {
            await write.Lock($"files of {experiment.Id}", ct);
            var moved = await MoveFiles.Run(write, experiment.Id, tree.Storage.Id, candidates, ct);
            await Moves.Tell(audit, write, experiment, moved, ct);
            var paths = moved.Select(move => move.To).ToHashSet(StringComparer.Ordinal);
            var rest = whole.FindAll(each => !paths.Contains(each.Difference.Path));
            var results = await register.Adopt(write, scan.AskedBy, experiment.Id, experiment.Name, tree.Storage.Id,
                rest.ConvertAll(each => each.Arrival(scan.PublicId)), tree.Storage.IsInPlace ? Overwritten : null, ct);
            progress.Moved += moved.Count;
            progress.Added += results.Count(each => each.Outcome == RegistrationOutcome.Registered);
            progress.Changed += results.Count(each => each.Outcome == RegistrationOutcome.Changed);
            progress.Back += rest.Zip(results).Count(each => each.Second.Outcome == RegistrationOutcome.Known && each.First.Difference.Kind == DifferenceKind.Changed);
            await DifferenceStore.Remove(write, read.Where(each => each.Trouble is null && !each.IsChanging).Select(each => each.Difference), ct);
            await DifferenceStore.Remove(write, moved.Select(move => Gone(experiment, move)), ct);
            foreach (var odd in read.Where(each => each.Trouble is not null))
            {
                await DifferenceStore.TurnOdd(write, odd.Difference, odd.Trouble!, ct);
            }
        }, ct);
        await judging.JudgeEarlier(scan, tree, [.. whole.Select(each => each.Difference).Where(each => each.FileId is not null)], ct);
    }

    private static KeptDifference Gone(ScannedExperiment experiment, FileMove move)
    {
        var (folder, name) = RelativePath.Split(move.From);
        return new(experiment.Id, folder, name, DifferenceKind.Gone, move.FileId, null, null, "");
    }
}
