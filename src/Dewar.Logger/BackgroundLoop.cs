using System;
using System.Threading;

namespace Dewar.Logger;

/// <summary>Does something again and again on a thread of its own, until it is stopped. What goes wrong is written down, and it goes on.</summary>
internal sealed class BackgroundLoop
{
    private const int AfterFailure = 60_000;
    private readonly object _lock = new();
    private readonly Func<int> _round;
    private bool _awake;
    private volatile bool _stopped;

    /// <param name="name">For those who look at threads.</param>
    /// <param name="round">Returns how long to wait for the next, in milliseconds.</param>
    public BackgroundLoop(string name, Func<int> round)
    {
        _round = round;
        new Thread(Run, maxStackSize: 256 << 10) { Name = name, IsBackground = true, Priority = ThreadPriority.BelowNormal }.Start();
    }

    public bool IsStopped => _stopped;

    /// <summary>The next round begins at once.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _awake = true;
            Monitor.Pulse(_lock);
        }
    }

    public void Stop()
    {
        _stopped = true;
        Wake();
    }

    private void Run()
    {
        while (!_stopped)
        {
            var wait = Once();
            lock (_lock)
            {
                if (!_awake)
                {
                    Monitor.Wait(_lock, wait);
                }

                _awake = false;
            }
        }
    }

    private int Once()
    {
        try
        {
            return _round();
        }
        catch (Exception failure)
        {
            // Who ends takes away what was being used.
            if (!_stopped)
            {
                Troubles.Tell(failure);
            }

            return AfterFailure;
        }
    }
}
