namespace Dewar.Sessions;

/// <summary>
/// Brings files to their sessions, behind what happens: files that came or were read, and files of times at which sessions changed; and on to the experiments of those. Files that
/// come while nobody said that there was a session make one. Any number of site processes may run it; they wait for one another.
/// </summary>
internal sealed partial class FilePlacer(IEnumerable<ISessionWork> works, SessionChanges changes, Forgotten forgotten, TimeProvider time, ILogger<FilePlacer> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(200);

    /// <summary>How often forgotten ends are looked for.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var rounded = 0L;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (rounded == 0 || time.GetElapsedTime(rounded) >= Round)
                {
                    await forgotten.Close(stopping);
                    rounded = time.GetTimestamp();
                }

                if (await ISessionWork.First(works, stopping))
                {
                    // Sessions that old files made are over already.
                    await forgotten.Close(stopping);
                    await Task.Delay(Breath, time, stopping);
                    continue;
                }

                await changes.Bell.Wait(Patience, time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                // The database restarts, or is full: what waits stays in its list.
                Away(failure);
                await Task.Delay(Patience, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Files can't be brought to their sessions just now; looking again")]
    private partial void Away(Exception failure);
}
