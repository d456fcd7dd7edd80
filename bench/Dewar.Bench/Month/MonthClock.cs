using System.Diagnostics;

namespace Dewar.Bench;

/// <summary>The clock of a site that lives a month within minutes: it is put forward, and goes on between.</summary>
internal sealed class MonthClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _base = start;
    private long _since = Stopwatch.GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _base + Stopwatch.GetElapsedTime(_since);
        }
    }

    /// <summary>Never back.</summary>
    public void Reach(DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_base + Stopwatch.GetElapsedTime(_since) < at)
            {
                (_base, _since) = (at, Stopwatch.GetTimestamp());
            }
        }
    }
}
