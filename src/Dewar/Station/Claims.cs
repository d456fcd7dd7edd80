using Dewar.Journeys;

namespace Dewar.Station;

/// <summary>
/// Deals out what is due, a batch at a time, to several movers: from each source in turn, so that a hundred thousand files of one do not
/// keep the next one waiting. A large file is a batch of its own.
/// </summary>
internal sealed class Claims(Journal journal) : IDisposable
{
    public const int MostFiles = 1024;
    private const long MostBytes = 48 << 20;

    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly HashSet<long> _taken = [];
    private readonly Dictionary<(long Source, JourneyStage Stage), long> _cursors = [];
    private long _lastSource;

    /// <summary>A batch, or null when nothing is due.</summary>
    public async Task<(SourceWatch Watch, List<JourneyFile> Files)?> Next(IReadOnlyCollection<SourceWatch> watches, CancellationToken ct)
    {
        await _lock.WaitAsync(ct);
        try
        {
            foreach (var watch in watches.OrderBy(each => each.Assignment.Source <= _lastSource).ThenBy(each => each.Assignment.Source))
            {
                if (!watch.HasEnded && watch.ToRecover is null && await Take(watch, ct) is { Count: > 0 } files)
                {
                    _lastSource = watch.Assignment.Source;
                    return (watch, files);
                }
            }

            return null;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>
    /// Placed files that wait to be registered and are in nobody's hand. What pushed something aside is in the journal as placed while its
    /// mover still has it: registered by both, it would be counted twice.
    /// </summary>
    public async Task<(List<JourneyFile> Files, bool More)> Unregistered(SourceWatch watch, int most, CancellationToken ct)
    {
        await _lock.WaitAsync(ct);
        try
        {
            var due = await journal.Due(watch.Assignment.Source, JourneyStage.Placed, 0, most, ct);
            var files = due.FindAll(file => _taken.Add(file.Id));
            watch.Carry(files.Count);
            return (files, due.Count > 0);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>
    /// Gives a batch back once the journal says how far it got. Waits for a dealing that is under way: what that has read of the journal
    /// may be older, and only the mark tells it that these files are not to be had.
    /// </summary>
    /// <param name="leftover">Some of them may be verified and got no further. Said here, where no dealing can miss it.</param>
    public async Task Release(SourceWatch watch, IReadOnlyCollection<JourneyFile> files, bool leftover = false)
    {
        await _lock.WaitAsync(CancellationToken.None);
        _taken.ExceptWith(files.Select(file => file.Id));
        watch.HasLeftovers |= leftover;
        watch.Carry(-files.Count);
        _lock.Release();
    }

    /// <summary>First what a crash left between the copy and its registration, then what is settled.</summary>
    private async Task<List<JourneyFile>> Take(SourceWatch watch, CancellationToken ct)
    {
        if (watch.HasLeftovers)
        {
            if (await Take(watch, JourneyStage.Verified, ct) is { Count: > 0 } left)
            {
                return left;
            }

            watch.HasLeftovers = false;
        }

        return watch.Progress[JourneyStage.Settled] > 0 && !watch.Assignment.Abort ? await Take(watch, JourneyStage.Settled, ct) : [];
    }

    private async Task<List<JourneyFile>> Take(SourceWatch watch, JourneyStage stage, CancellationToken ct)
    {
        // On from where the last batch ended; what was put back with a later time lies before that and is found when the rest is done.
        var key = (watch.Assignment.Source, stage);
        var cursor = _cursors.GetValueOrDefault(key);
        var due = await journal.Due(watch.Assignment.Source, stage, cursor, MostFiles, ct);
        if (due.Count == 0 && cursor > 0)
        {
            due = await journal.Due(watch.Assignment.Source, stage, 0, MostFiles, ct);
        }

        var files = new List<JourneyFile>();
        long bytes = 0;
        foreach (var file in due.Where(file => !_taken.Contains(file.Id)))
        {
            if (files.Count > 0 && bytes + file.Size > MostBytes)
            {
                break;
            }

            files.Add(file);
            bytes += file.Size;
            _taken.Add(file.Id);
        }

        watch.Carry(files.Count);
        _cursors[key] = files.Count == 0 ? 0 : files[^1].Id;
        return files;
    }

    public void Dispose() => _lock.Dispose();
}
