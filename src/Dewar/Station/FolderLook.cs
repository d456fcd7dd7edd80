using Dewar.Acquisitions;
using Dewar.Disk;
using Dewar.Instruments;

namespace Dewar.Station;

/// <summary>What people see of this computer through the site: folders that they may have watched, and room on disks.</summary>
internal static class FolderLook
{
    /// <summary>A page of a folder. Of a folder with very many files only as much is kept in memory as one page has.</summary>
    public static StationFolder At(FolderQuestion question, StationOptions options)
    {
        if (question.Folder.Length == 0)
        {
            IEnumerable<string> starts = question.AnyFolder ? [.. options.Roots, "/"] : options.Roots;
            return new("", [.. starts.Distinct().Select(root => new StationEntry(root, true, null, null))], null,
                question.AnyFolder || options.Roots.Count > 0 ? null : "This station lets only its staff name folders to watch (its setting 'roots' names none for others).");
        }

        try
        {
            var path = Path.GetFullPath(question.Folder);
            return FolderRules.IsOutside(path, question.AnyFolder, options) is { } reason ? new(path, [], null, reason) : List(path, question);
        }
        catch (Exception failure) when (failure is DiskException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(question.Folder, [], null, failure.Message);
        }
    }

    /// <summary>Of the journal, of the folders that are watched and of those that may be.</summary>
    public static List<StationDisk> Disks(StationOptions options, IEnumerable<SourceWatch> watches)
    {
        var (disks, devices) = (new List<StationDisk>(), new HashSet<ulong>());
        foreach (var (path, what) in options.Roots.Select(root => (root, "files")).Concat(watches.Select(watch => (watch.Assignment.Folder, "files"))).Prepend((options.Home, "journal")))
        {
            try
            {
                using var folder = Folder.OpenRoot(path);
                if (devices.Add(folder.Stat().Device))
                {
                    var drive = new DriveInfo(path);
                    disks.Add(new(path, what, drive.AvailableFreeSpace, drive.TotalSize));
                }
            }
            catch (Exception away) when (away is DiskException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                // The source says itself that its folder is away.
            }
        }

        return disks;
    }

    private static StationFolder List(string path, FolderQuestion question)
    {
        using var folder = Folder.OpenRoot(path);
        var (page, unseen, more) = (new SortedSet<(string Name, bool IsFolder)>(Order), 0, false);
        foreach (var entry in folder.List())
        {
            if (entry.Name is not { } name || !IsShown(folder, entry, out var isFolder))
            {
                unseen++;
            }
            else if (question.After is null || string.CompareOrdinal(name, question.After) > 0)
            {
                page.Add((name, isFolder));
                if (page.Count > question.Limit)
                {
                    page.Remove(page.Max);
                    more = true;
                }
            }
        }

        return new(path, [.. page.Select(each => Entry(folder, each.Name, each.IsFolder))], more ? page.Max.Name : null, null, unseen);
    }

    private static Comparer<(string Name, bool)> Order { get; } = Comparer<(string Name, bool)>.Create((one, other) => string.CompareOrdinal(one.Name, other.Name));

    /// <summary>Not every file system tells the kind with the name.</summary>
    private static bool IsShown(Folder folder, Listed entry, out bool isFolder)
    {
        var kind = entry.Kind == EntryKind.Unknown && folder.TryStat(entry.Name!, out var found) ? found.Kind : entry.Kind;
        isFolder = kind == EntryKind.Folder;
        return kind is EntryKind.Folder or EntryKind.File;
    }

    private static StationEntry Entry(Folder folder, string name, bool isFolder) => folder.TryStat(name, out var found)
        ? new(name, isFolder, isFolder ? null : found.Size, DateTimeOffset.UnixEpoch.AddTicks(found.ModifiedNs / 100)) : new(name, isFolder, null, null);
}
