using Dewar.Hosting;
using Dewar.Storages;

namespace Dewar.Scans;

/// <summary>Has in-place storages scanned from time to time: the folders often, every file once a day.</summary>
internal sealed partial class ScanTimer(ScanStore scans, StorageStore storages, SiteSettings settings, TimeProvider time, ILogger<ScanTimer> log) : BackgroundService
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Full = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        if (settings.ScanEvery is not { } every)
        {
            return;
        }

        using var tick = new PeriodicTimer(every < Turn ? every : Turn, time);
        do
        {
            try
            {
                await AskForDue(every, stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                CannotAsk(failure);
            }
        }
        while (await tick.WaitForNextTickAsync(stopping));
    }

    /// <summary>Asks for the scans that are due.</summary>
    public async Task AskForDue(TimeSpan every, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var storage in (await storages.List(ct)).Where(each => each.IsInPlace))
        {
            var (last, lastFull, isRunning) = await scans.LastOf(storage.Id, ct);
            if (!isRunning && (last is null || last + every <= now))
            {
                try
                {
                    await scans.Add("site", storage, null, new(Quick: lastFull is { } full && full + Full > now), ct);
                }
                catch (Refusal busy)
                {
                    // Somebody has one of its experiments scanned just now; its turn comes after that.
                    Waits(storage.Name, busy.Message);
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "The scan of '{Storage}' waits: {Reason}")]
    private partial void Waits(string storage, string reason);

    [LoggerMessage(LogLevel.Warning, "Scans can't be asked for; trying again")]
    private partial void CannotAsk(Exception failure);
}
