using Dewar.Acquisitions;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Instruments;
using Dewar.Journeys;

namespace Dewar.Station;

/// <summary>
/// Finds the files of one source and writes down in the journal when each is finished. The steps after that are others' work; it
/// only looks at how many are left, to know its own end.
/// </summary>
internal sealed class SourceWatch(Assignment assignment, Journal journal, StationOptions options, TimeProvider time)
{
    private const int Chunk = 2000;
    private const int FullLookShare = 50;
    private const int ShortLookShare = 10;
    private static readonly TimeSpan AtEnd = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AwayAtEnd = TimeSpan.FromSeconds(60);

    private readonly Settling _settling = assignment.Options.Settling ?? new();
    private readonly Stillness _stillness = new(TimeSpan.FromSeconds((assignment.Options.Settling ?? new()).QuietSeconds), time);
    private readonly Selection _selection = new(assignment.Options);
    private readonly List<Sighting> _toSee = [];
    private readonly List<Sighting> _toSettle = [];
    private readonly List<string> _resettle = [];
    private TreeLook? _look;
    private long _fullLookAt;
    private TimeSpan _fullLookEvery;
    private TimeSpan _lookAgain = options.LookEvery;
    private bool _lookedOnce;
    private long? _finalizingSince;
    private bool _finalLookDone;
    private long _ranFrom = time.GetTimestamp();
    private JourneySource _kept = new(assignment.Source, "", "running", 0, 0, false);

    public Assignment Assignment { get; private set; } = assignment;

    public SourceProgress Progress { get; } = new(time);

    public AcquisitionState State { get; private set; } = AcquisitionState.Running;

    /// <summary>What holds the source up as a whole; shown to people.</summary>
    public string? FolderMessage { get; private set; }

    public string? MoveMessage { get; set; }

    public string? RegisterMessage { get; set; }

    public string? Message => FolderMessage ?? MoveMessage ?? RegisterMessage;

    public bool HasEnded => State is AcquisitionState.Done or AcquisitionState.Failed or AcquisitionState.Aborted;

    public bool IsFinalizing => State == AcquisitionState.Finalizing;

    /// <summary>Folders of files that may have been under way when the station stopped; to be cleaned before anything is moved. Null once they are.</summary>
    public HashSet<string>? ToRecover { get; set; } = [];

    /// <summary>The journal has files that were verified and went no further: a crash, or a turn that failed.</summary>
    public bool HasLeftovers { get; set; }

    /// <summary>The journal has placed files that wait to be registered.</summary>
    public bool HasUnregistered { get; set; }

    public TreeLook Look => _look ??= new(_selection, time);

    public void Update(Assignment told) => Assignment = told;

    /// <summary>Takes up what the journal knows of it.</summary>
    public async Task Begin(JourneySource? before, CancellationToken ct)
    {
        _kept = before ?? _kept with { BeganUs = time.GetUtcNow().InMicroseconds, Assignment = Keep(Assignment) };
        await journal.Save(_kept, ct);
        await journal.Recall(Assignment.Source, (stage, path, size, modifiedNs) =>
        {
            Progress.Enter(stage, size);
            if (stage is JourneyStage.Seen)
            {
                _stillness.Settles(path, new(size, modifiedNs, 0));
                return;
            }

            Look.Remember(path, size, modifiedNs);
            HasLeftovers |= stage == JourneyStage.Verified;
            HasUnregistered |= stage == JourneyStage.Placed;
            if (stage is JourneyStage.Settled or JourneyStage.Verified)
            {
                ToRecover!.Add(RelativePath.Split(RelativePath.Join(Assignment.To, path)).Folder);
            }
        }, ct);
        if (Forbidden() is { } reason)
        {
            End(AcquisitionState.Failed, reason);
        }
    }

    /// <summary>One turn: look, settle, and see whether the end has come. Returns how long the next may wait.</summary>
    public async Task<TimeSpan> Turn(CancellationToken ct)
    {
        if (HasEnded)
        {
            return options.LookEvery;
        }

        if (Assignment.Abort)
        {
            End(AcquisitionState.Aborted, null);
            return options.LookEvery;
        }

        ConsiderStopping();
        if (await TryLook(ct))
        {
            await Finish(ct);
        }

        await SaveRunTime(ct);
        return IsFinalizing || (Assignment.Kind == AcquisitionKind.Upload && _lookedOnce) ? AtEnd : _lookAgain;
    }

    /// <summary>A file that changed while it was copied: it must stand still again.</summary>
    public void Unsettle(string path)
    {
        lock (_resettle)
        {
            _resettle.Add(path);
        }
    }

