using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Scans;

/// <summary>A difference in a folder.</summary>
/// <param name="FileId">In the catalogue; null where it is not there.</param>
internal sealed record Differing(string Name, DifferenceKind Kind, long? FileId, long? Size, long? ModifiedNs, string Cause);

/// <summary>Compares what lies in a folder with what the catalogue expects there.</summary>
/// <param name="settled">A file that was touched since may still be written.</param>
internal sealed class FolderJudge(bool isInPlace, DateTimeOffset settled)
{
    private const long Second = 1_000_000_000;
    private const long Ahead = 3600 * Second;

    private readonly long _settledNs = settled.InMicroseconds * 1000;

    /// <summary>What was still being written, and is not among what was returned.</summary>
    public int Unsettled { get; private set; }

    /// <param name="there">Its files are used up.</param>
    public List<Differing> Compare(FolderContents there, IReadOnlyList<PlacedFile> expected)
    {
        var differing = new List<Differing>(there.Odd.Count);
        foreach (var file in expected)
        {
            var found = there.Files.Remove(file.Name, out var entry) ? Met(file, entry) : Lacking(file, there);
            if (found is not null)
            {
                differing.Add(found);
            }
        }

        foreach (var (name, entry) in there.Files.Where(each => IsSettled(each.Value)))
        {
            differing.Add(new(name, DifferenceKind.New, null, entry.Size, entry.ModifiedNs, "It is not in the catalogue."));
        }

        var gone = differing.Select(each => each.Name).ToHashSet(StringComparer.Ordinal);
        differing.AddRange(there.Odd.Where(each => !gone.Contains(each.Key)).Select(each => new Differing(each.Key, DifferenceKind.Odd, null, null, null, each.Value)));
        return differing;
    }

    private Differing? Met(PlacedFile file, Posix.Entry entry)
    {
        var isAsKnown = file.Size == entry.Size && IsSameTime(file.ModifiedNs, entry.ModifiedNs);
        if ((isAsKnown && (file.Deleted || file.State is not ReplicaState.Missing)) || !IsSettled(entry))
        {
            return null;
        }

        return file.Deleted ? new(file.Name, DifferenceKind.New, null, entry.Size, entry.ModifiedNs, "It was deleted from the catalogue and is there with another content.")
            : new(file.Name, DifferenceKind.Changed, file.Id, entry.Size, entry.ModifiedNs, isAsKnown ? "It was missing and is there again."
                : file.Size != entry.Size ? $"It has {Bytes.Show(entry.Size)} ({entry.Size} bytes); the catalogue has {file.Size}." : "It has another time stamp than the catalogue.");
    }

    private static Differing? Lacking(PlacedFile file, FolderContents there) =>
        file.Deleted || file.State is not (ReplicaState.Stored or ReplicaState.Verified or ReplicaState.Suspect) ? null
        : new(file.Name, DifferenceKind.Gone, file.Id, file.Size, file.ModifiedNs, there.Folders.Contains(file.Name) ? "A folder has taken its place."
            : there.Odd.TryGetValue(file.Name, out var odd) ? odd : "It is not there any more.");

    /// <summary>Storages may keep coarser time stamps than the source's, which Dewar gave them; in place there is only the one.</summary>
    private bool IsSameTime(long one, long other) => one == other || (!isInPlace && Math.Abs(one - other) < 2 * Second);

    private bool IsSettled(Posix.Entry entry)
    {
        // A file server whose clock is hours ahead would keep its files for ever.
        var isSettled = entry.ChangedNs <= _settledNs || entry.ChangedNs > _settledNs + Ahead;
        Unsettled += isSettled ? 0 : 1;
        return isSettled;
    }
}
