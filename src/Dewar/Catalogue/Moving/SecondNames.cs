using System.Security.Cryptography;
using System.Text;
using Dewar.Disk;

namespace Dewar.Catalogue;

/// <summary>
/// Bytes on the way from one folder of a storage to another. They have both names until the catalogue has changed, so that they are found all the time,
/// whatever happens in between; then the first is taken away.
/// </summary>
internal static class SecondNames
{
    private const string Aside = $"{RelativePath.OwnPrefix}-moving";

    /// <summary>Gives a file a second name, or a copy where the file system can't. Done before, it is done.</summary>
    /// <param name="replace">What has that name goes, once it is kept elsewhere; else it is an error.</param>
    public static void Give(Folder root, string from, string to, bool replace, CancellationToken ct)
    {
        var ((fromFolder, fromName), (toFolder, toName)) = (RelativePath.Split(from), RelativePath.Split(to));
        using var source = root.Below(fromFolder);
        using var target = root.Below(toFolder, create: true, made: parent => parent.Flush());
        if (!source.TryStat(fromName, out var there))
        {
            throw new DiskException(Errno.ENOENT, "Nothing to move at", $"{source.Path}/{fromName}");
        }

        if (IsSame(source, fromName, there, target, toName, ct))
        {
            return;
        }

        target.Remove(Aside);
        if (!source.TryLink(fromName, target, Aside))
        {
            Copy(source, fromName, target, there, ct);
        }

        if (replace)
        {
            target.Rename(Aside, target, toName);
        }
        else if (!target.RenameIfFree(Aside, target, toName))
        {
            target.Remove(Aside);
            throw new DiskException(Errno.EEXIST, "Something else is at", $"{target.Path}/{toName}");
        }

        target.Flush();
    }

    /// <summary>Takes away the first name. Something else that came there meanwhile stays.</summary>
    /// <param name="experiment">The folder of the experiment that the file left.</param>
    /// <param name="path">Of the file in that.</param>
    /// <param name="others">Where it may have its second name.</param>
    public static void Take(Folder root, string experiment, string path, IReadOnlyList<string> others, CancellationToken ct)
    {
        var (fromFolder, fromName) = RelativePath.Split(RelativePath.Join(experiment, path));
        try
        {
            using var source = root.Below(fromFolder);

            // A station may put something new at the path in any moment: only what was looked at aside is removed. By an earlier try it may be aside already.
            var aside = $"{Aside}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fromName)).AsSpan(0, 8))}";
            Settle();
            if (IsThatOf(source, fromName))
            {
                source.Rename(fromName, source, aside);
                Settle();
            }

            void Settle()
            {
                if (IsThatOf(source, aside))
                {
                    source.Remove(aside);
                }
                else if (source.TryStat(aside, out _) && !source.RenameIfFree(aside, source, fromName))
                {
                    Shelve(root, experiment, source, aside, ct);
                }
            }

            bool IsThatOf(Folder folder, string name) => folder.TryStat(name, out var it) && it.Kind == EntryKind.File && others.Any(other => IsAt(root, other, folder, name, it, ct));
        }
        catch (DiskException gone) when (gone.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            // Its folder is gone, and the name with it.
        }
    }

    private static bool IsAt(Folder root, string other, Folder folder, string name, Posix.Entry it, CancellationToken ct)
    {
        var (below, last) = RelativePath.Split(other);
        if (!root.TryStatBelow(other, out _))
        {
            return false;
        }

        using var target = root.Below(below);
        return IsSame(folder, name, it, target, last, ct);
    }

    /// <summary>Two newer contents came while it was aside: the first is an earlier version of the second.</summary>
    private static void Shelve(Folder root, string experiment, Folder folder, string name, CancellationToken ct)
    {
        using var file = folder.OpenFile(name);
        var digest = FileDigest.Of(file, ct);
        using var shelf = root.Below(RelativePath.Join(experiment, KeptVersions.FolderOf(digest)), create: true, made: parent => parent.Flush());
        _ = folder.RenameIfFree(name, shelf, digest) || folder.Remove(name);
    }

    private static bool IsSame(Folder source, string name, Posix.Entry there, Folder target, string other, CancellationToken ct)
    {
        if (!target.TryStat(other, out var second) || second.Kind != EntryKind.File || second.Size != there.Size)
        {
            return false;
        }

        if (second.Inode == there.Inode && second.Device == there.Device)
        {
            return true;
        }

        using var one = source.OpenFile(name);
        using var two = target.OpenFile(other);
        return FileDigest.Of(one, ct) == FileDigest.Of(two, ct);
    }

    private static void Copy(Folder source, string name, Folder target, Posix.Entry there, CancellationToken ct)
    {
        using var from = source.OpenFile(name);
        using var to = target.CreateFile(Aside);
        var buffer = new byte[1 << 20];
        long at = 0;
        while (from.Read(buffer, at) is var got and > 0)
        {
            ct.ThrowIfCancellationRequested();
            to.Write(buffer.AsSpan(0, got), at);
            at += got;
        }

        to.SetModified(there.ModifiedNs);
        to.Flush();
        if (FileDigest.Of(to, ct) != FileDigest.Of(from, ct))
        {
            target.Remove(Aside);
            throw new DiskException(Errno.EIO, "The copy differs from", $"{source.Path}/{name}");
        }
    }
}
