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
internal sealed class SourceWatch
{
    private static readonly TimeSpan AtEnd = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AwayAtEnd = TimeSpan.FromSeconds(60);

    private readonly Journal _journal;
    private readonly StationOptions _options;
    private readonly TimeProvider _time;
    private readonly Settling _settling;
    private readonly Stillness _stillness;
    private readonly Selection _selection;
    private readonly Sightings _sightings;
    private readonly LookPace _pace;

    /// <summary>Told by the movers, looked at in the next turn.</summary>
    private readonly List<string> _again = [];

    /// <summary>Found changed while their earlier content is on its way; they begin anew when that has come to its end.</summary>
    private readonly HashSet<string> _postponed = new(StringComparer.Ordinal);
    private int _carried;
    private bool _lookedOnce;
    private long? _finalizingSince;
    private bool _finalLookDone;
    private long _ranFrom;
    private JourneySource _kept;

    public SourceWatch(Assignment assignment, Journal journal, StationOptions options, TimeProvider time)
    {
        (Assignment, _journal, _options, _time) = (assignment, journal, options, time);
        _settling = assignment.Options.Settling ?? new();
        _stillness = new(TimeSpan.FromSeconds(_settling.QuietSeconds), time);
        _selection = new(assignment.Options, Path.GetFileName(assignment.Folder));
        Look = new(_selection, time);
        Progress = new(time);
        _sightings = new(assignment.Source, journal, Progress);
        _pace = new(options, time);
        _kept = new(assignment.Source, "", "running", 0, 0, false);
        _ranFrom = time.GetTimestamp();
    }

    public Assignment Assignment { get; private set; }

    public SourceProgress Progress { get; }

    public AcquisitionState State { get; private set; } = AcquisitionState.Running;

    /// <summary>What holds the source up as a whole; shown to people.</summary>
    public string? FolderMessage { get; private set; }

    public string? MoveMessage { get; set; }

    public string? RegisterMessage { get; set; }

    public string? Message => FolderMessage ?? MoveMessage ?? RegisterMessage;

    public bool HasEnded => State is AcquisitionState.Done or AcquisitionState.Failed or AcquisitionState.Aborted;

    public bool IsFinalizing => State == AcquisitionState.Finalizing;

    /// <summary>The end has come long ago and what is left has not: a folder that is away is waited for no more.</summary>
    public bool IsPastPatience => _finalizingSince is { } since && _time.GetElapsedTime(since) > AwayAtEnd;

    /// <summary>Folders of files that may have been under way when the station stopped; to be cleaned before anything is moved. Null once they are.</summary>
    public HashSet<string>? ToRecover { get; set; } = [];

    /// <summary>The journal has files that were verified and went no further: a crash, or a turn that failed.</summary>
    public bool HasLeftovers { get; set; }

    /// <summary>The journal has placed files that wait to be registered.</summary>
    public bool HasUnregistered { get; set; }

    public TreeLook Look { get; }

    public void Update(Assignment told) => Assignment = told;

    /// <summary>Takes up what the journal knows of it.</summary>
    public async Task Begin(JourneySource? before, CancellationToken ct)
    {
        _kept = before ?? _kept with { BeganUs = _time.GetUtcNow().InMicroseconds, Assignment = Keep(Assignment) };
        await _journal.Save(_kept, ct);
        await _journal.Recall(Assignment.Source, (stage, path, size, modifiedNs) =>
        {
            Progress.Enter(stage, size);
            if (stage is JourneyStage.Seen)
            {
                _stillness.Settles(path, new(size, modifiedNs, 0));
                return;
            }

            // What failed is tried once more after a start: the look finds that it differs.
            Look.Remember(path, stage is JourneyStage.Failed ? -1 : size, modifiedNs);
            HasLeftovers |= stage == JourneyStage.Verified;
            HasUnregistered |= stage == JourneyStage.Placed;
            if (stage is JourneyStage.Settled or JourneyStage.Verified)
            {
                ToRecover!.Add(RelativePath.Split(RelativePath.Join(Assignment.To, path)).Folder);
            }
        }, ct);
        ToRecover = ToRecover!.Count > 0 ? ToRecover : null;
        if (FolderRules.Fault(Assignment, _options) is { } reason)
        {
            End(AcquisitionState.Failed, reason);
        }
    }

