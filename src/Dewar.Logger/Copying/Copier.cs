using System;
using System.Collections.Generic;
using System.IO;
using Dewar.Logger.Site;

namespace Dewar.Logger.Copying;

/// <summary>Copies a folder's new files to the site while a session runs, and once more after its end; in the background.</summary>
internal sealed class Copier : IDisposable
{
    private const long Longest = 12 * 3600_000L;
    private const int SlowestLook = 60_000;

    private readonly object _lock = new();
    private readonly Settings _settings;
    private readonly CopyMemory _memory;
    private readonly Upload _upload;
    private readonly Clock _clock;
    private readonly Stillness _stillness;
    private readonly CopyProgress _progress;
    private readonly BackgroundLoop _loop;
    private volatile string _trouble = "";

    public Copier(Settings settings, CopyMemory memory, SiteLine site, Clock clock)
    {
        _settings = settings;
        _memory = memory;
        _clock = clock;
        _progress = new(clock);
        _stillness = new(settings.QuietSeconds * 1000L);
        _upload = new(site, memory, settings.Folder, _progress.Sent);
        _loop = new("copying", Round);
    }

    private long Grace => 2000L * _settings.QuietSeconds;

    /// <summary>What is being done, or what stands in the way; empty where there is nothing to tell.</summary>
    public string Text => _trouble != "" ? _trouble : _progress.Text;

    /// <summary>There are sessions whose files may not all be at the site.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock)
            {
                return _memory.Periods.Count > 0;
            }
        }
    }

    /// <summary>Files belong to this session from now on; the one before it is over.</summary>
    public void Begin(string session, long at)
    {
        lock (_lock)
        {
            if (_memory.Periods.Exists(period => period.Session == session && period.Until is null))
            {
                return;
            }

            EndRunning(at);
            var earlier = _memory.Periods.Find(period => period.Session == session);
            _memory.Periods.RemoveAll(period => period.Session == session);
            _memory.Periods.Add(new(session, earlier?.Since ?? at, null));
            _memory.SavePeriods();
        }

        _loop.Wake();
    }

    public void End(long at)
    {
        lock (_lock)
        {
            EndRunning(at);
            _memory.SavePeriods();
        }

        _loop.Wake();
    }

    public void Dispose() => _loop.Stop();

    private void EndRunning(long at)
    {
        for (var number = 0; number < _memory.Periods.Count; number++)
        {
            if (_memory.Periods[number].Until is null)
            {
                _memory.Periods[number] = _memory.Periods[number].EndedAt(at);
            }
        }
    }

    private int Round()
    {
        List<CopyPeriod> periods;
        lock (_lock)
        {
            periods = [.. _memory.Periods];
        }

        if (periods.Count == 0)
        {
            _trouble = "";
            return SlowestLook;
        }

        var began = _clock.Steady;
        _trouble = "";
        if (!Directory.Exists(_settings.Folder))
        {
            _trouble = "The folder " + _settings.Folder + " is not there; files are copied when it is.";
            return 5000;
        }

        var still = Look(periods, out var waiting);
        var lookTook = _clock.Steady - began;
        var left = SendAll(still);
        Close(periods, waiting, left);
        return (int)Math.Min(SlowestLook, Math.Max(Math.Min(10_000, 250 * Math.Max(1, _settings.QuietSeconds)), 10 * lookTook));
    }

    /// <summary>What stands still and is not at the site; how many files of each session are still written to goes into the other list.</summary>
    private List<Candidate> Look(List<CopyPeriod> periods, out HashSet<string> waiting)
    {
        var still = new List<Candidate>();
        waiting = [];
        _stillness.Begin();
        foreach (var file in FolderLook.Take(_settings.Folder, reason => _trouble = "Not all can be read: " + reason))
        {
            var period = periods.FindLast(one => one.Takes(file, _settings.TakesOlder, Grace));
            if (period is null || _memory.Has(file))
            {
                continue;
            }

            if (_stillness.IsStill(file, _clock.Steady))
            {
                still.Add(new(file, period.Session));
            }
            else
            {
                waiting.Add(period.Session);
            }
        }

        still.Sort((one, other) => one.File.Modified.CompareTo(other.File.Modified));
        return still;
    }

    /// <summary>Returns the sessions of which files are left.</summary>
    private HashSet<string> SendAll(List<Candidate> still)
    {
        long bytes = 0;
        still.ForEach(one => bytes += one.File.Size);
        _progress.Begin(still.Count, bytes);
        var left = new HashSet<string>();
        foreach (var one in still)
        {
            if (_loop.IsStopped || !TrySend(one, left))
            {
                // Nothing more gets through now.
                still.ForEach(other => left.Add(other.Session));
                break;
            }

            _progress.FileDone();
        }

        _progress.Begin(0, 0);
        return left;
    }

    private bool TrySend(Candidate one, HashSet<string> left)
    {
        try
        {
            if (!_upload.Send(one.File, one.Session, () => _loop.IsStopped))
            {
                left.Add(one.Session);
            }

            return true;
        }
        catch (SiteTrouble trouble) when (trouble.Kind != TroubleKind.Refused)
        {
            _trouble = "Files wait for the site.";
            return false;
        }
        catch (SiteTrouble no)
        {
            left.Add(one.Session);
            Skip(one, no);
            return true;
        }
        catch (Exception locked) when (locked is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Somebody keeps it to himself. It is tried again at the next look.
            left.Add(one.Session);
            Skip(one, locked);
            return true;
        }
    }

    private void Skip(Candidate one, Exception why) => _trouble = one.File.Path + " is tried again later: " + why.Message;

    /// <summary>A session is done with when it is over, nothing of it was left at a look some time after that, or it has had its time.</summary>
    private void Close(List<CopyPeriod> looked, HashSet<string> waiting, HashSet<string> left)
    {
        lock (_lock)
        {
            foreach (var period in looked)
            {
                var isOver = period.Until is { } until && _memory.Periods.Exists(now => now.Session == period.Session && now.Until is not null)
                    && (_clock.Now > until + Longest || _clock.Now > until + Grace && !waiting.Contains(period.Session) && !left.Contains(period.Session));
                if (isOver)
                {
                    _memory.Periods.RemoveAll(now => now.Session == period.Session);
                    _memory.SavePeriods();
                }
            }
        }
    }

    private sealed class Candidate(FoundFile file, string session)
    {
        public FoundFile File => file;

        public string Session => session;
    }
}
