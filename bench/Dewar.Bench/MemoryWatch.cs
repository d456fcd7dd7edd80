namespace Dewar.Bench;

/// <summary>The memory of a process, from now on until it is disposed.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(200);

    private readonly int _process;
    private readonly List<double> _resident = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    public MemoryWatch(int process)
    {
        _process = process;
        // The kernel forgets the peak before this.
        File.WriteAllText($"/proc/{process}/clear_refs", "5");
        _watching = Watch();
    }

    /// <summary>In MB.</summary>
    public double Peak { get; private set; }

    /// <summary>The median of the first (0), second or last third of the time.</summary>
    public double Third(int which) => Tool.Median(_resident.Skip(which * _resident.Count / 3).Take(Math.Max(1, _resident.Count / 3)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Peak = Site.Memory(_process, "VmHWM");
        _stop.Dispose();
    }

    private async Task Watch()
    {
        while (true)
        {
            _resident.Add(Site.Memory(_process));
            await Task.Delay(Turn, _stop.Token);
        }
    }
}
