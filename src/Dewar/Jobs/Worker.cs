using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Jobs;

/// <summary>Takes jobs and does them, a few beside one another: a long one holds up nobody. Runs inside a site.</summary>
internal sealed partial class Worker(JobQueue queue, IEnumerable<IJobHandler> handlers, TimeProvider time, ILogger<Worker> log) : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(each => each.Kind);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var bell = new Bell();
        queue.Grew += bell.Ring;
        var running = new List<Task>();
        Task? ring = null;
        var isReady = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!isReady)
                {
                    await queue.Resume(stopping);
                    isReady = true;
                }

                while (running.Count < AtOnce && await queue.Take(stopping) is { } job)
                {
                    running.Add(DoOrTell(job, stopping));
                }
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                // The queue itself is out of reach (the database restarts): nothing is lost by waiting.
                QueueAway(failure);
            }
            catch (OperationCanceledException)
            {
                // The site is going down, and nothing was taken.
                break;
            }

            // One wait goes on until it ends: a second beside it would miss what the first hears.
            ring = ring is { IsCompleted: false } ? ring : bell.Wait(Pause, time, stopping);
            await Task.WhenAny([ring, .. running]);
            running.RemoveAll(job => job.IsCompleted);
        }

        await Task.WhenAll(running);
    }

    private async Task DoOrTell(Job job, CancellationToken stopping)
    {
        try
        {
            await Do(job, stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            QueueAway(failure);
        }
        catch (Exception cut)
        {
            // It keeps its lease; after that another worker does it again.
            StoppedAtWork(cut.Message);
        }
    }

    private async Task Do(Job job, CancellationToken stopping)
    {
        using var keeping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var heart = Beat(job, keeping.Token);
        try
        {
            await _handlers[job.Kind].Run(JsonSerializer.Deserialize<JsonElement>(job.Payload), stopping);
            await queue.Done(job, stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            JobFailed(job.Kind, job.Id, job.Attempts, failure);
            await queue.Later(job, failure.Message, stopping);
        }
        finally
        {
            await keeping.CancelAsync();
            await heart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Beat(Job job, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(JobQueue.Lease / 4, time);
        while (await tick.WaitForNextTickAsync(ct))
        {
            await queue.Keep(job, ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {Kind} {Id} failed at attempt {Attempt}; it will be tried again")]
    private partial void JobFailed(string kind, long id, long attempt, Exception failure);

    [LoggerMessage(LogLevel.Debug, "The worker stops: {Reason}")]
    private partial void StoppedAtWork(string reason);

    [LoggerMessage(LogLevel.Warning, "The job queue can't be reached; looking again")]
    private partial void QueueAway(Exception failure);
}
