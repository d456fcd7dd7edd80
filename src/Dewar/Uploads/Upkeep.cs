using Dewar.Acquisitions;
using Dewar.Database;
using Dewar.Disk;

namespace Dewar.Uploads;

/// <summary>Removes uploads that nobody went on with, and ends people's uploads when nothing more comes.</summary>
internal sealed partial class Upkeep(UploadStore store, OwnUploads own, TimeProvider time, ILogger<Upkeep> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task Turn(CancellationToken ct)
    {
        foreach (var upload in await store.Expired(ct))
        {
            try
            {
                if (upload.State is not UploadState.Done && await own.Place(upload.Source, ct) is { } place)
                {
                    upload.RemoveBytes(place.Destination);
                }

                await store.Remove(upload.Source, [upload.Tag], ct);
            }
            catch (DiskException away)
            {
                // The storage is away: its bytes are removed when it is back.
                BytesStay(upload.Path, away.Message);
            }
        }

        await own.EndQuiet(await store.Busy(time.GetUtcNow() - OwnUploads.Quiet, ct), ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, time);
        while (await tick.WaitForNextTickAsync(stopping))
        {
            try
            {
                await Turn(stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                // The database restarts, for one; the next turn does it.
                TurnFailed(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The bytes of the expired upload of {Path} can't be removed yet: {Reason}")]
    private partial void BytesStay(string path, string reason);

    [LoggerMessage(LogLevel.Warning, "Looking after uploads failed; it is done again in a minute")]
    private partial void TurnFailed(Exception failure);
}
