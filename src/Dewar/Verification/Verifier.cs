using Dewar.Hosting;
using Dewar.Storages;

namespace Dewar.Verification;

/// <summary>Works on the runs, a piece of each in turn; those in the background for themselves, so that nobody who asked waits for them.</summary>
internal sealed partial class Verifier(RunStore runs, PieceReader reader, StorageStore storages, TimeProvider time, ILogger<Verifier> log) : BackgroundService
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenAway = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var bell = new Bell();
        runs.Grew += bell.Ring;
        await Task.WhenAll(Loop(background: false, bell, stopping), Loop(background: true, new Bell(), stopping));
    }

    private async Task Loop(bool background, Bell bell, CancellationToken stopping)
    {
        var isReady = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!isReady)
                {
                    await runs.Resume(background, stopping);
                    await (background ? SetBackground(stopping) : Task.CompletedTask);
                    isReady = true;
                }

                while (await runs.Take(background, stopping) is { } run)
                {
                    await Do(run, stopping);
                }
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                // The database is out of reach: all is as it was at the last piece.
                CannotGoOn(failure);
            }
            catch (Exception cut) when (stopping.IsCancellationRequested)
            {
                StoppedAtWork(cut.Message);
                return;
            }

            await ((Task)bell.Wait(Turn, time, stopping)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SetBackground(CancellationToken ct) =>
        await runs.SetBackground(reader.HasBackground ? (await storages.List(ct)).Select(each => each.Id) : [], ct);

    private async Task Do(Run run, CancellationToken stopping)
    {
        using var keeping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var heart = Beat(run, keeping.Token);
        try
        {
            await reader.Do(run, stopping);
        }
        catch (IOException away) when (!stopping.IsCancellationRequested)
        {
            Away(run.PublicId, away.Message);
            await runs.Pause(run, away.Message, WhenAway, stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            PieceFailed(run.PublicId, failure);
            await runs.Pause(run, $"{failure.Message} It will be tried again.", WhenAway, stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            await runs.Release(run, CancellationToken.None);
            throw;
        }
        finally
        {
            await keeping.CancelAsync();
            await heart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Beat(Run run, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(RunStore.Lease / 4, time);
        while (await tick.WaitForNextTickAsync(ct))
        {
            await runs.Keep(run, ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Verification {Run} waits: {Reason}")]
    private partial void Away(string run, string reason);

    [LoggerMessage(LogLevel.Error, "Verification {Run} failed; it will be tried again")]
    private partial void PieceFailed(string run, Exception failure);

    [LoggerMessage(LogLevel.Warning, "Verification can't go on; looking again")]
    private partial void CannotGoOn(Exception failure);

    [LoggerMessage(LogLevel.Debug, "Verification stops: {Reason}")]
    private partial void StoppedAtWork(string reason);
}
