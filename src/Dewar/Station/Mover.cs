using System.Collections.Concurrent;
using Dewar.Acquisitions;
using Dewar.Disk;
using Dewar.Journeys;
using Dewar.Sdk;
using Dewar.Transfers;

namespace Dewar.Station;

/// <summary>Takes settled files to their places, and decides what happens to those that do not get there.</summary>
internal sealed partial class Mover(Journal journal, Plugins plugins, StationOptions options, TimeProvider time, ILogger<Mover> log)
{
    /// <summary>How often a file is tried that can't be read, once the end is near; before that it is tried for ever.</summary>
    private const int AttemptsAtEnd = 3;
    private const int CorruptAttempts = 5;
    private static readonly TimeSpan StoragePause = TimeSpan.FromSeconds(3);

    /// <summary>Files whose placing was broken off, perhaps with something under a temporary name.</summary>
    private readonly ConcurrentDictionary<long, bool> _interrupted = new();
    private readonly Dictionary<Type, IStep> _steps = new()
    {
        [typeof(WriteFiles)] = new WriteFiles(),
        [typeof(VerifyFiles)] = new VerifyFiles(time),
        [typeof(PlaceFiles)] = new PlaceFiles(journal),
    };

    /// <summary>
    /// Cleans up behind an earlier run of the station, in all folders where something may have been under way. Until that is done, nothing
    /// of the source is dealt out.
    /// </summary>
    public async Task CleanUp(SourceWatch watch, CancellationToken ct)
    {
        if (watch.ToRecover is not { } folders)
        {
            return;
        }

        var (source, destination) = (watch.Assignment.Source, DestinationOf(watch.Assignment));
        var (method, obstacle) = await Method(destination, ct);
        if (method is null)
        {
            watch.MoveMessage = obstacle;
            return;
        }

        try
        {
            await method.Recover(destination, folders, journal.TagPrefix(source), await journal.VerifiedTags(source, ct), journal.NoteDisplaced, ct);
            (watch.ToRecover, watch.MoveMessage) = (null, null);
        }
        catch (DiskException trouble)
        {
            watch.MoveMessage = trouble.Message;
        }
    }

    /// <summary>
    /// Brings a batch as far as it gets without the site, and returns what has its place. Of that the journal says "verified" still:
    /// mostly it is registered a moment later, and if not, placing it again does no harm.
    /// </summary>
    public async Task<IReadOnlyList<JourneyFile>> Move(SourceWatch watch, List<JourneyFile> files, CancellationToken ct)
    {
        var destination = DestinationOf(watch.Assignment);
        var (method, obstacle) = await Method(destination, ct);
        if (method is null)
        {
            await Wait(watch, files, obstacle, ct);
            return [];
        }

        try
        {
            await Recover(watch, method, destination, files, ct);
        }
        catch (DiskException trouble)
        {
            await Wait(watch, files, trouble.Message, ct);
            return [];
        }

        var batch = Batch(watch, method, destination, files);
        for (var stage = files[0].Stage; FileJourney.After(stage) is { By: { } steps } next && steps.All(_steps.ContainsKey); stage = next.Reaches)
        {
            foreach (var step in steps)
            {
                await _steps[step].Run(batch, ct);
            }

            batch = await Keep(watch, batch, next.Reaches, ct);
        }

        return [.. batch.Files.Select(traveller => traveller.File)];
    }

    /// <summary>The first method that gets there; none, and why, when no one does.</summary>
    private async Task<(ITransferMethod? Method, string Obstacle)> Method(Destination destination, CancellationToken ct)
    {
        var obstacle = "The storage can't be reached.";
        foreach (var method in plugins.Methods)
        {
            if (await method.Obstacle(destination, ct) is not { } reason)
            {
                return (method, "");
            }

            obstacle = reason;
        }

        return (null, obstacle);
    }

    private Destination DestinationOf(Assignment assignment) => new(
        assignment.Storage, options.Storages.GetValueOrDefault(assignment.Storage, assignment.StorageRoot), assignment.StorageMark, assignment.StoragePath, assignment.Source);

    public JourneyBatch Batch(SourceWatch watch, IEnumerable<JourneyFile> files) => Batch(watch, plugins.Methods[0], DestinationOf(watch.Assignment), files);

    private JourneyBatch Batch(SourceWatch watch, ITransferMethod method, Destination destination, IEnumerable<JourneyFile> files) => new(
        watch.Assignment.Source, watch.Assignment.Experiment, destination, watch.Assignment.Options.Verify, method,
        [.. files.Select(file => new Traveller(file, new Parcel
        {
            SourceRoot = watch.Assignment.Folder,
            SourcePath = file.Path,
            Path = RelativePath.Join(watch.Assignment.To, file.Path),
            Tag = journal.TagOf(file),
            Size = file.Size,
            ModifiedNs = file.ModifiedNs,
            Sha256 = file.Sha256,
        }))]);

