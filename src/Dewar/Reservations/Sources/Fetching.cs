namespace Dewar.Reservations;

/// <summary>
/// Looks at each calendar when its turn comes, each beside the others: one that is slow holds up none. Several processes of a site share the work by leases in the
/// database; one that dies loses its turn to another.
/// </summary>
internal sealed partial class Fetching(SourceStore sources, LookAtSource look, TakeFetched take, TimeProvider time, ILogger<Fetching> log) : BackgroundService
{
    private const int AtOnce = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var running = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (running.Count < AtOnce && await sources.Take(stopping) is { } source)
                {
                    running.Add(OrTell(source, stopping));
                }
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                // The database restarts, or is not there yet. What is due stays due.
                Away(failure);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            try
            {
                await sources.Due.Wait(Pause, time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }

            running.RemoveAll(each => each.IsCompleted);
        }

        await Task.WhenAll(running);
    }

    /// <summary>One look and what follows from it. Whatever goes wrong is written beside the source and concerns no other.</summary>
    public async Task Run(SourceLease source, CancellationToken ct)
    {
        try
        {
            var (found, from, to) = await look.Run(source, ct);
            await take.Run(source, found, from, to, ct);
        }
        catch (LeaseLost lost)
        {
            Lost(source.Name, lost.Message);
        }
        catch (SourceTrouble trouble)
        {
            Trouble(source.Name, trouble.Message);
            await sources.Failed(source, trouble.Message, trouble.After, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            // A calendar that finds a fault of ours must not stop the others.
            Fault(source.Name, fault);
            await sources.Failed(source, $"Dewar failed at this calendar ({fault.GetType().Name}: {fault.Message.TrimEnd('.')}). That is a fault of Dewar's own; its log has more.", null, ct);
        }
    }

    private async Task OrTell(SourceLease source, CancellationToken ct)
    {
        // The first steps of a look are work, too, which must not hold up those that wait for their turn.
        await Task.Yield();
        try
        {
            await Run(source, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            Away(failure);
        }
        catch (Exception cut)
        {
            // The lease runs out, then another process looks.
            Lost(source.Name, cut.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The calendar {Name} could not be taken over: {Reason}")]
    private partial void Trouble(string name, string reason);

    [LoggerMessage(LogLevel.Error, "The calendar {Name} made Dewar fail")]
    private partial void Fault(string name, Exception failure);

    [LoggerMessage(LogLevel.Debug, "The look at {Name} is given up: {Reason}")]
    private partial void Lost(string name, string reason);

    [LoggerMessage(LogLevel.Warning, "The list of calendars can't be reached; looking again")]
    private partial void Away(Exception failure);
}
