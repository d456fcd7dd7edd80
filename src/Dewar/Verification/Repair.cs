using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Storages;

namespace Dewar.Verification;

/// <summary>What came of mending a replica.</summary>
/// <param name="Done">From where it was mended, and where what lay there is kept; null when it was not.</param>
/// <param name="Trouble">Why it was not.</param>
internal readonly record struct Mended(string? Done, string? Trouble);

/// <summary>
/// Writes a replica that is not right again, from another that is. The copy is read back before it gets its name, and what lay at the place
/// is kept below <c>.dewar/suspect</c>: nothing is overwritten.
/// </summary>
internal sealed class Repair(ReplicaStore replicas, StorageStore storages)
{
    public const string Aside = ".dewar/suspect";

    private const int BlockSize = 1 << 20;

    public async Task<Mended> Mend(HeldReplica replica, CancellationToken ct)
    {
        var storage = await storages.Get(replica.StorageId, ct);
        if (storage.IsInPlace)
        {
            return new(null, $"the files of '{storage.Name}' are only read; put it back there");
        }

        using var root = storage.Open();
        var tree = root.Stat();
        foreach (var source in await Sources(replica, ct))
        {
            using var from = (await storages.Get(source.StorageId, ct)).Open();
            try
            {
                if (await Write(root, replica, from, source, ct) is { } done)
                {
                    Looker.MustBeSame(storage, tree);
                    return done;
                }
            }
            catch (DiskException failure) when (!failure.ConcernsTheWholeStorage)
            {
                return new(null, failure.Message);
            }
        }

        return new(null, "no other replica of these bytes is right");
    }

    /// <summary>Where the same bytes should be: as other replicas, and among what was put aside, which may have been right after all.</summary>
    private async Task<List<Source>> Sources(HeldReplica replica, CancellationToken ct)
    {
        var same = (await replicas.OfContents(null, [replica.Sha256], ct))[replica.Sha256].Where(each => each.Key != replica.Key)
            .OrderByDescending(each => each.ExperimentId == replica.ExperimentId).Select(each => new Source(each.StorageId, each.OwnPlace,
                // Another experiment's members are others: they need not learn of each other.
                each.ExperimentId == replica.ExperimentId ? $"{each.Path} version {each.Version}" : "the same bytes elsewhere"));
        return [.. same.Append(new(replica.StorageId, RelativePath.Join(replica.Root, $"{Aside}/{replica.Sha256}"), "what was put aside"))
            .Where(each => (each.StorageId, each.Place) != (replica.StorageId, replica.OwnPlace)).DistinctBy(each => (each.StorageId, each.Place))
            .OrderByDescending(each => each.StorageId == replica.StorageId)];
    }

    /// <summary>Null when the source is not right itself.</summary>
    private static async Task<Mended?> Write(Folder root, HeldReplica replica, Folder from, Source source, CancellationToken ct)
    {
        if (!(await ReplicaRead.At(from, source.Place, replica.Size, replica.Sha256, Pace.None, ct)).IsRight)
        {
            return null;
        }

        var (place, name) = RelativePath.Split(replica.OwnPlace);
        using var folder = root.Below(place, create: true, made: above => above.Flush());
        var copy = $".dewar-repair-{replica.FileId}-{replica.Version}";
        try
        {
            using (var to = folder.CreateFile(copy))
            {
                Copy(from, source.Place, to, ct);
                to.SetModified(replica.ModifiedNs);
                to.Flush();
                if (await ReplicaRead.Digest(to, Pace.None, ct) != (replica.Sha256, replica.Size))
                {
                    return new(null, "the copy differs from what was copied");
                }
            }

            var kept = await PutAside(root, folder, name, replica, ct);
            if (!folder.RenameIfFree(copy, folder, name))
            {
                return new(null, "another file came to its place meanwhile");
            }

            folder.Flush();
            return new($"written again from {source.Shown}{(kept is null ? "" : $"; what lay there is kept at {kept}")}", null);
        }
        finally
        {
            folder.Remove(copy);
        }
    }

    private static void Copy(Folder from, string place, OpenFile to, CancellationToken ct)
    {
        var (path, name) = RelativePath.Split(place);
        using var folder = from.Below(path);
        using var file = folder.OpenFile(name);
        var block = new byte[BlockSize];
        long at = 0;
        for (int got; (got = file.Read(block, at)) > 0; at += got)
        {
            ct.ThrowIfCancellationRequested();
            to.Write(block.AsSpan(0, got), at);
        }
    }

    /// <summary>Moves what is at the place away and returns where; null when nothing is there. A file goes under its own digest, so that it can be known again.</summary>
    private static async Task<string?> PutAside(Folder root, Folder folder, string name, HeldReplica replica, CancellationToken ct)
    {
        if (!folder.TryStat(name, out var entry))
        {
            return null;
        }

        var aside = RelativePath.Join(replica.Root, Aside);
        using var to = root.Below(aside, create: true, made: above => above.Flush());
        var plain = entry.Kind == EntryKind.File ? await DigestOf(folder, name, ct) : entry.Kind.ToString().ToLowerInvariant();
        var under = plain;
        for (var again = 2; !folder.RenameIfFree(name, to, under, out var isMissing); again++)
        {
            if (isMissing)
            {
                return null;
            }

            under = $"{plain}-{again}";
        }

        to.Flush();
        return $"{aside}/{under}";
    }

    private static async Task<string> DigestOf(Folder folder, string name, CancellationToken ct)
    {
        try
        {
            using var file = folder.OpenFile(name);
            return (await ReplicaRead.Digest(file, Pace.None, ct)).Sha256;
        }
        catch (DiskException unreadable) when (unreadable.Errno is Errno.EIO or Errno.EACCES or Errno.EPERM)
        {
            return "unreadable";
        }
    }

    private sealed record Source(long StorageId, string Place, string Shown);
}
