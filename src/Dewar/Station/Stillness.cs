using Dewar.Disk;

namespace Dewar.Station;

/// <summary>What a look saw of a file: if any of it changes, the file is still being written.</summary>
internal readonly record struct Glance(long Size, long ModifiedNs, ulong Inode)
{
    public static Glance Of(Posix.Entry entry) => new(entry.Size, entry.ModifiedNs, entry.Inode);
}

/// <summary>
/// Decides when files have stopped changing. Knows nothing of disks: it is told what was seen. Time is the steady clock's, so that
/// somebody setting the computer's clock settles nothing.
/// </summary>
internal sealed class Stillness(TimeSpan quiet, TimeProvider time)
{
    private readonly Dictionary<string, (Glance Last, long Since)> _watched = new(StringComparer.Ordinal);

    public int Count => _watched.Count;

    public IReadOnlyCollection<string> Paths => _watched.Keys;

    public bool Watches(string path) => _watched.ContainsKey(path);

    /// <summary>Begins or goes on watching. True when the file has looked the same for the whole quiet period; it is watched on until <see cref="Forget"/>.</summary>
    public bool Settles(string path, Glance glance)
    {
        var now = time.GetTimestamp();
        if (!_watched.TryGetValue(path, out var before) || before.Last != glance)
        {
            _watched[path] = (glance, now);
            return quiet == TimeSpan.Zero;
        }

        return time.GetElapsedTime(before.Since, now) >= quiet;
    }

    public void Forget(string path) => _watched.Remove(path);
}
