namespace Dewar.Disk;

/// <summary>Somebody who trades a folder for a link to another one and back, again and again, in one step each.</summary>
internal sealed class LinkSwap : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _swapping;
    private long _swaps;

    /// <param name="folder">Is a folder whenever this has ended.</param>
    /// <param name="outside">Where the link leads.</param>
    /// <param name="rest">For how long the folder stays; the link does for 50.</param>
    public LinkSwap(string folder, string outside, int rest = 100)
    {
        Directory.CreateSymbolicLink($"{folder}.link", outside);
        // With a thread of its own: one that waited for its turn would never swap.
        _swapping = Task.Factory.StartNew(() => Swap(Path.GetDirectoryName(folder)!, Path.GetFileName(folder), rest, _stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How often the link came to stand where the folder was.</summary>
    public long Swaps => Interlocked.Read(ref _swaps);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _swapping;
        _stop.Dispose();
    }

    private void Swap(string place, string name, int rest, CancellationToken stop)
    {
        using var parent = Folder.OpenRoot(place);
        while (!stop.IsCancellationRequested)
        {
            parent.TryExchange(name, $"{name}.link");
            Interlocked.Increment(ref _swaps);
            Thread.SpinWait(50 * 20);
            parent.TryExchange(name, $"{name}.link");
            Thread.SpinWait(rest * 20);
        }

        parent.Remove($"{name}.link");
    }
}
