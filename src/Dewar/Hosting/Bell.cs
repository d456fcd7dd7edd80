using System.Threading.Channels;

namespace Dewar.Hosting;

/// <summary>Wakes somebody who waits. Rung while nobody waits, it wakes the next at once; rung many times, it wakes once.</summary>
internal sealed class Bell
{
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>Until it rings, and at most so long. True when it rang.</summary>
    public async Task<bool> Wait(TimeSpan most, TimeProvider time, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var rung = _rings.Reader.WaitToReadAsync(limit.Token).AsTask();
        await Task.WhenAny(rung, Task.Delay(most, time, limit.Token));
        await limit.CancelAsync();
        await ((Task)rung).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        return _rings.Reader.TryRead(out _);
    }
}
