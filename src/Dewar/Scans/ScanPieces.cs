using System.Globalization;
using Dewar.Storages;

namespace Dewar.Scans;

/// <summary>The parts of a scan in their order, each of them experiment after experiment, in pieces that may be done again with the same result.</summary>
internal sealed class ScanPieces(ScanStore scans, StorageStore storages, Looking looking, Reading reading, Judging judging)
{
    /// <summary>How often what was being written is looked at again before it is left for the next scan.</summary>
    private const int Rounds = 3;

    private static readonly TimeSpan WhenAway = TimeSpan.FromSeconds(5);

    /// <summary>Does one piece. Returns how long to wait before the next.</summary>
    public async Task<TimeSpan> Do(ScanWork scan, CancellationToken ct)
    {
        try
        {
            using var tree = new OpenTree(await storages.Get(scan.StorageId, ct));
            var (at, path) = Place(scan.Place);
            if ((await scans.Experiments(scan, ct)).Find(each => each.Id >= at) is not { } experiment)
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
            var place = last is null ? string.Create(CultureInfo.InvariantCulture, $"{experiment.Id + 1}:") : string.Create(CultureInfo.InvariantCulture, $"{experiment.Id}:/{last}");
            await scans.Advance(scan, progress with { Place = place }, ct);
            return TimeSpan.Zero;
        }
        catch (IOException away) when (!ct.IsCancellationRequested)
        {
            await scans.Pause(scan, away.Message, ct);
            return WhenAway;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // The queue tries again; whoever waits for the scan sees why.
            await scans.Pause(scan, $"{failure.Message} It will be tried again.", ct);
            throw;
        }
    }

    private async Task<TimeSpan> NextPart(ScanWork scan, CancellationToken ct)
    {
        if (scan.Phase == 2)
        {
            await scans.End(scan, ct);
            return TimeSpan.Zero;
        }

        var again = scan.Phase == 0 && scan.Round + 1 < Rounds && await scans.Unsettled(scan, ct) > 0;
        await scans.Expect(scan, ct);
        await scans.Advance(scan, again ? new(0, scan.Round + 1, null) : new(scan.Phase + 1, scan.Round, null), ct);
        return again ? looking.Quiet : TimeSpan.Zero;
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
        return (long.Parse(place.AsSpan(0, cut), CultureInfo.InvariantCulture), path.Length == 0 ? null : path[1..]);
    }
}
