namespace Dewar.Station;

/// <summary>
/// Listens to the kernel's change events, only to look sooner: none of them is needed, any may be missing. Network shares send none.
/// </summary>
internal sealed class ChangeHints : IDisposable
{
    /// <summary>What comes together is looked at together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly FileSystemWatcher? _watcher;

    public ChangeHints(string folder, TreeLook look)
    {
        try
        {
            _watcher = new(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
            _watcher.Created += (_, change) => Ring(look, folder, change.FullPath);
            _watcher.Changed += (_, change) => Ring(look, folder, change.FullPath);
            _watcher.Renamed += (_, change) => Ring(look, folder, change.FullPath);
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception unavailable) when (unavailable is ArgumentException or IOException)
        {
            // No folder yet, or no watches left in the kernel: looks come at their own times.
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    public async Task Wait(TimeSpan most, TimeProvider time, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var rung = _bell.WaitAsync(limit.Token);
        if (await Task.WhenAny(rung, Task.Delay(most, time, limit.Token)) == rung && most > Gather)
        {
            await Task.Delay(Gather, time, ct);
        }

        await limit.CancelAsync();
        await ((Task)rung).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _bell.Dispose();
    }

    private void Ring(TreeLook look, string root, string path)
    {
        look.Hint(Path.GetRelativePath(root, path));
        if (_bell.CurrentCount == 0)
        {
            try
            {
                _bell.Release();
            }
            catch (Exception late) when (late is SemaphoreFullException or ObjectDisposedException)
            {
                // Somebody else rang, or the watch has ended.
            }
        }
    }
}
