using System.Buffers;
using Dewar.Disk;
using Dewar.Sdk;

namespace Dewar.Transfers;

/// <summary>
/// Gives finished copies their names. Two stations may want the same name at the same instant, and each step may be the last before a
/// power cut: every content that ever had a name stays, under the name or under its digest.
/// </summary>
internal static class PosixPlace
{
    public static void One(OpenFolders tree, Parcel parcel)
    {
        var (path, name) = RelativePath.Split(parcel.Path);
        var folder = tree[path];
        var part = TemporaryName.Part(parcel.Tag);
        tree.Changed(path);
        if (!folder.TryStat(part, out _))
        {
            // After a crash: either we had placed it already, or the copy was cleaned away.
            if (!folder.TryStat(name, out var placed) || placed.Kind != EntryKind.File || placed.Size != parcel.Size || DigestOf(folder, name) != parcel.Sha256)
            {
                parcel.Problem = new(ParcelProblemKind.CopyGone, $"The copy of '{parcel.SourcePath}' was cleaned away.");
            }

            return;
        }

        while (!folder.RenameIfFree(part, folder, name))
        {
            if (!folder.TryStat(name, out var there))
            {
                // Taken away again meanwhile: the name is free.
                continue;
            }

            if (there.Kind != EntryKind.File)
            {
                throw new DiskException(Errno.EEXIST, there.Kind == EntryKind.Folder ? "A folder has the name" : "Something that is no file has the name", $"{folder.Path}/{name}");
            }

            Replace(tree, folder, part, name, there, parcel);
            return;
        }
    }

    /// <summary>After a failure: removes what this parcel has left under temporary names, and keeps what it had taken off its path.</summary>
    public static void CleanUp(OpenFolders tree, Parcel parcel)
    {
        try
        {
            var folder = tree[RelativePath.Split(parcel.Path).Folder];
            EndTrade(tree, folder, parcel);
            folder.Remove(TemporaryName.Part(parcel.Tag));
        }
        catch (DiskException closed) when (!closed.ConcernsTheWholeStorage)
        {
            // Its folder can't be entered any more: the parcel's problem says so already.
        }
    }

    /// <summary>Ends what a crash interrupted, in the given folders, for tags that begin so.</summary>
    public static IReadOnlyList<(string Tag, string Sha256)> Recover(OpenFolders tree, IReadOnlyCollection<string> folders, string tagPrefix)
    {
        var displaced = new List<(string Tag, string Sha256)>();
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
                Recover(tree, folder, tagPrefix, displaced);
            }
        }

        tree.Flush();
        return displaced;
    }

    /// <summary>The trade where a file system lacks the call (NFS): in two steps, with the name missing for a moment. Whoever comes between is put aside, too.</summary>
    public static void TradeInSteps(OpenFolders tree, Folder folder, string ready, string name, IList<string> displaced)
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
            Shelve(tree, folder, old, displaced);
            if (placed)
            {
                return;
            }
        }
    }

    private static void Replace(OpenFolders tree, Folder folder, string part, string name, Posix.Entry there, Parcel parcel)
    {
        EndTrade(tree, folder, parcel);
        if (there.Size == parcel.Size && DigestOf(folder, name) == parcel.Sha256)
        {
            // By an earlier try of ours, or by somebody else: it keeps its place, and the time stamp that the catalogue knows it by.
            folder.Remove(part);
            return;
        }

        // Under a name that tells its content, so that after a crash it is known on which side of the trade we were.
        var ready = TemporaryName.Ready(parcel.Tag, parcel.Sha256!);
        folder.Rename(part, folder, ready);
        if (folder.TryExchange(ready, name))
        {
            PutAside(tree, folder, ready, parcel.Sha256!, parcel.Displaced);
        }
        else
        {
            TradeInSteps(tree, folder, ready, name, parcel.Displaced);
        }
    }

    /// <summary>Ends a trade of an earlier try, which the storage broke off.</summary>
    private static void EndTrade(OpenFolders tree, Folder folder, Parcel parcel)
    {
        var ready = TemporaryName.Ready(parcel.Tag, parcel.Sha256!);
        if (folder.TryStat(ready, out _))
        {
            PutAside(tree, folder, ready, parcel.Sha256!, parcel.Displaced);
        }

        if (folder.TryStat(TemporaryName.Old(ready), out _))
        {
            Shelve(tree, folder, TemporaryName.Old(ready), parcel.Displaced);
        }
    }

    private static void Recover(OpenFolders tree, Folder folder, string tagPrefix, List<(string Tag, string Sha256)> displaced)
    {
        var ours = folder.List().Select(each => each.Name).OfType<string>().Where(name => name.StartsWith(TemporaryName.Prefix(tagPrefix), StringComparison.Ordinal)).ToList();
        foreach (var name in ours)
        {
            var found = new List<string>();
            if (TemporaryName.ParseReady(name) is not { } ready)
            {
                folder.Remove(name);
            }
            else if (ready.IsOld)
            {
                Shelve(tree, folder, name, found);
                displaced.AddRange(found.Select(sha256 => (ready.Tag, sha256)));
            }
            else
            {
                PutAside(tree, folder, name, ready.Sha256, found);
                displaced.AddRange(found.Select(sha256 => (ready.Tag, sha256)));
            }
        }

        if (ours.Count > 0)
        {
            folder.Flush();
        }
    }

    /// <summary>What now has the temporary name: the old content, to be kept; or still our own, when the trade was never made.</summary>
    private static void PutAside(OpenFolders tree, Folder folder, string ready, string ownSha256, IList<string> displaced)
    {
        var sha256 = DigestOf(folder, ready);
        if (sha256 == ownSha256)
        {
            folder.Remove(ready);
            return;
        }

        Shelve(tree, folder, ready, displaced, sha256);
    }

    private static void Shelve(OpenFolders tree, Folder folder, string name, IList<string> displaced, string? sha256 = null)
    {
        sha256 ??= DigestOf(folder, name);
        var shelf = KeptVersions.FolderOf(sha256);
        if (!folder.RenameIfFree(name, tree[shelf], sha256))
        {
            folder.Remove(name);
        }

        tree.Changed(shelf);
        displaced.Add(sha256);
    }

    private static string DigestOf(Folder folder, string name)
    {
        using var file = folder.OpenFile(name);
        var buffer = ArrayPool<byte>.Shared.Rent(PosixCopy.Small);
        try
        {
            return PosixCopy.Digest(file, buffer.AsSpan(0, PosixCopy.Small), CancellationToken.None);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