    /// <summary>One turn: look, settle, and see whether the end has come. Returns how long the next may wait.</summary>
    public async Task<TimeSpan> Turn(CancellationToken ct)
    {
        if (HasEnded)
        {
            return _options.LookEvery;
        }

        if (Assignment.Abort)
        {
            // What got its place already is told to the site first, or the catalogue would not know what lies there.
            if (Volatile.Read(ref _carried) == 0 && Progress[JourneyStage.Verified] == 0 && Progress[JourneyStage.Placed] == 0 && ToRecover is null)
            {
                End(AcquisitionState.Aborted, null);
            }

            return _options.LookEvery;
        }

        ConsiderStopping();
        if (await TryLook(ct) && IsComplete)
        {
            End(AcquisitionState.Done, null);
        }

        await SaveRunTime(ct);
        return IsFinalizing || (Assignment.Kind == AcquisitionKind.Upload && _lookedOnce) ? AtEnd : _pace.Next;
    }

    /// <summary>A file that changed while it was copied must stand still again; one that was not there may have come back.</summary>
    public void LookAgain(string path)
    {
        lock (_again)
        {
            _again.Add(path);
        }
    }

    /// <summary>Movers have taken so many files in hand, or given them back.</summary>
    public void Carry(int files) => Interlocked.Add(ref _carried, files);

    private void ConsiderStopping()
    {
        var stop = Assignment.Stop || (Assignment.Kind == AcquisitionKind.Upload && _lookedOnce) ||
            (Assignment.Options.StopAfterSeconds is { } limit && RanMs() >= limit * 1000);
        if (stop && State == AcquisitionState.Running)
        {
            State = AcquisitionState.Finalizing;
            _finalizingSince = _time.GetTimestamp();
            // An upload's one look was a full one already.
            _finalLookDone = Assignment.Kind == AcquisitionKind.Upload;
        }
    }

    private async Task<bool> TryLook(CancellationToken ct)
    {
        try
        {
            using var root = Folder.OpenRoot(Assignment.Folder);
            var full = !_lookedOnce || (IsFinalizing && !_finalLookDone) || _pace.IsFullLookDue;
            await (full || !IsFinalizing || _pace.IsShortLookDue ? LookOnce(root, full, ct) : Task.CompletedTask);
            await SettlePending(root, ct);
            FolderMessage = null;
            return true;
        }
        catch (DiskException away)
        {
            FolderMessage = away.Message;
            if (Assignment.Kind == AcquisitionKind.Upload && !_lookedOnce && Progress.Unfinished == 0)
            {
                End(AcquisitionState.Failed, away.Message);
            }
            else if (IsPastPatience && Progress.Unfinished <= Progress[JourneyStage.Seen])
            {
                End(AcquisitionState.Failed, $"{away.Message}. The last sweep could not be made.");
            }

            return false;
        }
    }

    private async Task LookOnce(Folder root, bool full, CancellationToken ct)
    {
        var before = _time.GetTimestamp();
        var baseline = Assignment.Options.OnlyNew && !_kept.Baseline;
        foreach (var finding in Look.Look(root, full))
        {
            await Take(root, finding, baseline, ct);
            if (_sightings.AreMany && !baseline)
            {
                await _sightings.Flush(ct);
            }
        }

        await _sightings.Flush(ct);
        if (baseline)
        {
            _kept = _kept with { Baseline = true };
            await _journal.Save(_kept, ct);
        }

        _pace.Took(before, full);
        _lookedOnce |= full;
        _finalLookDone |= full && IsFinalizing;
    }

    private async Task Take(Folder root, Finding finding, bool baseline, CancellationToken ct)
    {
        var (path, entry, cause, isMended) = finding;
        if (cause is null && RelativePath.Fault(RelativePath.Join(Assignment.To, path)) is { } fault)
        {
            cause = $"It can't be stored under this name: {fault}.";
        }

        if (cause is not null)
        {
            Look.Remember(path, entry.Size, entry.ModifiedNs);
            _sightings.Note(path, entry, JourneyStage.Left, cause);
        }
        else if (isMended || (baseline && WasThereBefore(entry)))
        {
            Look.Remember(path, entry.Size, entry.ModifiedNs);
            _sightings.Note(path, entry, JourneyStage.Left, null);
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
            var known = await _sightings.Find(path, ct);
            if (!Assignment.Options.Reprocess && known?.Stage is JourneyStage.Registered)
            {
                Look.Remember(path, entry.Size, entry.ModifiedNs);
                return;
            }

            if (known is { IsOnTheWay: true })
            {
                _postponed.Add(path);
                return;
            }

            if (known is not null)
            {
                Progress.Leave(known.Stage, known.Size);
            }
        }

        var settled = IsOld(entry) && _selection.HasMarker(root, path);
        if (!settled)
        {
            settled = _stillness.Settles(path, Glance.Of(entry)) && _selection.HasMarker(root, path);
        }

        _sightings.Note(path, entry, settled ? JourneyStage.Settled : JourneyStage.Seen, null);
        if (settled)
        {
            _stillness.Forget(path);
            Look.Remember(path, entry.Size, entry.ModifiedNs);
        }
    }

