using Dewar.Hosting;
using Dewar.Journeys;
using Dewar.Sdk;

namespace Dewar.Station;

/// <summary>Tells the site of placed files, in batches as large as have gathered; while the site is away they wait.</summary>
internal sealed partial class Registrar(Journal journal, ApiClient api, Mover mover, Plugins plugins, ILogger<Registrar> log)
{
    private const int MostFiles = 2000;
    private static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(1);

    /// <summary>One turn over all sources. Returns how long the next may wait: nothing when there is more.</summary>
    public async Task<TimeSpan> Turn(IReadOnlyCollection<SourceWatch> watches, CancellationToken ct)
    {
        var more = false;
        foreach (var watch in watches.Where(watch => watch.Progress[JourneyStage.Placed] > 0))
        {
            var files = await journal.Due(watch.Assignment.Source, JourneyStage.Placed, 0, MostFiles, ct);
            if (files.Count == 0)
            {
                continue;
            }

            try
            {
                await Register(watch, files, ct);
                watch.RegisterMessage = null;
                more |= files.Count >= MostFiles / 4;
            }
            catch (ApiProblem away) when (away.MayPass || away.Status == 401)
            {
                watch.RegisterMessage = $"{away.Message} {files.Count} files and more are stored and wait to be registered.";
                SiteAway(away.Message);
                return AwayPause;
            }
            catch (ApiProblem final)
            {
                await GiveUp(watch, files, final, ct);
            }
        }

        return more ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100);
    }

    private async Task Register(SourceWatch watch, List<JourneyFile> files, CancellationToken ct)
    {
        var metadata = new Dictionary<long, IReadOnlyDictionary<string, string>> { [watch.Assignment.Source] = watch.Assignment.Options.Metadata };
        var batch = mover.Batch(watch, plugins.Methods[0], mover.DestinationOf(watch.Assignment), files);
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
