using System.Collections.Concurrent;
using System.Diagnostics;

namespace Dewar.Transfers;

/// <summary>
/// Whether copies on a device are better written and read back past the kernel's cache. On solid-state and parallel storage that is
/// faster and checks the medium itself; on a turning disk or a slow line reading back costs as much as writing, so there the cache
/// answers. Told apart by how fast reading back has been, since what devices say of themselves is often wrong.
/// </summary>
internal sealed class MediumPace
{
    private const long Enough = 16 << 20;
    private const double SlowBytesPerSecond = 200e6;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(10);
    private static readonly ConcurrentDictionary<ulong, MediumPace> Devices = new();

    private readonly Lock _lock = new();
    private long _bytes;
    private long _ticks;
    private long _slowSince;

    public static MediumPace Of(ulong device) => Devices.GetOrAdd(device, _ => new());

    public bool IsFast
    {
        get
        {
            var since = Volatile.Read(ref _slowSince);
            return since == 0 || Stopwatch.GetElapsedTime(since) > AskAgain;
        }
    }

    /// <summary>Reading back so many bytes from the medium took so long.</summary>
    public void Took(long bytes, long ticks)
    {
        lock (_lock)
        {
            (_bytes, _ticks) = (_bytes + bytes, _ticks + ticks);
            if (_bytes >= Enough)
            {
                Volatile.Write(ref _slowSince, _bytes < SlowBytesPerSecond * _ticks / Stopwatch.Frequency ? Stopwatch.GetTimestamp() : 0);
                (_bytes, _ticks) = (0, 0);
            }
        }
    }
}
