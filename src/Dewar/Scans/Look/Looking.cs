using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Scans;

/// <summary>
/// The first part of a scan: goes through the folders in the order of their paths and notes what differs from the catalogue. A quick one
/// asks each folder whether names in it came or went and reads only those that say so. What is found in a folder gets in line behind it.
/// </summary>
internal sealed class Looking(SiteDatabase database, KnownFolders folders, SiteSettings settings, TimeProvider time)
{
    private const int FoldersAtOnce = 256;
    private const int FilesAtOnce = 5000;
    private const string Unmounted = "Another file system was mounted here and is not now. What should lie there was not judged.";

    /// <summary>Time stamps of folders are kept to two seconds by some file systems; one that is younger may change within the same stamp.</summary>
    private const long CoarseNs = 3_000_000_000;

    /// <summary>How long a file must not have been touched before it is taken.</summary>
    public TimeSpan Quiet => settings.ScanQuiet;

    /// <summary>Looks at some folders of an experiment.</summary>
    /// <param name="after">The folder that was looked at last; null for none.</param>
    /// <returns>The folder that was looked at last; null at the end.</returns>
    public async Task<string?> Piece(ScanWork scan, OpenTree tree, ScannedExperiment experiment, string? after, ScanProgress progress, CancellationToken ct)
    {
        var page = await folders.After(experiment.Id, after, scan.Round > 0, FoldersAtOnce, ct);
        var end = page.Count < FoldersAtOnce ? null : page[^1].Path;
        var line = new SortedDictionary<string, KnownFolder>(page.ToDictionary(each => each.Path), PathOrder.ByBytes);
        _ = after is null && scan.Round == 0 && line.TryAdd("", new("", null, false));
        var found = new Looked(experiment, progress);
        string? at = null;
        while (line.Count > 0 && progress.Files < FilesAtOnce && progress.Folders < FoldersAtOnce)
        {
            var known = line.First().Value;
            line.Remove(known.Path);
            at = known.Path;
            progress.Folders++;
            var children = await Look(scan, tree, found, known, ct);
            foreach (var child in scan.Round == 0 ? children : await folders.Unknown(experiment.Id, children, ct))
            {
                if (end is null || PathOrder.ByBytes.Compare(child, end) <= 0)
                {
                    line.TryAdd(child, new(child, null, false));
                }
            }
        }

        tree.MustBeSame();
        await folders.Write(found, tree.Storage.Id, time.GetUtcNow().InMicroseconds, ct);
        return line.Count == 0 && end is null ? null : at;
    }

    /// <summary>Looks at one folder, and returns those in it.</summary>
    private async Task<IEnumerable<string>> Look(ScanWork scan, OpenTree tree, Looked found, KnownFolder known, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        try
        {
            using var folder = tree.Root.Below(RelativePath.Join(found.Experiment.Root, known.Path));
            var entry = folder.Stat();
            var isMounted = entry.Device != tree.Device;
            if (known.IsMounted && !isMounted && !scan.Believe)
            {
                found.Close(known.Path, Unmounted);
                return [];
            }

            return known.ModifiedNs == entry.ModifiedNs && !(scan.Full && scan.Round == 0) ? []
                : await Compare(tree, found, known.Path, FolderContents.Read(folder, known.Path), entry.ModifiedNs, isMounted, now, ct);
        }
        catch (DiskException gone) when (gone.Errno is Errno.ENOENT or Errno.ENOTDIR && known.Path.Length == 0)
        {
            if (known.IsMounted && !scan.Believe)
            {
                // It was above the experiment's folder.
                found.Close("", Unmounted);
                return [];
            }

            return await Compare(tree, found, "", FolderContents.Empty, null, false, now, ct);
        }
        catch (DiskException gone) when (gone.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            _ = await IsOutOfSight(scan, tree, found.Experiment, known.Path, ct) ? false : found.Lack(known.Path);
            return [];
        }
        catch (DiskException closed) when (closed.Errno == Errno.EIO || !closed.ConcernsTheWholeStorage)
        {
            found.Close(known.Path, $"{closed.Message}. What should lie there was not judged.");
            return [];
        }
    }

    /// <summary>Whether a folder is not there because one above it can't be read, or has lost the disk that was mounted there.</summary>
    private async Task<bool> IsOutOfSight(ScanWork scan, OpenTree tree, ScannedExperiment experiment, string path, CancellationToken ct)
    {
        for (var above = FolderStore.Parent(path); ; above = FolderStore.Parent(above))
        {
            try
            {
                using var folder = tree.Root.Below(RelativePath.Join(experiment.Root, above));
                return folder.Stat().Device == tree.Device && !scan.Believe && await folders.IsMounted(experiment.Id, above, ct);
            }
            catch (DiskException gone) when (gone.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP && above.Length > 0)
            {
                // So is that one; further up.
            }
            catch (DiskException closed) when (closed.Errno == Errno.EIO || !closed.ConcernsTheWholeStorage)
            {
                return closed.Errno is not (Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP) || (!scan.Believe && await folders.IsMounted(experiment.Id, above, ct));
            }
        }
    }

    private async Task<IEnumerable<string>> Compare(
        OpenTree tree, Looked found, string path, FolderContents there, long? modifiedNs, bool isMounted, DateTimeOffset now, CancellationToken ct)
    {
        var (files, subfolders) = await database.Read(async read => (
            await PlacedFiles.InFolder(read, found.Experiment.Id, tree.Storage.Id, path, ct),
            await PlacedFiles.FoldersIn(read, found.Experiment.Id, path, ct)), ct);
        var judge = new FolderJudge(tree.Storage.IsInPlace, now - Quiet);
        found.Progress.Files += there.Files.Count;
        found.Differences.Add((path, judge.Compare(there, files)));
        found.Progress.Unsettled += judge.Unsettled;
        var isStill = judge.Unsettled == 0 && modifiedNs is { } ns && (now.InMicroseconds * 1000) - ns > CoarseNs;
        found.Read.Add(new(path, isStill ? modifiedNs : null, isMounted));
        foreach (var name in subfolders.Except(there.Folders, StringComparer.Ordinal))
        {
            found.Lack($"{path}{name}/");
        }

        var children = there.Folders.ConvertAll(name => $"{path}{name}/");
        found.Children.AddRange(children);
        return children;
    }
}
