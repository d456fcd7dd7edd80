using Dewar.Disk;
using Dewar.Sdk;

namespace Dewar.Transfers;

/// <summary>
/// Gives finished copies their names. Two stations may want the same name at the same instant, and each step may be the last before a
/// power cut: every content that ever had a name stays, under the name or under its digest, and whoever pushed it aside has it noted.
/// </summary>
internal static class PosixPlace
{
    public static async ValueTask One(OpenFolders tree, Parcel parcel, DisplacedNote note)
    {
        var (path, name) = RelativePath.Split(parcel.Path);
        var folder = tree[path];
        var part = TemporaryName.Part(parcel.Tag);
        tree.Changed(path);
        while (!folder.RenameIfFree(part, folder, name, out var isMissing))
        {
            if (isMissing)
            {
                // After a crash.
                if (!await WasPlaced(tree, folder, name, parcel, note))
                {
                    parcel.Problem = new(ParcelProblemKind.CopyGone, $"The copy of '{parcel.SourcePath}' was cleaned away.");
                }

                return;
            }

            if (!folder.TryStat(name, out var there))
            {
                // Taken away again meanwhile: the name is free.
                continue;
            }

            if (there.Kind != EntryKind.File)
            {
                throw new DiskException(Errno.EEXIST, there.Kind == EntryKind.Folder ? "A folder has the name" : "Something that is no file has the name", $"{folder.Path}/{name}");
            }

            await Replace(tree, folder, part, name, there, parcel, note);
            return;
        }
    }

    /// <summary>After a failure: removes what this parcel has left under temporary names, and keeps what it had taken off its path.</summary>
    public static async Task CleanUp(OpenFolders tree, Parcel parcel, DisplacedNote note)
    {
        try
        {
            var folder = tree[RelativePath.Split(parcel.Path).Folder];
            await EndTrade(tree, folder, parcel, note);
            folder.Remove(TemporaryName.Part(parcel.Tag));
        }
        catch (DiskException closed) when (!closed.ConcernsTheWholeStorage)
        {
            // Its folder can't be entered any more: the parcel's problem says so already.
        }
    }

    /// <summary>Ends what a crash interrupted, in the given folders, for tags that begin so.</summary>
    public static async Task Recover(OpenFolders tree, IReadOnlyCollection<string> folders, string tagPrefix, IReadOnlySet<string> keep, DisplacedNote note)
    {
        foreach (var path in folders)
        {
            // Opened one at a time: after a crash there may be more of them than a process may have open.
            Folder folder;
            try
            {
                folder = tree.Root.Below(path);
            }
            catch (DiskException closed) when (!closed.ConcernsTheWholeStorage)
            {
                // Never made, or nothing of ours can be in it. Its files will say so when their turn comes.
                continue;
            }

            using (folder)
            {
                await Recover(tree, folder, tagPrefix, keep, note);
            }
        }

        tree.Flush([]);
    }

    /// <summary>The trade where a file system lacks the call (NFS): in two steps, with the name missing for a moment. Whoever comes between is put aside, too.</summary>
    public static async Task TradeInSteps(OpenFolders tree, Folder folder, string ready, string name, Displaced displaced)
    {
        var old = TemporaryName.Old(ready);
        while (!folder.RenameIfFree(ready, folder, name))
        {
            try
            {
                folder.Rename(name, folder, old);
            }
            catch (DiskException missing) when (missing.Errno == Errno.ENOENT)
            {
                // Somebody else is between the two steps.
                continue;
            }

            var placed = folder.RenameIfFree(ready, folder, name);
            await Shelve(tree, folder, old, displaced);
            if (placed)
            {
                return;
            }
        }
    }

    /// <summary>Whose path is cleared, and how what lay there is told.</summary>
    public readonly record struct Displaced(string Tag, DisplacedNote Note, IList<string>? Told)
    {
        public static Displaced By(Parcel parcel, DisplacedNote note) => new(parcel.Tag, note, parcel.Displaced);

        public async Task Tell(string sha256)
        {
            await Note(Tag, sha256);
            Told?.Add(sha256);
        }
    }

