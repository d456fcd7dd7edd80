using System.Globalization;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Verification;

/// <summary>A local folder, read without following links, and held against what an experiment holds.</summary>
internal sealed class LocalFiles(ApiClient api, string experiment, string age)
{
    private const int AtOnce = 500;

    /// <summary>Opens the folder; refuses what may be a storage of Dewar's, whose files are the replicas themselves.</summary>
    public static Folder Open(string folder)
    {
        if (folder.Length == 0)
        {
            throw new FormatException("The folder is empty: name one, '.' for this one.");
        }

        var root = Folder.OpenRoot(folder);
        try
        {
            MustBeNoStorage(root, folder);
            return root;
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<LocalVerdict> Judge(Folder root, ICollection<string> folders, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var some in Walk(root, "", folders, ct).Chunk(AtOnce).WithCancellation(ct))
        {
            foreach (var verdict in await Ask(some, ct))
            {
                yield return verdict;
            }
        }
    }

    /// <summary>What the site says of files whose digests are known.</summary>
    public async Task<List<LocalVerdict>> Ask(IReadOnlyList<LocalFile> files, CancellationToken ct)
    {
        var digests = files.Select(file => file.Sha256).OfType<string>().Distinct().ToList();
        var answers = digests.Count == 0 ? [] : (await api.Post<List<HeldAnswer>>($"api/experiments/{Query.Name(experiment)}/held", new HeldQuestion(digests, age), ct))
            .ToDictionary(answer => answer.Sha256);
        return [.. files.Select(file => file.Sha256 is not { } sha256 ? new(file, false, file.Trouble!, null) : Judge(file, answers.GetValueOrDefault(sha256)))];
    }

    private static LocalVerdict Judge(LocalFile file, HeldAnswer? answer) => answer switch
    {
        null => new(file, false, "the site did not answer for it", null),
        { Held: false } => new(file, false, answer.Reason, answer),
        _ when answer.Inode is null || answer.Inode == file.Entry.Inode.ToString(CultureInfo.InvariantCulture) => new(file, false, "this may be the stored file itself", answer),
        _ => new(file, true, answer.Reason, answer),
    };

    private static async IAsyncEnumerable<LocalFile> Walk(
        Folder root, string place, ICollection<string> folders, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        List<Listed> names;
        string? closed = null;
        try
        {
            using var folder = root.Below(place);
            names = [.. folder.List().OrderBy(each => each.Shown, PathOrder.ByBytes)];
        }
        catch (DiskException failure)
        {
            (names, closed) = ([], failure.Message);
        }

        if (closed is not null)
        {
            yield return new(null, place.Length == 0 ? "." : place, null, closed, default);
        }

        foreach (var each in names)
        {
            ct.ThrowIfCancellationRequested();
            var path = RelativePath.Join(place, each.Name ?? each.Shown);
            if (each.Name is null)
            {
                yield return new(null, path, null, "its name is no text that Dewar could have stored", default);
            }
            else if (IsFolder(root, place, each))
            {
                folders.Add(path);
                await foreach (var below in Walk(root, path, folders, ct))
                {
                    yield return below;
                }
            }
            else
            {
                yield return await Read(root, place, each.Name, path, ct);
            }
        }
    }

    private static bool IsFolder(Folder root, string place, Listed name) => name.Kind == EntryKind.Folder ||
        (name.Kind == EntryKind.Unknown && root.TryStatBelow(RelativePath.Join(place, name.Name!), out var entry) && entry.Kind == EntryKind.Folder);

    private static async Task<LocalFile> Read(Folder root, string place, string name, string path, CancellationToken ct)
    {
        try
        {
            using var folder = root.Below(place);
            if (!folder.TryStat(name, out var entry))
            {
                return new(path, path, null, "it is gone", default);
            }

            if (entry.Kind != EntryKind.File)
            {
                return new(path, path, null, entry.Kind == EntryKind.Link ? "it is a link; links are not followed" : "it is no file", entry);
            }

            using var file = folder.OpenFile(name);
            var before = file.Stat();
            var (sha256, _) = await ReplicaRead.Digest(file, Pace.None, ct);
            return before == entry && file.Stat() == before && folder.TryStat(name, out var after) && after == before
                ? new(path, path, sha256, null, before) : new(path, path, null, "it changed while it was read", entry);
        }
        catch (DiskException failure)
        {
            return new(path, path, null, failure.Message, default);
        }
    }

    private static void MustBeNoStorage(Folder root, string folder)
    {
        var climbing = root.Below("");
        try
        {
            while (true)
            {
                if (climbing.TryStat(MarkedTree.MarkFile, out _) || climbing.TryStatBelow(KeptVersions.Root, out _))
                {
                    throw new FormatException($"'{folder}' lies in a storage of Dewar's: its files are the replicas themselves.");
                }

                var above = climbing.Below("..");
                var (here, there) = (climbing.Stat(), above.Stat());
                climbing.Dispose();
                climbing = above;
                if ((here.Inode, here.Device) == (there.Inode, there.Device))
                {
                    return;
                }
            }
        }
        catch (DiskException closed) when (closed.Errno is Errno.EACCES or Errno.EPERM or Errno.ENOENT)
        {
            // What is above can't be looked at by this user; what is here was.
            return;
        }
        finally
        {
            climbing.Dispose();
        }
    }
}
