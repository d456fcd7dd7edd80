namespace Dewar.Sessions;

/// <summary>
/// Brings files to their sessions, behind what happens: files that came or were read, and files of times at which sessions changed. Files that
/// come while nobody said that there was a session make one. Any number of site processes may run it; they wait for one another.
/// </summary>
internal sealed partial class FilePlacer(SessionFiles files, BookedSessions booked, Forgotten forgotten, TimeProvider time, ILogger<FilePlacer> log) : BackgroundService
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

                if (await booked.LookSome(stopping) | await files.PlaceSome(stopping))
                {
                    // Sessions that old files made are over already.
                    await forgotten.Close(stopping);
                    await Task.Delay(Breath, time, stopping);
                    continue;
                }

                await files.Bell.Wait(Patience, time, stopping);
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
