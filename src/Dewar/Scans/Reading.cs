using Dewar.Disk;
using Dewar.Verification;

namespace Dewar.Scans;

/// <summary>
/// The second part of a scan: reads what is in a tree and not in the catalogue, or not alike. Where files are adopted they are catalogued
/// as they are; one whose bytes are those of a file that is gone from its path was moved. Elsewhere the replicas are judged.
/// </summary>
internal sealed class Reading(DifferenceStore differences, Adoption adoption, Judging judging, TimeProvider time)
{
    private const int FilesAtOnce = 256;
    private const long BytesAtOnce = 1 << 30;
    private const int ReadersAtOnce = 4;

    /// <summary>Of a slow scan: a piece holds a worker, and who stops the scan waits for its end.</summary>
    private const int SecondsAtOnce = 20;

    /// <summary>Reads some files of an experiment.</summary>
    /// <param name="after">The path that was done last; "" for none.</param>
    /// <returns>The path that was done last; null at the end.</returns>
    public async Task<string?> Piece(ScanWork scan, OpenTree tree, ScannedExperiment experiment, string after, ScanProgress progress, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var adopts = scan.Adopt && !experiment.IsClosed;
        IReadOnlyList<DifferenceKind> kinds = adopts ? [DifferenceKind.New, DifferenceKind.Changed] : [DifferenceKind.Changed];
        var found = await differences.Next(experiment.Id, kinds, RelativePath.Split(after), FilesAtOnce, ct);
        var most = scan.Rate is { } rate && rate < BytesAtOnce / SecondsAtOnce ? rate * SecondsAtOnce : BytesAtOnce;
        var bytes = 0L;
        var some = found.TakeWhile((each, i) => i == 0 || (bytes += each.Size ?? 0) <= most).ToList();
        if (some.Count == 0)
        {
            return null;
        }

        var pace = new Pace(scan.Rate, time);
        if (adopts)
        {
            await adoption.Adopt(scan, tree, experiment, await Read(tree, experiment, some, pace, ct), progress, ct);
        }
        else
        {
            await judging.Judge(scan, tree, some, pace, progress, ct);
        }

        progress.Busy = time.GetElapsedTime(began);
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
}