    /// <summary>Looks again at what was still being written.</summary>
    private async Task SettlePending(Folder root, CancellationToken ct)
    {
        await TakeAgain(root, ct);
        await TakePostponed(root, ct);
        foreach (var path in _stillness.Paths.ToList())
        {
            if (!IsFile(root, path, out var entry))
            {
                _stillness.Forget(path);
                await _sightings.Leave(path, ct);
                continue;
            }

            var still = _stillness.Settles(path, Glance.Of(entry));
            if (still && _selection.HasMarker(root, path))
            {
                await _sightings.Settle(path, entry, ct);
                _stillness.Forget(path);
                Look.Remember(path, entry.Size, entry.ModifiedNs);
            }
            else if (_finalizingSince is { } since && _finalLookDone && _time.GetElapsedTime(since) > Patience)
            {
                _stillness.Forget(path);
                await _sightings.GiveUp(path, still ? $"Its marker '{_selection.MarkerFor(path)}' had not come when the end came." : "It was still being written when the end came.", ct);
            }
        }

        await _sightings.Flush(ct);
    }

    private async Task TakeAgain(Folder root, CancellationToken ct)
    {
        string[] told;
        lock (_again)
        {
            told = [.. _again];
            _again.Clear();
        }

        foreach (var path in told)
        {
            var there = IsFile(root, path, out var entry);
            if (await _sightings.Find(path, ct) is { Stage: JourneyStage.Failed })
            {
                // Gone, or only its disk was: should it be there again, it is news.
                Look.Remember(path, -1, 0);
                if (there)
                {
                    await TakeFile(root, path, entry, ct);
                }
            }
            else if (there)
            {
                _stillness.Settles(path, Glance.Of(entry));
            }
            else
            {
                await _sightings.Leave(path, ct);
            }
        }
    }

    private async Task TakePostponed(Folder root, CancellationToken ct)
    {
        foreach (var path in _postponed.ToList())
        {
            if (await _sightings.Find(path, ct) is not { IsOnTheWay: true })
            {
                _postponed.Remove(path);
                if (IsFile(root, path, out var entry) && !_stillness.Watches(path) && Look.IsNews(path, entry))
                {
                    await TakeFile(root, path, entry, ct);
                }
            }
        }
    }

    private bool IsComplete => IsFinalizing && _finalLookDone && _stillness.Count == 0 && _postponed.Count == 0 && Progress.Unfinished == 0;

    private TimeSpan Patience => TimeSpan.FromSeconds(2 * _settling.QuietSeconds) + _options.FinalPatience;

    private static bool IsFile(Folder root, string path, out Posix.Entry entry) => root.TryStatBelow(path, out entry) && entry.Kind == EntryKind.File;

    /// <summary>
    /// Last written so long ago that it need not be watched. By the computers' clocks, which may differ and be set: so only in the first
    /// look at what is there already, and an acquisition, which meets files that are being written, allows for a clock that is a day wrong.
    /// </summary>
    private bool IsOld(Posix.Entry entry)
    {
        var now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        var quiet = (long)(_settling.QuietSeconds * 1e9) + (Assignment.Kind == AcquisitionKind.Upload ? 0 : TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerDay);
        return !_lookedOnce && entry.ModifiedNs < now - quiet && entry.ChangedNs < now - Math.Min(quiet, 2_000_000_000);
    }

    private bool WasThereBefore(Posix.Entry entry) => Math.Max(entry.ModifiedNs, entry.ChangedNs) / 1000 < _kept.BeganUs;

    private void End(AcquisitionState state, string? message) => (State, FolderMessage) = (state, message);

    private long RanMs() => _kept.RanMs + (long)_time.GetElapsedTime(_ranFrom).TotalMilliseconds;

    private async Task SaveRunTime(CancellationToken ct)
    {
        if (_time.GetElapsedTime(_ranFrom) > TimeSpan.FromSeconds(10) || HasEnded)
        {
            (_kept, _ranFrom) = (_kept with { RanMs = RanMs(), Assignment = Keep(Assignment) }, _time.GetTimestamp());
            await _journal.Save(_kept, ct);
        }
    }

    private static string Keep(Assignment assignment) => System.Text.Json.JsonSerializer.Serialize(assignment, Hosting.Wire.Json);
}