    private void ConsiderStopping()
    {
        var stop = Assignment.Stop || (Assignment.Kind == AcquisitionKind.Upload && _lookedOnce) ||
            (Assignment.Options.StopAfterSeconds is { } limit && RanMs() >= limit * 1000);
        if (stop && State == AcquisitionState.Running)
        {
            State = AcquisitionState.Finalizing;
            _finalizingSince = time.GetTimestamp();
            // An upload's one look was a full one already.
            _finalLookDone = Assignment.Kind == AcquisitionKind.Upload;
        }
    }

    private async Task<bool> TryLook(CancellationToken ct)
    {
        try
        {
            using var root = Folder.OpenRoot(Assignment.Folder);
            var full = !_lookedOnce || (IsFinalizing && !_finalLookDone) || time.GetElapsedTime(_fullLookAt) > _fullLookEvery;
            await LookOnce(root, full, ct);
            await SettlePending(root, ct);
            FolderMessage = null;
            return true;
        }
        catch (DiskException away)
        {
            FolderMessage = away.Message;
            if (Assignment.Kind == AcquisitionKind.Upload && !_lookedOnce)
            {
                End(AcquisitionState.Failed, away.Message);
            }
            else if (_finalizingSince is { } since && time.GetElapsedTime(since) > AwayAtEnd && OnTheWay == 0)
            {
                End(AcquisitionState.Failed, $"{away.Message}. The last sweep could not be made.");
            }

            return false;
        }
    }

    private async Task LookOnce(Folder root, bool full, CancellationToken ct)
    {
        var before = time.GetTimestamp();
        var baseline = Assignment.Options.OnlyNew && !_kept.Baseline;
        foreach (var finding in Look.Look(root, full))
        {
            await Take(root, finding, baseline, ct);
            if (_toSee.Count >= Chunk && !baseline)
            {
                await Flush(ct);
            }
        }

        await Flush(ct);
        if (baseline)
        {
            _kept = _kept with { Baseline = true };
            await journal.Save(_kept, ct);
        }

        var took = time.GetElapsedTime(before);
        if (!full)
        {
            // A look at a tree of very many folders must not take all of the time.
            _lookAgain = took * ShortLookShare > options.LookEvery ? took * ShortLookShare : options.LookEvery;
        }
        else
        {
            _fullLookEvery = took * FullLookShare > options.FullLookEvery ? took * FullLookShare : options.FullLookEvery;
            (_fullLookAt, _lookedOnce) = (time.GetTimestamp(), true);
            _finalLookDone |= IsFinalizing;
        }
    }

    private async Task Take(Folder root, Finding finding, bool baseline, CancellationToken ct)
    {
        var (path, entry, cause) = finding;
        if (cause is null && RelativePath.Fault(RelativePath.Join(Assignment.To, path)) is { } fault)
        {
            cause = $"It can't be stored under this name: {fault}.";
        }

        if (cause is not null)
        {
            Look.Remember(path, entry.Size, entry.ModifiedNs);
            Note(path, entry, JourneyStage.Left, cause);
        }
        else if (baseline && WasThereBefore(entry))
        {
            Look.Remember(path, entry.Size, entry.ModifiedNs);
            Note(path, entry, JourneyStage.Left, null);
        }
        else if (!_stillness.Watches(path))
        {
            await TakeFile(root, path, entry, ct);
        }
    }

    private async Task TakeFile(Folder root, string path, Posix.Entry entry, CancellationToken ct)
    {
        if (Look.Remembers(path))
        {
            // Known, and different now. While the earlier content is on its way, that one is brought to its end first.
            var known = await journal.Find(Assignment.Source, path, ct);
            if (!Assignment.Options.Reprocess && known?.Stage is JourneyStage.Registered)
            {
                Look.Remember(path, entry.Size, entry.ModifiedNs);
                return;
            }

            if (known?.Stage is JourneyStage.Settled or JourneyStage.Verified or JourneyStage.Placed)
            {
                return;
            }

            if (known is not null)
            {
                Progress.Leave(known.Stage, known.Size);
            }
        }

        var settled = IsOld(entry) && HasMarker(root, path);
        if (!settled)
        {
            settled = _stillness.Settles(path, Glance.Of(entry)) && HasMarker(root, path);
        }

        Note(path, entry, settled ? JourneyStage.Settled : JourneyStage.Seen, null);
        if (settled)
        {
            _stillness.Forget(path);
            Look.Remember(path, entry.Size, entry.ModifiedNs);
        }
    }

    /// <summary>Looks again at what was still being written.</summary>
    private async Task SettlePending(Folder root, CancellationToken ct)
    {
        await Resettle(root, ct);
        foreach (var path in _stillness.Paths.ToList())
        {
            if (!root.TryStat(path, out var entry) || entry.Kind != EntryKind.File)
            {
                // Gone before it was finished: a temporary file, or one that got another name.
                _stillness.Forget(path);
                await Gone(path, ct);
                continue;
            }

            var still = _stillness.Settles(path, Glance.Of(entry));
            if (still && HasMarker(root, path))
            {
                var before = await journal.Find(Assignment.Source, path, ct);
                Progress.Leave(before?.Stage ?? JourneyStage.Seen, before?.Size ?? 0);
                Progress.Enter(JourneyStage.Settled, entry.Size);
                _toSettle.Add(new(path, entry.Size, entry.ModifiedNs, JourneyStage.Settled));
                _stillness.Forget(path);
                Look.Remember(path, entry.Size, entry.ModifiedNs);
            }
            else if (_finalizingSince is { } since && _finalLookDone && time.GetElapsedTime(since) > Patience)
            {
                await GiveUp(path, still, ct);
            }
        }

        await Flush(ct);
    }

