using System.Collections.Concurrent;

namespace Dewar.Transfers;

/// <summary>
/// Whether copies on a device are better written and read back past the kernel's cache. On solid-state and parallel storage that is
/// faster and checks the medium itself; on a turning disk or a slow line reading back costs as much as writing, so there the cache
/// answers. Told apart by how fast reading back has been, since what devices say of themselves is often wrong.
/// </summary>
internal sealed class MediumPace(TimeProvider time)
{
    private const long Enough = 16 << 20;
    private const double SlowBytesPerSecond = 200e6;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(10);
    private static readonly ConcurrentDictionary<ulong, MediumPace> Devices = new();

    private readonly Lock _lock = new();
    private int _reading;
    private long _busySince;
    private TimeSpan _busy;
    private long _bytes;
    private long _slowSince;

    public static MediumPace Of(ulong device) => Devices.GetOrAdd(device, _ => new(TimeProvider.System));

    public bool IsFast
    {
        get
        {
            var since = Volatile.Read(ref _slowSince);
            return since == 0 || time.GetElapsedTime(since) > AskAgain;
        }
    }

    /// <summary>Reads from the medium. Several may do so at once: what counts is what they get together.</summary>
    /// <returns>How many bytes <paramref name="read"/> got.</returns>
    public int Read(Func<int> read)
    {
        lock (_lock)
        {
            _busySince = _reading++ == 0 ? time.GetTimestamp() : _busySince;
        }

        var got = 0;
        try
        {
            return got = read();
        }
        finally
        {
            Took(got, time.GetTimestamp());
        }
    }

    private void Took(long bytes, long now)
    {
        lock (_lock)
        {
            (_busy, _busySince, _bytes) = (_busy + time.GetElapsedTime(_busySince, now), now, _bytes + bytes);
            _reading--;
            if (_bytes >= Enough)
            {
                Volatile.Write(ref _slowSince, _bytes < SlowBytesPerSecond * _busy.TotalSeconds ? now : 0);
                (_bytes, _busy) = (0, TimeSpan.Zero);
            }
        }
    }
}
