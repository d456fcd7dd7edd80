using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Storages;

namespace Dewar.Verification;

/// <summary>
/// Looks at replicas of a storage. What is not right is looked at twice, and believed only if the storage is the same tree as before:
/// one that was unmounted meanwhile looks as if all its files were gone.
/// </summary>
internal sealed class Looker(ReplicaStore replicas, StorageStore storages, TimeProvider time)
{
    private const int AtOnce = 4;

    /// <summary>Long enough for a placing that is under way to end.</summary>
    private static readonly TimeSpan BeforeSecondLook = TimeSpan.FromMilliseconds(300);

    /// <summary>What was found; nothing of those whose files were deleted meanwhile. Throws when the storage is away: then nothing can be said.</summary>
    public async Task<List<ReplicaLook>> Look(long storageId, IReadOnlyList<HeldReplica> batch, Pace pace, CancellationToken ct)
    {
        var storage = await storages.Get(storageId, ct);
        using var root = storage.Open();
        var tree = root.Stat();
        var at = time.GetUtcNow().InMicroseconds;
        var looks = new ReplicaLook[batch.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
        await Parallel.ForAsync(0, batch.Count, options, async (i, stop) =>
        {
            var replica = batch[i];
            looks[i] = As(replica, await ReplicaRead.At(root, replica.OwnPlace, replica.Size, replica.Sha256, pace, stop), at);
        });

        var right = looks.Where(look => look.IsRight).ToList();
        var wrong = looks.Where(look => !look.IsRight).Select(look => look.Replica).ToList();
        if (wrong.Count > 0)
        {
            await Task.Delay(BeforeSecondLook, time, ct);
            right.AddRange(await Again(root, wrong, pace, ct));
            MustBeSame(storage, tree);
        }

        return right;
    }

    /// <summary>Throws when another tree is there now, or none.</summary>
    public static void MustBeSame(Storage storage, Posix.Entry tree)
    {
        using var now = storage.Open();
        var entry = now.Stat();
        if ((entry.Inode, entry.Device) != (tree.Inode, tree.Device))
        {
            throw new DiskException(Errno.ESTALE, $"The storage '{storage.Name}' changed while it was read at", storage.Path, "another tree is there now");
        }
    }

    private async Task<List<ReplicaLook>> Again(Folder root, List<HeldReplica> wrong, Pace pace, CancellationToken ct)
    {
        // As the catalogue has them now: a version may have become an earlier one, a file may have been deleted.
        var at = time.GetUtcNow().InMicroseconds;
        var keys = wrong.Select(each => each.Key).ToHashSet();
        var now = (await replicas.OfFiles([.. wrong.Select(each => each.FileId).Distinct()], ct)).Where(each => keys.Contains(each.Key) && !each.Deleted).ToList();
        var same = await replicas.OfContents(null, [.. now.Select(each => each.Sha256)], ct);
        var looks = new List<ReplicaLook>(now.Count);
        foreach (var replica in now)
        {
            var found = await ReplicaRead.At(root, replica.OwnPlace, replica.Size, replica.Sha256, pace, ct);
            if (!found.IsRight && !IsOthers(replica, same[replica.Sha256])
                && (await ReplicaRead.At(root, replica.OtherPlace, replica.Size, replica.Sha256, pace, ct)).IsRight)
            {
                found = new(ReplicaState.Verified, null);
            }

            looks.Add(As(replica, found, at));
        }

        return looks;
    }

    /// <summary>Whether what lies at the other place is there as another replica of the same content. It does not stand in for this one.</summary>
    private static bool IsOthers(HeldReplica replica, IEnumerable<HeldReplica> same) => same.Any(other => other.Key != replica.Key &&
        other.StorageId == replica.StorageId && other.ExperimentId == replica.ExperimentId && other.OwnPlace == replica.OtherPlace);

    private static ReplicaLook As(HeldReplica replica, ReplicaRead.Found found, long atUs) => new(replica, found.State, found.Cause, atUs);
}
