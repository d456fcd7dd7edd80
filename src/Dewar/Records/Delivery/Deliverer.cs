using Dewar.Hosting;

namespace Dewar.Records;

/// <summary>Delivers records to their targets behind what happens, with growing pauses where one does not take them. Any number of site processes may run it.</summary>
internal sealed partial class Deliverer(TargetStore targets, DeliveryStore deliveries, RecordPackages packages, TimeProvider time, ILogger<Deliverer> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Tries what is due, once.</summary>
    public async Task Step(CancellationToken ct)
    {
        var all = await targets.List(ct);
        foreach (var target in all)
        {
            foreach (var (session, revision, attempts, foreign) in await deliveries.Due(target, ct))
            {
                if (await IsWanted(target, all, session, revision, ct) && await deliveries.Take(session, target, revision, ct))
                {
                    await Try(target, session, revision, attempts, foreign, ct);
                }
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Step(stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                Away(failure);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Patience, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Where the first that works is enough, the next is tried only when those before it failed.</summary>
    private async Task<bool> IsWanted(RecordTarget target, List<RecordTarget> all, long session, int revision, CancellationToken ct)
    {
        if (packages.Strategy != SiteSettings.DeliverToFirst)
        {
            return true;
        }

        var others = (await deliveries.Others(session, revision, ct)).ToDictionary(each => each.Target, each => each.Succeeded);
        return !others.ContainsValue(true) && all.TakeWhile(other => other.Key != target.Key).All(other => others.ContainsKey(other.Key));
    }

    private async Task Try(RecordTarget target, long key, int revision, int attempts, string? foreign, CancellationToken ct)
    {
        try
        {
            var delivered = await targets.ExporterOf(target).Deliver(await packages.Of(target, key, revision, foreign, ct), ct);
            await deliveries.Done(key, target, revision, delivered, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && !packages.IsAway(failure))
        {
            NotTaken(target.Name, failure.Message);
            await deliveries.Failed(key, target, revision, attempts, failure.Message, ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Target} did not take a record ({Reason}); it will be tried again")]
    private partial void NotTaken(string target, string reason);

    [LoggerMessage(LogLevel.Warning, "Records can't be delivered just now; looking again")]
    private partial void Away(Exception failure);
}
