using System.Threading.Channels;
using Dewar.Hosting;
using Dewar.Journeys;
using Dewar.Sdk;

namespace Dewar.Station;

/// <summary>
/// Tells the site of placed files, in batches as large as have gathered. They come straight from the movers; while the site is away, or
/// slower than the disk, they wait in the journal.
/// </summary>
internal sealed partial class Registrar(Journal journal, ApiClient api, Mover mover, Claims claims, ILogger<Registrar> log)
{
    private const int MostFiles = 4000;
    private const int BatchesInHand = 64;
    private static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    private readonly Channel<(SourceWatch Watch, IReadOnlyList<JourneyFile> Files)> _inHand =
        Channel.CreateBounded<(SourceWatch, IReadOnlyList<JourneyFile>)>(BatchesInHand);

    /// <summary>Takes over what was placed, with the claim on it.</summary>
    public async Task Accept(SourceWatch watch, IReadOnlyList<JourneyFile> placed, CancellationToken ct)
    {
        if (placed.Count > 0 && !_inHand.Writer.TryWrite((watch, placed)))
        {
            try
            {
                await PutOff(watch, placed, ct);
            }
            catch
            {
                await Abandon(watch, placed);
                throw;
            }
        }
    }

    /// <summary>One turn. Returns how long the next may wait: nothing when there is more.</summary>
    public async Task<TimeSpan> Turn(IReadOnlyCollection<SourceWatch> watches, CancellationToken ct)
    {
        if (!watches.Any(watch => watch.HasUnregistered))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Idle);
            await ((Task)_inHand.Reader.WaitToReadAsync(limit.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_inHand.Reader.TryRead(out var first))
        {
            return await RegisterInHand(first.Watch, [.. first.Files], ct) ? TimeSpan.Zero : AwayPause;
        }

        var putOff = watches.Where(watch => watch.HasUnregistered).ToList();
        var some = putOff.Count == 0;
        foreach (var watch in putOff)
        {
            var files = await Unregistered(watch, ct);
            some |= files.Count > 0;
            if (files.Count > 0 && !await RegisterPutOff(watch, files, ct))
            {
                return AwayPause;
            }
        }

        return some ? TimeSpan.Zero : Gather;
    }

    /// <summary>The mark is taken down before the journal is asked: what a mover puts there meanwhile puts it up again.</summary>
    private async Task<List<JourneyFile>> Unregistered(SourceWatch watch, CancellationToken ct)
    {
        watch.HasUnregistered = false;
        var remain = true;
        try
        {
            (var files, remain) = await claims.Unregistered(watch, MostFiles, ct);
            return files;
        }
        finally
        {
            watch.HasUnregistered |= remain;
        }
    }

    private async Task<bool> RegisterPutOff(SourceWatch watch, List<JourneyFile> files, CancellationToken ct)
    {
        try
        {
            return await TryRegister(watch, files, ct);
        }
        finally
        {
            await claims.Release(watch, files);
        }
    }

    private async Task<bool> RegisterInHand(SourceWatch watch, List<JourneyFile> files, CancellationToken ct)
    {
        // A little patience makes few large batches of many small ones.
        await Task.Delay(Gather, TimeProvider.System, ct);
        (SourceWatch Watch, IReadOnlyList<JourneyFile> Files)? other = null;
        while (files.Count < MostFiles && other is null && _inHand.Reader.TryRead(out var next))
        {
            if (next.Watch == watch)
            {
                files.AddRange(next.Files);
            }
            else
            {
                other = next;
            }
        }

        bool done;
        try
        {
            done = await RegisterAndRelease(watch, files, ct);
        }
        catch when (other is not null)
        {
            await Abandon(other.Value.Watch, other.Value.Files);
            throw;
        }

        return other is null ? done : await RegisterInHand(other.Value.Watch, [.. other.Value.Files], ct) && done;
    }

    private async Task<bool> RegisterAndRelease(SourceWatch watch, List<JourneyFile> files, CancellationToken ct)
    {
        try
        {
            if (await TryRegister(watch, files, ct))
            {
                await claims.Release(watch, files);
                return true;
            }

            await PutOff(watch, files, ct);
            return false;
        }
        catch
        {
            // The journal still says "verified": they are placed and registered anew.
            await Abandon(watch, files);
            throw;
        }
    }

    /// <summary>Makes the counts say what the journal says of files whose turn failed, and has them taken up again.</summary>
    private async Task Abandon(SourceWatch watch, IReadOnlyCollection<JourneyFile> placed)
    {
        foreach (var file in placed)
        {
            watch.Progress.Move(JourneyStage.Placed, JourneyStage.Verified, file.Size);
        }

        await claims.Release(watch, placed, leftover: true);
    }

    private async Task PutOff(SourceWatch watch, IReadOnlyList<JourneyFile> placed, CancellationToken ct)
    {
        await journal.Advance([.. placed.Select(file => (file, TimeSpan.Zero))], ct);
        watch.HasUnregistered = true;
        await claims.Release(watch, placed);
    }

    /// <summary>False when the site is away: then they wait.</summary>
    private async Task<bool> TryRegister(SourceWatch watch, List<JourneyFile> files, CancellationToken ct)
    {
        try
        {
            await Register(watch, files, ct);
            watch.RegisterMessage = null;
            return true;
        }
        catch (ApiProblem away) when (away.MayPass || away.Status == 401)
        {
            watch.RegisterMessage = $"{away.Message} {watch.Progress[JourneyStage.Placed]} files are stored and wait to be registered.";
            SiteAway(away.Message);
            return false;
        }
        catch (ApiProblem final)
        {
            await GiveUp(watch, files, final, ct);
            return true;
        }
    }

    private async Task Register(SourceWatch watch, List<JourneyFile> files, CancellationToken ct)
    {
        var metadata = new Dictionary<long, IReadOnlyDictionary<string, string>> { [watch.Assignment.Source] = watch.Assignment.Options.Metadata };
        var batch = mover.Batch(watch, files);
        await new RegisterFiles(api, metadata).Run(batch, ct);
        var moved = batch.Files.Select(traveller => (traveller.Parcel.Problem is { } problem
            ? traveller.File with { Stage = JourneyStage.Failed, Cause = problem.Cause }
            : traveller.File with { Stage = JourneyStage.Registered, Cause = null, Displaced = null }, TimeSpan.Zero)).ToList();
        await journal.Advance(moved, ct);
        foreach (var (file, _) in moved)
        {
            watch.Progress.Move(JourneyStage.Placed, file.Stage, file.Size);
        }
    }

    private async Task GiveUp(SourceWatch watch, List<JourneyFile> files, ApiProblem final, CancellationToken ct)
    {
        await journal.Advance(files.ConvertAll(file => (file with { Stage = JourneyStage.Failed, Cause = $"Stored, but the site refuses to register it: {final.Message}" }, TimeSpan.Zero)), ct);
        foreach (var file in files)
        {
            watch.Progress.Move(JourneyStage.Placed, JourneyStage.Failed, file.Size);
        }
    }

    [LoggerMessage(LogLevel.Information, "Registering waits: {Reason}")]
    private partial void SiteAway(string reason);
}
