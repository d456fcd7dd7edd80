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

        if (folder.RenameIfFree(part, folder, name))
        {
            return;
        }

        if (!folder.TryStat(name, out var there) || there.Kind != EntryKind.File)
        {
            throw new DiskException(Errno.EEXIST, there.Kind == EntryKind.Folder ? "A folder has the name" : "Something that is no file has the name", $"{folder.Path}/{name}");
        }

        if (there.Size == parcel.Size && DigestOf(folder, name) == parcel.Sha256)
        {
            // By an earlier try of ours, or by somebody else: it keeps its place, and the time stamp that the catalogue knows it by.
            folder.Remove(part);
            return;
        }

        // Under a name that tells its content, so that after a crash it is known on which side of the trade we were.
        var ready = TemporaryName.Ready(parcel.Tag, parcel.Sha256!);
        folder.Rename(part, folder, ready);
        Trade(tree, folder, ready, name);
        PutAside(tree, folder, ready, parcel.Sha256!, parcel.Displaced);
    }

    /// <summary>Ends what a crash interrupted, in the given folders, for tags that begin so.</summary>
    public static IReadOnlyList<(string Tag, string Sha256)> Recover(OpenFolders tree, IReadOnlyCollection<string> folders, string tagPrefix)
    {
        var displaced = new List<(string Tag, string Sha256)>();
        foreach (var path in folders)
        {
            Folder folder;
            try
            {
                folder = tree[path];
            }
            catch (DiskException never) when (never.Errno is Errno.ENOENT or Errno.ENOTDIR)
            {
                continue;
            }

            foreach (var name in folder.List().Select(each => each.Name).Where(each => each?.StartsWith(TemporaryName.Prefix(tagPrefix), StringComparison.Ordinal) is true).ToList())
            {
                tree.Changed(path);
                if (TemporaryName.ParseReady(name!) is { } ready)
                {
                    var found = new List<string>();
                    PutAside(tree, folder, name!, ready.Sha256, found);
                    displaced.AddRange(found.Select(sha256 => (ready.Tag, sha256)));
                }
                else
                {
                    folder.Remove(name!);
                }
            }
        }

        tree.Flush();
        return displaced;
    }

    private static void Trade(OpenFolders tree, Folder folder, string ready, string name)
    {
        if (folder.TryExchange(ready, name))
        {
            return;
        }

        // No such call on this file system (NFS): in two steps, with the name missing for a moment. Whoever comes between is put aside, too.
        var old = $"{ready}.old";
        while (true)
        {
            folder.Rename(name, folder, old);
            if (folder.RenameIfFree(ready, folder, name))
            {
                folder.Rename(old, folder, ready);
                return;
            }

            Store(tree, folder, old, DigestOf(folder, old));
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

        Store(tree, folder, ready, sha256);
        displaced.Add(sha256);
    }

    private static void Store(OpenFolders tree, Folder folder, string name, string sha256)
    {
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
