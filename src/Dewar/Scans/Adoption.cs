using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Verification;

namespace Dewar.Scans;

/// <summary>Catalogues files that were read, as they are. One whose bytes are those of a file that is gone from its path was moved.</summary>
internal sealed class Adoption(AuditLog audit, Register register, Moves moves, Judging judging)
{
    private const string Overwritten = "it was overwritten where it lay; only the newest content is there";

    public async Task Adopt(ScanWork scan, OpenTree tree, ScannedExperiment experiment, ReadFile[] read, ScanProgress progress, CancellationToken ct)
    {
        var whole = read.Where(each => each.Sha256 is not null).ToList();
        var candidates = await moves.Candidates(tree, experiment, whole, ct);

        // Counted once it is done: what is written may be written again where another writer wins.
        var (count, outcomes, restored) = await audit.Write(async write =>
        {
            await write.Lock($"files of {experiment.Id}", ct);
            var moved = await MoveFiles.Run(write, experiment.Id, tree.Storage.Id, candidates, ct);
            await Moves.Tell(audit, write, experiment, moved, ct);
            await register.Moved(write, moved, ct);
            var paths = moved.Select(move => move.To).ToHashSet(StringComparer.Ordinal);
            var rest = whole.FindAll(each => !paths.Contains(each.Difference.Path));
            var place = new RegisterPlace(experiment.Id, tree.Storage.Id, null, tree.Storage.IsInPlace ? Overwritten : null);
            var (results, back) = await register.Adopt(write, scan.AskedBy, experiment.Name, place, rest.ConvertAll(each => each.Arrival(scan.PublicId)), ct);
            await DifferenceStore.Remove(write, read.Where(each => each.Trouble is null && !each.IsChanging).Select(each => each.Difference), ct);
            await DifferenceStore.Remove(write, moved.Select(move => Gone(experiment, move)), ct);
            foreach (var odd in read.Where(each => each.Trouble is not null))
            {
                await DifferenceStore.TurnOdd(write, odd.Difference, odd.Trouble!, ct);
            }

            return (moved.Count, results, back);
        }, ct);
        register.Ring();
        progress.Unsettled += read.Count(each => each.IsChanging);
        progress.Moved += count;
        progress.Added += outcomes.Count(each => each.Outcome == RegistrationOutcome.Registered);
        progress.Changed += outcomes.Count(each => each.Outcome == RegistrationOutcome.Changed);
        progress.Back += restored;

        // What the catalogue calls verified and can't be read is damage, and is named as such.
        await judging.Judge(scan, tree, [.. read.Where(each => each.Trouble is not null && each.Difference.FileId is not null).Select(each => each.Difference)], Pace.None, progress, ct);
        await judging.JudgeEarlier(scan, tree, [.. whole.Select(each => each.Difference).Where(each => each.FileId is not null)], ct);
    }

    private static KeptDifference Gone(ScannedExperiment experiment, FileMove move)
    {
        var (folder, name) = RelativePath.Split(move.From);
        return new(experiment.Id, folder, name, DifferenceKind.Gone, move.FileId, null, null, "");
    }
}
