using Dewar.Extraction;
using Dewar.Hosting;

namespace Dewar.Viewing;

/// <summary>
/// The processes that look into files: a few, kept warm for a while. A question goes to the one that has its file open, if that has nothing else
/// to do.
/// </summary>
internal sealed class ViewingPool : IAsyncDisposable
{
    private const int MostWaiting = 64;

    private static readonly TimeSpan Warm = TimeSpan.FromMinutes(3);

    private readonly Lock _lock = new();
    private readonly List<ViewingProcess> _idle = [];
    private readonly SemaphoreSlim _free;
    private readonly Func<ViewingProcess> _make;
    private readonly TimeProvider _time;
    private readonly ITimer _cooling;
    private int _waiting;

    public ViewingPool(SiteSettings site, TimeProvider time)
    {
        var setup = new ReaderSetup(site.Readers, site.Plugins);
        IReadOnlyList<string> arguments = [.. OwnProgram.Command, "look", .. setup.Arguments];
        var limits = new ReadingLimits(site.ReadingTime, site.ReadingMemory);
        _make = () => new(limits, arguments, time);
        _time = time;
        _free = new(Math.Max(2, Environment.ProcessorCount));
        _cooling = time.CreateTimer(_ => Cool(), null, Warm, Warm);
    }

    /// <summary>The processes that wait; for the tests.</summary>
    public IReadOnlyList<int> Idle
    {
        get
        {
            lock (_lock)
            {
                return [.. _idle.Select(process => process.ProcessId).OfType<int>()];
            }
        }
    }

    public async Task Ask(ViewOrder order, Func<IReadOnlyList<string>, Task<ViewLeave>> leave, Func<ViewHead, Stream> begin, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new ViewFault(503, "Too many look into files just now. Try again in a moment.");
        }

        try
        {
            await _free.WaitAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        var process = Take(order.Key);
        try
        {
            await process.Ask(order, leave, begin, ct);
        }
        finally
        {
            lock (_lock)
            {
                _idle.Add(process);
            }

            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cooling.DisposeAsync();
        foreach (var process in All(_ => true))
        {
            await process.DisposeAsync();
        }

        _free.Dispose();
    }

    private ViewingProcess Take(string key)
    {
        lock (_lock)
        {
            var process = _idle.Find(each => each.Key == key && each.IsUp) ?? _idle.Find(each => each.IsUp) ?? _idle.FirstOrDefault() ?? _make();
            _idle.Remove(process);
            return process;
        }
    }

    private List<ViewingProcess> All(Predicate<ViewingProcess> which)
    {
        lock (_lock)
        {
            var all = _idle.FindAll(which);
            _idle.RemoveAll(which);
            return all;
        }
    }

    private void Cool() => _ = Task.WhenAll(All(process => _time.GetElapsedTime(process.AskedAt) > Warm).Select(process => process.Stop()));
}
