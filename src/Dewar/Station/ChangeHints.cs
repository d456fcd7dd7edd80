using Dewar.Hosting;

namespace Dewar.Station;

/// <summary>
/// Listens to the kernel's change events, only to look sooner: none of them is needed, any may be missing. Network shares send none.
/// </summary>
internal sealed class ChangeHints : IDisposable
{
    /// <summary>What comes together is looked at together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private readonly Bell _bell = new();
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
        if (await _bell.Wait(most, time, ct) && most > Gather)
        {
            await Task.Delay(Gather, time, ct);
        }
    }

    public void Dispose() => _watcher?.Dispose();

    private void Ring(TreeLook look, string root, string path)
    {
        look.Hint(Path.GetRelativePath(root, path));
        _bell.Ring();
    }
}
