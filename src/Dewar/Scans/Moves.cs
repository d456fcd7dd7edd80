using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Scans;

/// <summary>Tells files that were moved: the same bytes at a new path, and none at the old one.</summary>
internal sealed class Moves(SiteDatabase database, ReplicaStore replicas)
{
    private const int InOneEntry = 50;

    /// <summary>Which of the new files are files of the catalogue that are gone from their paths. One with the same name goes first.</summary>
    public async Task<List<FileMove>> Candidates(ScannedExperiment experiment, long storageId, IReadOnlyList<ReadFile> read, CancellationToken ct)
    {
        var fresh = read.Where(each => each.Difference.Kind == DifferenceKind.New).ToList();
        var known = await replicas.OfContents(experiment.Id, [.. fresh.Select(each => each.Sha256!)], ct);
        var moves = new List<FileMove>();
        var taken = new HashSet<long>();
        foreach (var file in fresh)
        {
            var name = RelativePath.Split(file.Difference.Path).Name;
            foreach (var old in known[file.Sha256!].Where(each => !each.Kept && each.StorageId == storageId && !taken.Contains(each.FileId))
                .OrderByDescending(each => RelativePath.Split(each.Path).Name == name))
            {
                if (old.State == ReplicaState.Missing || await IsGone(experiment.Id, old.Path, ct))
                {
                    taken.Add(old.FileId);
                    moves.Add(new(old.FileId, old.Path, file.Difference.Path, file.ModifiedNs, file.At));
                    break;
                }
            }
        }

        return moves;
    }

    public static async Task Tell(AuditLog audit, Transaction write, ScannedExperiment experiment, IReadOnlyList<FileMove> moved, CancellationToken ct)
    {
        foreach (var some in moved.Chunk(InOneEntry))
        {
            await audit.Append(write, "site", "files.moved", experiment.Name, experiment.Id, new { files = some.Select(move => new { move.From, move.To }) }, ct);
        }
    }

    private async Task<bool> IsGone(long experimentId, string path, CancellationToken ct)
    {
        var (folder, name) = RelativePath.Split(path);
        return await database.Number(
            $"select count(*) from scans_difference d where {FolderStore.At(experimentId, folder)} and d.name = {name} and d.kind = 'gone'", ct) > 0;
    }
}
