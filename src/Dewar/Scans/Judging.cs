using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Verification;

namespace Dewar.Scans;

/// <summary>
/// The last part of a scan: replicas that are not where they should be, or not as they should be, are looked at as verifying does, and
/// what comes of it is noted as it is there.
/// </summary>
internal sealed class Judging(AuditLog audit, DifferenceStore differences, ReplicaStore replicas, Looker looker, Findings findings)
{
    private const int GoneAtOnce = 2000;
    private static readonly Dictionary<(long, long, long), string> NoneRepaired = [];

    /// <summary>Judges some of what is gone from an experiment.</summary>
    /// <returns>The path that was done last; null at the end.</returns>
    public async Task<string?> Piece(ScanWork scan, OpenTree tree, ScannedExperiment experiment, string after, ScanProgress progress, CancellationToken ct)
    {
        if (after.Length == 0 && tree.Storage.IsInPlace && !scan.Believe && await HasLostAll(experiment, tree.Storage.Id, ct) is { } doubt)
        {
            progress.Message = doubt;
            return null;
        }

        var some = await differences.Next(experiment.Id, [DifferenceKind.Gone], RelativePath.Split(after), GoneAtOnce, ct);
        await Judge(scan, tree, some, Pace.None, progress, ct);
        return some.Count < GoneAtOnce ? null : some[^1].Path;
    }

    /// <summary>Looks at the current replicas of some files, and notes what is found.</summary>
    public async Task Judge(ScanWork scan, OpenTree tree, List<KeptDifference> some, Pace pace, ScanProgress progress, CancellationToken ct)
    {
        if (some.Count == 0)
        {
            return;
        }

        var paths = some.ToDictionary(each => each.Path, StringComparer.Ordinal);
        var held = (await Held(tree, some, ct)).FindAll(each => !each.Kept && !each.Deleted && paths.ContainsKey(each.Path));
        var looks = await looker.Look(tree.Storage.Id, held, pace, ct);
        SetTimes(tree, looks.Where(look => look.IsRight).Select(look => (look.Replica, paths[look.Replica.Path])).Where(each => each.Item2.Kind == DifferenceKind.Changed));
        var stays = looks.Where(look => !look.IsRight && paths[look.Replica.Path].Kind == DifferenceKind.Changed).Select(look => look.Replica.Path).ToHashSet(StringComparer.Ordinal);
        var noted = await audit.Write(async write =>
        {
            var held = await findings.Note(write, looks, NoneRepaired, $"scan {scan.PublicId}", ct);
            await DifferenceStore.Remove(write, some.Where(each => !stays.Contains(each.Path)), ct);
            return held;
        }, ct);
        progress.Gone += noted.Count(look => look.State == ReplicaState.Missing);
        progress.Changed += noted.Count(look => look.State == ReplicaState.Suspect);
        progress.Back += noted.Count(look => look.IsRight && look.Replica.IsInTrouble);
    }

    /// <summary>Of managed storages: whether the versions that were current before are where earlier ones are kept.</summary>
    public async Task JudgeEarlier(ScanWork scan, OpenTree tree, List<KeptDifference> changed, CancellationToken ct)
    {
        if (tree.Storage.IsInPlace || changed.Count == 0)
        {
            return;
        }

        var looks = await looker.Look(tree.Storage.Id, (await Held(tree, changed, ct)).FindAll(each => each is { Kept: true, Deleted: false }), Pace.None, ct);
        await audit.Write(write => findings.Note(write, looks, NoneRepaired, $"scan {scan.PublicId}", ct), ct);
    }

    private async Task<List<HeldReplica>> Held(OpenTree tree, List<KeptDifference> some, CancellationToken ct) =>
        (await replicas.OfFiles([.. some.Select(each => each.FileId).OfType<long>().Distinct()], ct)).FindAll(each => each.StorageId == tree.Storage.Id);

    /// <summary>Why it is not believed that all files of an in-place experiment are gone; null when some are there.</summary>
    private async Task<string?> HasLostAll(ScannedExperiment experiment, long storageId, CancellationToken ct)
    {
        var (gone, known) = (await differences.Count(experiment.Id, DifferenceKind.Gone, ct), await differences.Expected(experiment.Id, storageId, ct));
        return gone == 0 || gone < known ? null
            : $"None of the {known} files of '{experiment.Name}' is where it was, which may be a disk that is not mounted; nothing was noted. If they are gone, say so: dewar scan {experiment.Name} --gone";
    }

    /// <summary>Files that were only touched get the time stamps back that they came with: by it they are known without being read.</summary>
    private static void SetTimes(OpenTree tree, IEnumerable<(HeldReplica Replica, KeptDifference Seen)> right)
    {
        foreach (var (replica, seen) in tree.Storage.IsInPlace ? [] : right)
        {
            var (folder, name) = RelativePath.Split(replica.OwnPlace);
            try
            {
                using var parent = tree.Root.Below(folder);
                using var file = parent.OpenFile(name);
                if (file.Stat() is var now && (now.Size, now.ModifiedNs) == (replica.Size, seen.ModifiedNs))
                {
                    file.SetModified(replica.ModifiedNs);
                }
            }
            catch (DiskException denied) when (!denied.ConcernsTheWholeStorage)
            {
                // Somebody else's file now: it is read again at every scan, and that is all.
            }
        }
    }
}
