using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Verification;

namespace Dewar.Scans;

/// <summary>A file that was read to be catalogued.</summary>
/// <param name="Sha256">Null when it is not there any more, can't be read, or changed meanwhile.</param>
/// <param name="Trouble">Why it can't be read.</param>
/// <param name="IsChanging">It was written to while it was read; the next scan takes it.</param>
internal sealed record ReadFile(KeptDifference Difference, string? Sha256, long Size, long ModifiedNs, DateTimeOffset At, string? Trouble = null, bool IsChanging = false)
{
    public static async Task<ReadFile> Of(Folder root, string experiment, KeptDifference difference, Pace pace, TimeProvider time, CancellationToken ct)
    {
        var at = time.GetUtcNow();
        try
        {
            using var folder = root.Below(RelativePath.Join(experiment, difference.Folder));
            using var file = folder.OpenFile(difference.Name);
            var before = file.Stat();
            if (before.Kind != EntryKind.File)
            {
                return new(difference, null, 0, 0, at);
            }

            var (sha256, length) = await ReplicaRead.Digest(file, pace, ct, fromMedium: false);
            // What has the name now may be another file than the one that was read.
            return folder.TryStat(difference.Name, out var after) && IsSame(before, after) && length == after.Size
                ? new(difference, sha256, length, after.ModifiedNs, at) : new(difference, null, 0, 0, at, IsChanging: true);
        }
        catch (DiskException gone) when (gone.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return new(difference, null, 0, 0, at);
        }
        catch (DiskException closed) when (closed.Errno == Errno.EIO || !closed.ConcernsTheWholeStorage)
        {
            return new(difference, null, 0, 0, at, closed.Message);
        }
    }

    public Arrival Arrival(string scan) =>
        new(Difference.Path, Size, Sha256!, ModifiedNs, $"scan-{scan}-{Sha256![..16]}-{ModifiedNs:x}", null, At);

    private static bool IsSame(Posix.Entry one, Posix.Entry other) =>
        (one.Inode, one.Size, one.ModifiedNs, one.ChangedNs) == (other.Inode, other.Size, other.ModifiedNs, other.ChangedNs);
}
