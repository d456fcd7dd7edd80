using System.Text.Json;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Storages;

namespace Dewar.Scans;

/// <summary>Works on a scan for a while and puts it back in the queue, so that other work has its turn. A kill costs the last piece.</summary>
internal sealed class ScanJob(ScanStore scans, StorageStore storages, Looking looking, Reading reading, Judging judging, JobQueue jobs, SiteDatabase database, SiteSettings settings, TimeProvider time)
    : IJobHandler
{
    public const string JobKind = "scan";

    /// <summary>How often what was being written is looked at again before it is left for the next scan.</summary>
    private const int Rounds = 3;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenAway = TimeSpan.FromSeconds(5);

    internal sealed record Order(string Scan);

    public string Kind => JobKind;

    public async Task Run(JsonElement payload, CancellationToken ct)
    {
        var id = payload.Deserialize<Order>(Wire.Json)!.Scan;
        var began = time.GetTimestamp();
        while (await scans.Work(id, ct) is { } scan)
        {
            var wait = await Piece(scan, ct);
            if (wait > TimeSpan.Zero || time.GetElapsedTime(began) > Turn)
            {
                await database.Write(write => jobs.Add(write, JobKind, new Order(id), ct, wait), ct);
                jobs.Ring();
                return;
            }
        }
    }

    /// <summary>Does one piece. Returns how long to wait before the next.</summary>
    private async Task<TimeSpan> Piece(ScanWork scan, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        try
        {
            using var tree = new OpenTree(await storages.Get(scan.StorageId, ct));
            var experiments = await scans.Experiments(scan, ct);
            var (at, path) = Place(scan.Place);
            if (experiments.Find(each => each.Id >= at) is not { } experiment)
            {
                return await NextPart(scan, ct);
            }

            path = experiment.Id == at ? path : null;
            var progress = new ScanProgress(scan.Phase, scan.Round, null);
            var last = scan.Phase switch
            {
                0 => await looking.Piece(scan, tree, experiment, path, progress, ct),
                1 => await reading.Piece(scan, tree, experiment, path ?? "", progress, ct),
                _ => await judging.Piece(scan, tree, experiment, path ?? "", progress, ct),
            };
            progress.Busy = scan.Phase == 1 ? time.GetElapsedTime(began) : TimeSpan.Zero;
            var place = last is null ? $"{experiment.Id + 1}:" : $"{experiment.Id}:/{last}";
            await database.Write(write => ScanStore.Advance(write, scan, progress with { Place = place }, ct), ct);
            return TimeSpan.Zero;
        }
        catch (IOException away) when (!ct.IsCancellationRequested)
        {
            await scans.Pause(scan, away.Message, ct);
            return WhenAway;
        }
    }

    private async Task<TimeSpan> NextPart(ScanWork scan, CancellationToken ct)
    {
        var again = scan.Phase == 0 && scan.Round + 1 < Rounds && await scans.Unsettled(scan, ct) > 0;
        if (scan.Phase == 2)
        {
            await scans.End(scan, ct);
            return TimeSpan.Zero;
        }

        var next = again ? new ScanProgress(0, scan.Round + 1, null) : new ScanProgress(scan.Phase + 1, scan.Round, null);
        await database.Write(async write =>
        {
            await ScanStore.Advance(write, scan, next, ct);
            await ScanStore.Expect(write, scan, ct);
        }, ct);
        return again ? settings.ScanQuiet : TimeSpan.Zero;
    }

    /// <summary>An experiment's number, and the path in it that was done last; null for none.</summary>
    private static (long Experiment, string? Path) Place(string? place)
    {
        if (place is null)
        {
            return (0, null);
        }

        var cut = place.IndexOf(':', StringComparison.Ordinal);
        var path = place[(cut + 1)..];
        return (long.Parse(place.AsSpan(0, cut), System.Globalization.CultureInfo.InvariantCulture), path.Length == 0 ? null : path[1..]);
    }
}
