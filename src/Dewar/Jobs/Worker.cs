using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Jobs;

/// <summary>Takes jobs and does them, a few beside one another: a long one holds up nobody. Runs inside a site.</summary>
internal sealed partial class Worker(JobQueue queue, IEnumerable<IJobHandler> handlers, TimeProvider time, ILogger<Worker> log) : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(each => each.Kind);

    protected override Task ExecuteAsync(CancellationToken stopping) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Work(stopping)));

    private async Task Work(CancellationToken stopping)
    {
        var bell = new Bell();
        queue.Grew += bell.Ring;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await queue.Take(stopping) is { } job)
                {
                    await Do(job, stopping);
                }
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                // The queue itself is out of reach (the database restarts): nothing is lost by waiting.
                QueueAway(failure);
            }
            catch (Exception cut) when (stopping.IsCancellationRequested)
            {
                // The job in hand keeps its lease; after it another worker does the job again.
                StoppedAtWork(cut.Message);
                return;
            }

            await ((Task)bell.Wait(Pause, time, stopping)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