    private async Task Resettle(Folder root, CancellationToken ct)
    {
        string[] changed;
        lock (_resettle)
        {
            changed = [.. _resettle];
            _resettle.Clear();
        }

        foreach (var path in changed)
        {
            if (root.TryStat(path, out var entry) && entry.Kind == EntryKind.File)
            {
                _stillness.Settles(path, Glance.Of(entry));
            }
            else
            {
                await Gone(path, ct);
            }
        }
    }

    private async Task Gone(string path, CancellationToken ct)
    {
        if (await journal.Find(Assignment.Source, path, ct) is { Stage: JourneyStage.Seen } seen)
        {
            Progress.Move(JourneyStage.Seen, JourneyStage.Left, seen.Size);
            await journal.Advance([(seen with { Stage = JourneyStage.Left }, TimeSpan.Zero)], ct);
        }
    }

    private async Task GiveUp(string path, bool still, CancellationToken ct)
    {
        _stillness.Forget(path);
        if (await journal.Find(Assignment.Source, path, ct) is { Stage: JourneyStage.Seen } seen)
        {
            var cause = still ? $"Its marker '{_selection.MarkerFor(path)}' had not come when the end came." : "It was still being written when the end came.";
            Progress.Move(JourneyStage.Seen, JourneyStage.Failed, seen.Size);
            await journal.Advance([(seen with { Stage = JourneyStage.Failed, Cause = cause }, TimeSpan.Zero)], ct);
        }
    }

    private async Task Finish(CancellationToken ct)
    {
        if (IsFinalizing && _finalLookDone && _stillness.Count == 0 && Progress[JourneyStage.Seen] == 0 && OnTheWay == 0)
        {
            End(AcquisitionState.Done, null);
            await SaveRunTime(ct);
        }
    }

    private async Task Flush(CancellationToken ct)
    {
        if (_toSee.Count > 0)
        {
            await journal.See(Assignment.Source, _toSee, ct);
            _toSee.Clear();
        }

        if (_toSettle.Count > 0)
        {
            await journal.Settle(Assignment.Source, _toSettle, ct);
            _toSettle.Clear();
        }
    }

    private void Note(string path, Posix.Entry entry, JourneyStage stage, string? cause)
    {
        Progress.Enter(stage, entry.Size);
        _toSee.Add(new(path, entry.Size, entry.ModifiedNs, stage, cause));
    }

    private long OnTheWay => Progress[JourneyStage.Settled] + Progress[JourneyStage.Verified] + Progress[JourneyStage.Placed];

    private TimeSpan Patience => TimeSpan.FromSeconds(2 * _settling.QuietSeconds) + options.FinalPatience;

    private bool HasMarker(Folder root, string path) => _selection.MarkerFor(path) is not { } marker || root.TryStat(marker, out _);

    /// <summary>
    /// Last written so long ago that it need not be watched. By the computers' clocks, so only where a mistake does no harm: in the
    /// first look at what is there already; and what changes while it is copied is noticed then.
    /// </summary>
    private bool IsOld(Posix.Entry entry)
    {
        var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        var quiet = (long)(_settling.QuietSeconds * 1e9);
        return !_lookedOnce && entry.ModifiedNs < now - quiet && entry.ChangedNs < now - Math.Min(quiet, 2_000_000_000);
    }

    private bool WasThereBefore(Posix.Entry entry) => Math.Max(entry.ModifiedNs, entry.ChangedNs) / 1000 < _kept.BeganUs;

    private void End(AcquisitionState state, string? message) => (State, FolderMessage) = (state, message);

    private long RanMs() => _kept.RanMs + (long)time.GetElapsedTime(_ranFrom).TotalMilliseconds;

    private async Task SaveRunTime(CancellationToken ct)
    {
        if (time.GetElapsedTime(_ranFrom) > TimeSpan.FromSeconds(10) || HasEnded)
        {
            (_kept, _ranFrom) = (_kept with { RanMs = RanMs(), Assignment = Keep(Assignment) }, time.GetTimestamp());
            await journal.Save(_kept, ct);
        }
    }

    private string? Forbidden() => FolderRules.Fault(Assignment, options);

    private static string Keep(Assignment assignment) => System.Text.Json.JsonSerializer.Serialize(assignment, Hosting.Wire.Json);
}
