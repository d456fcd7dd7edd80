using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Database;

namespace Dewar.Scans;

/// <summary>Tells files that were moved: the same bytes at a new path, and none at the old one.</summary>
internal sealed class Moves(LostFiles files)
{
    private const int InOneEntry = 50;

    /// <summary>
    /// Which of the new files are files of the catalogue that are gone from their paths. Those that have their names still go first; an
    /// empty one without its name could be any.
    /// </summary>
    public async Task<List<FileMove>> Candidates(OpenTree tree, ScannedExperiment experiment, IReadOnlyList<ReadFile> read, CancellationToken ct)
    {
        var fresh = read.Where(each => each.Difference.Kind == DifferenceKind.New).ToList();
        var lost = (await files.Find(tree, experiment, fresh, ct)).ToLookup(each => each.Sha256);
        var moves = new List<FileMove>();
        var taken = new HashSet<long>();
        foreach (var isNamed in (ReadOnlySpan<bool>)[true, false])
        {
            var rest = new List<ReadFile>();
            foreach (var file in fresh)
            {
                if (lost[file.Sha256!].FirstOrDefault(each => (isNamed ? each.Name == file.Difference.Name : file.Size > 0) && !taken.Contains(each.Id)) is { } old)
                {
                    taken.Add(old.Id);
                    moves.Add(new(old.Id, old.Version, old.Folder + old.Name, file.Difference.Path, file.ModifiedNs, file.At));
                }
                else
                {
                    rest.Add(file);
                }
            }

            fresh = rest;
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
}
