using System;
using Dewar.Logger.Copying;
using Dewar.Logger.Journal;
using Dewar.Logger.Json;
using Dewar.Logger.Site;

namespace Dewar.Logger;

/// <summary>What the window stands on: journal, delivery, copying. Nothing here makes the window wait.</summary>
internal sealed class Desk : IDisposable
{
    private readonly Home _home;
    private readonly Clock _clock = Clock.OfThisComputer;
    private readonly SiteClock _time;
    private readonly EntryJournal _journal;
    private readonly Delivery _delivery;
    private readonly Copier? _copier;
    private readonly CopyMemory? _memory;
    private Session? _session;
    private volatile bool _isLooking;

    /// <param name="home">Where it is kept.</param>
    /// <param name="settings">How the site is reached.</param>
    public Desk(Home home, Settings settings)
    {
        _home = home;
        Settings = settings;
        _time = new(_clock);
        _journal = EntryJournal.Open(home.Folder, entry => _session = Session.After(_session, entry));
        Recents = new(home.PathOf("recents.json"));
        Draft = AtomicFile.Read(DraftPath) ?? [];
        if (_journal.PutAside is { } aside)
        {
            Troubles.Tell("The last entry of the journal had not been written to its end; what there was of it is in " + System.IO.Path.GetFileName(aside) + ".");
        }

        var site = new SiteLine(settings.Site, settings.Key, _time, _clock);
        if (settings.Copies)
        {
            _memory = new(home.Folder);
            _copier = new(settings, _memory, new SiteLine(settings.Site, settings.Key, _time, _clock), _clock);
        }

        _delivery = new(_journal, site, _clock, () => Changed?.Invoke(), refused => Troubles.Tell("The site could not use an entry. " + refused));
    }

    /// <summary>The site has told something; on a background thread.</summary>
    public event Action? Changed;

    public Errands Errands { get; } = new();

    public Settings Settings { get; }

    public Recents Recents { get; }

    /// <summary>What was typed and not saved when the program last ended.</summary>
    public JsonObject Draft { get; }

    public long Now => _clock.Now;

    public SiteNews News => _delivery.News;

    /// <summary>The session of this computer; over or not. For the window's thread.</summary>
    public Session? Session => _session;

    public bool HasOpenSession => _session is { State: not SessionState.Ended };

    /// <summary>The site does not have this session open any more, though all of it is there.</summary>
    public bool IsClosedAtSite => _session is { } session && News.HasClosed(session, _journal.Last);

    public long? ClockOffset => _time.Offset;

    public string Copying => _copier?.Text ?? "";

    private string DraftPath => _home.PathOf("draft.json");

    public int CountWaiting(out long since) => _journal.CountWaiting(out since);

    /// <summary>Writes it down. When it is on the disk, the session knows of it.</summary>
    /// <param name="entry">What happened.</param>
    /// <param name="run">How to come back to the window's thread.</param>
    /// <param name="then">Null when it is saved, else why not.</param>
    public void Write(Entry entry, Action<Action> run, Action<Exception?> then) => Errands.Do(() =>
    {
        Exception? failure = null;
        try
        {
            entry = _journal.Append(entry);
            if (entry.Kind is "start" or "change")
            {
                Recents.Remember(new(entry.Facts));
            }

            _delivery.Hurry();
            Copy(entry);
        }
        catch (Exception trouble) when (trouble is System.IO.IOException or UnauthorizedAccessException)
        {
            failure = trouble;
            Troubles.Tell(trouble);
        }

        run(() =>
        {
            if (entry.Sequence > 0)
            {
                _session = Session.After(_session, entry);
            }

            then(entry.Sequence > 0 ? null : failure);
        });
    });

    public Entry Entry(string kind, string session, JsonObject? more = null, long? at = null) =>
        Journal.Entry.Of(kind, session, at ?? _clock.Now, _time.Offset, more);

    public void SaveDraft(JsonObject draft) => Errands.Do(() => AtomicFile.Write(DraftPath, draft));

    /// <summary>Goes on copying for the session that was open when the program ended.</summary>
    public void Resume()
    {
        if (_session is { State: SessionState.Open } session)
        {
            Errands.Do(() => _copier?.Begin(session.Id, session.StartedAt));
        }
    }

    /// <summary>The program has been started again while this one runs.</summary>
    public void LookWhetherAsked(Action yes)
    {
        if (_isLooking)
        {
            return;
        }

        _isLooking = true;
        Errands.Do(() =>
        {
            _isLooking = false;
            if (_home.IsAskedToShow())
            {
                yes();
            }
        });
    }

    public void Dispose()
    {
        _delivery.Stop();
        _copier?.Dispose();
        Errands.End();
        _journal.Dispose();
        _memory?.Dispose();
    }

    private void Copy(Entry entry)
    {
        if (entry.Kind is "start" or "continue" or "resume")
        {
            _copier?.Begin(entry.Session, entry.Facts.Number("startedAt") ?? entry.At);
        }
        else if (entry.Kind == "end")
        {
            _copier?.End(entry.At);
        }
    }
}