    /// <summary>Writes down how far each file got; the batch that is left goes on.</summary>
    private async Task<JourneyBatch> Keep(SourceWatch watch, JourneyBatch batch, JourneyStage reached, CancellationToken ct)
    {
        var moved = new List<(JourneyFile File, TimeSpan Wait)>(batch.Files.Count);
        var onward = new List<Traveller>(batch.Files.Count);
        foreach (var traveller in batch.Files)
        {
            var (file, parcel) = traveller;
            var displaced = parcel.Displaced.Count == 0 ? file.Displaced : string.Join(',', parcel.Displaced.Concat(file.Displaced?.Split(',') ?? []).Distinct());
            if (parcel.Problem is { } problem)
            {
                // What was put aside before it failed is told with the next try.
                moved.Add(Judge(watch, file with { Displaced = displaced }, problem));
                continue;
            }

            var next = file with
            {
                Stage = reached,
                Cause = null,
                Sha256 = parcel.Sha256,
                Displaced = displaced,
                VerifiedUs = traveller.VerifiedUs ?? file.VerifiedUs,
            };
            parcel.Displaced.Clear();
            moved.Add((next, TimeSpan.Zero));
            onward.Add(traveller with { File = next });
        }

        // What was put aside must be known after a crash; that a file has its place is found out again.
        await journal.Advance(reached == JourneyStage.Placed ? [.. moved.Where(each => each.File.Stage != reached || each.File.Displaced is not null)] : moved, ct);
        foreach (var ((file, _), before) in moved.Zip(batch.Files))
        {
            watch.Progress.Move(before.File.Stage, file.Stage, file.Size);
            if (file.Stage == JourneyStage.Seen || before.Parcel.Problem?.Kind == ParcelProblemKind.SourceGone)
            {
                // Only now: the watch looks the file up in the journal.
                watch.LookAgain(file.Path);
            }

            if (before.File.Stage == JourneyStage.Verified && before.Parcel.Problem is not null)
            {
                _interrupted[file.Id] = true;
            }
        }

        if (onward.Count > 0)
        {
            watch.MoveMessage = null;
        }

        return new(batch.Source, batch.Experiment, batch.Destination, batch.Verify, batch.Method, onward);
    }

    /// <summary>What becomes of a file that did not get through.</summary>
    private (JourneyFile File, TimeSpan Wait) Judge(SourceWatch watch, JourneyFile file, ParcelProblem problem)
    {
        var again = file with { Stage = JourneyStage.Settled, Attempts = file.Attempts + 1, Cause = problem.Cause, Sha256 = null, VerifiedUs = null };
        var backOff = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, Math.Min(file.Attempts, 9))));
        FileStopped(file.Path, watch.Assignment.Experiment, problem.Cause);
        switch (problem.Kind)
        {
            case ParcelProblemKind.SourceChanged:
                return (again with { Stage = JourneyStage.Seen, Attempts = 0, Cause = null }, TimeSpan.Zero);
            case ParcelProblemKind.SourceGone when !Directory.Exists(watch.Assignment.Folder) && !watch.IsPastPatience:
                return (again with { Attempts = file.Attempts }, StoragePause);
            case ParcelProblemKind.SourceGone:
                return (again with { Stage = JourneyStage.Failed }, TimeSpan.Zero);
            case ParcelProblemKind.CopyGone:
                return (again with { Cause = null }, TimeSpan.Zero);
            case ParcelProblemKind.StorageTrouble:
                watch.MoveMessage = $"Storage '{watch.Assignment.Storage}': {problem.Cause}";
                return (again with { Attempts = file.Attempts }, StoragePause);
            case ParcelProblemKind.Corrupted:
                return again.Attempts >= CorruptAttempts ? (again with { Stage = JourneyStage.Failed }, TimeSpan.Zero) : (again, TimeSpan.FromSeconds(1));
            default:
                return watch.IsFinalizing && again.Attempts >= AttemptsAtEnd ? (again with { Stage = JourneyStage.Failed }, TimeSpan.Zero)
                    : (again, watch.IsFinalizing ? TimeSpan.FromSeconds(1) : backOff);
        }
    }

    private async Task Wait(SourceWatch watch, List<JourneyFile> files, string message, CancellationToken ct)
    {
        watch.MoveMessage = message;
        await journal.Advance(files.ConvertAll(file => (file with { Cause = message }, StoragePause)), ct);
    }

    /// <summary>Before a file whose placing failed is tried again: cleans up behind it.</summary>
    private async Task Recover(SourceWatch watch, ITransferMethod method, Destination destination, List<JourneyFile> files, CancellationToken ct)
    {
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            if (!_interrupted.ContainsKey(file.Id))
            {
                continue;
            }

            var (folder, _) = RelativePath.Split(RelativePath.Join(watch.Assignment.To, file.Path));
            await method.Recover(destination, [folder], $"{journal.TagOf(file)}.", new HashSet<string>(), async (tag, sha256) =>
            {
                await journal.NoteDisplaced(tag, sha256);
                file = file with { Displaced = file.Displaced is { } more ? $"{more},{sha256}" : sha256 };
            }, ct);
            files[i] = file;
            _interrupted.TryRemove(file.Id, out _);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Path} of {Experiment} did not get through: {Cause}")]
    private partial void FileStopped(string path, string experiment, string cause);
}
