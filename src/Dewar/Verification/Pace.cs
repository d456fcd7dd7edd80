namespace Dewar.Verification;

/// <summary>Holds reading back to a number of bytes a second.</summary>
/// <param name="perSecond">Null for as fast as it goes.</param>
internal sealed class Pace(long? perSecond, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);
    private readonly Lock _lock = new();
    private readonly long _began = time.GetTimestamp();
    private long _bytes;

    public static Pace None { get; } = new(null, TimeProvider.System);

    public long? PerSecond => perSecond;

    /// <summary>So many bytes were read: waits until that many may have been.</summary>
    public async ValueTask Spend(long bytes, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (perSecond is not { } rate)
        {
            return;
        }

        TimeSpan ahead;
        lock (_lock)
        {
            _bytes += bytes;
            ahead = TimeSpan.FromSeconds((double)_bytes / rate) - time.GetElapsedTime(_began);
        }

        if (ahead > Shortest)
        {
            await Task.Delay(ahead, time, ct);
        }
    }
}