    private static async Task Replace(OpenFolders tree, Folder folder, string part, string name, Posix.Entry there, Parcel parcel, DisplacedNote note)
    {
        await EndTrade(tree, folder, parcel, note);
        if (there.Size == parcel.Size && DigestOf(folder, name) == parcel.Sha256)
        {
            // By an earlier try of ours, or by somebody else: it keeps its place, and the time stamp that the catalogue knows it by.
            folder.Remove(part);
            return;
        }

        // Under a name that tells its content, so that after a crash it is known on which side of the trade we were.
        var ready = TemporaryName.Ready(parcel.Tag, parcel.Sha256!);
        folder.Rename(part, folder, ready);
        var displaced = Displaced.By(parcel, note);
        if (folder.TryExchange(ready, name))
        {
            await PutAside(tree, folder, ready, parcel.Sha256!, displaced);
        }
        else
        {
            await TradeInSteps(tree, folder, ready, name, displaced);
        }
    }

    /// <summary>Its copy has no temporary name any more: it has its place, or somebody has pushed it off already.</summary>
    private static async Task<bool> WasPlaced(OpenFolders tree, Folder folder, string name, Parcel parcel, DisplacedNote note)
    {
        await EndTrade(tree, folder, parcel, note);
        if (folder.TryStat(name, out var there) && there.Kind == EntryKind.File && there.Size == parcel.Size && DigestOf(folder, name) == parcel.Sha256)
        {
            return true;
        }

        return tree.Root.TryStatBelow(KeptVersions.PathOf(parcel.Sha256!), out var kept) && kept.Size == parcel.Size;
    }

    /// <summary>Ends a trade of an earlier try, which the storage or a crash broke off.</summary>
    private static async Task EndTrade(OpenFolders tree, Folder folder, Parcel parcel, DisplacedNote note)
    {
        var ready = TemporaryName.Ready(parcel.Tag, parcel.Sha256!);
        if (folder.TryStat(ready, out _))
        {
            await PutAside(tree, folder, ready, parcel.Sha256!, Displaced.By(parcel, note));
        }

        if (folder.TryStat(TemporaryName.Old(ready), out _))
        {
            await Shelve(tree, folder, TemporaryName.Old(ready), Displaced.By(parcel, note));
        }
    }

    private static async Task Recover(OpenFolders tree, Folder folder, string tagPrefix, IReadOnlySet<string> keep, DisplacedNote note)
    {
        var ours = folder.List().Select(each => each.Name).OfType<string>().Where(name => name.StartsWith(TemporaryName.Prefix(tagPrefix), StringComparison.Ordinal)).ToList();
        foreach (var name in ours)
        {
            if (TemporaryName.ParseReady(name) is not { } ready)
            {
                _ = (TemporaryName.ParsePart(name) is { } tag && keep.Contains(tag)) || folder.Remove(name);
            }
            else if (ready.IsOld)
            {
                await Shelve(tree, folder, name, new(ready.Tag, note, null));
            }
            else if (!keep.Contains(ready.Tag) || DigestOf(folder, name) != ready.Sha256)
            {
                await PutAside(tree, folder, name, ready.Sha256, new(ready.Tag, note, null));
            }
            else if (!folder.RenameIfFree(name, folder, TemporaryName.Part(ready.Tag)))
            {
                // The trade was not made: it is a verified copy that waits for its place.
                folder.Remove(name);
            }
        }

        if (ours.Count > 0)
        {
            folder.Flush();
        }
    }

    /// <summary>What now has the temporary name: the old content, to be kept; or still our own, when the trade was never made.</summary>
    private static async Task PutAside(OpenFolders tree, Folder folder, string ready, string ownSha256, Displaced displaced)
    {
        var sha256 = DigestOf(folder, ready);
        if (sha256 == ownSha256)
        {
            folder.Remove(ready);
            return;
        }

        await Shelve(tree, folder, ready, displaced, sha256);
    }

    /// <summary>Told first: after a crash in between, the temporary name tells it again.</summary>
    private static async Task Shelve(OpenFolders tree, Folder folder, string name, Displaced displaced, string? sha256 = null)
    {
        sha256 ??= DigestOf(folder, name);
        await displaced.Tell(sha256);
        var shelf = KeptVersions.FolderOf(sha256);
        if (!folder.RenameIfFree(name, tree[shelf], sha256))
        {
            folder.Remove(name);
        }

        tree.Changed(shelf);
    }

    private static string DigestOf(Folder folder, string name)
    {
        using var file = folder.OpenFile(name);
        return FileDigest.Of(file, CancellationToken.None);
    }
}
