using System;
using System.Collections.Generic;
using Dewar.Logger.Journal;
using Dewar.Logger.Json;

namespace Dewar.Logger.Site;

/// <summary>Brings entries to the site, in order, and asks what is new there: in the background, for as long as it takes.</summary>
internal sealed class Delivery
{
    private const int Most = 500;
    private const int Bytes = 900_000;
    private const int Usual = 20_000;
    private const int Shortest = 3_000;
    private const int Longest = 60_000;

    private readonly EntryJournal _journal;
    private readonly SiteLine _site;
    private readonly Clock _clock;
    private readonly BackgroundLoop _loop;
    private readonly Action<string> _refused;
    private int _pause = Shortest;
    private volatile SiteNews _news = SiteNews.None;

    /// <param name="journal">Where entries come from.</param>
    /// <param name="site">Where they go.</param>
    /// <param name="clock">Of this computer.</param>
    /// <param name="told">Called on the background thread when there are news.</param>
    /// <param name="refused">Gets what the site could not use, in words.</param>
    public Delivery(EntryJournal journal, SiteLine site, Clock clock, Action told, Action<string> refused)
    {
        _journal = journal;
        _site = site;
        _clock = clock;
        _refused = refused;
        _loop = new("delivery", () => Round(told));
    }

    public SiteNews News => _news;

    /// <summary>There is something new; do not wait.</summary>
    public void Hurry() => _loop.Wake();

    public void Stop() => _loop.Stop();

    private int Round(Action told)
    {
        try
        {
            Deliver();
            var answer = _site.Get("/api/logger");
            _news = new(answer.IsSuccess ? answer.Json : throw answer.Trouble(), null, _journal.Delivered);
            _pause = Shortest;
            told();
            return Usual;
        }
        catch (SiteTrouble trouble)
        {
            _news = _news.Without(trouble);
            told();
            _pause = Math.Min(_pause * 2, Longest);
            return _pause;
        }
    }

    private void Deliver()
    {
        for (var entries = _journal.Undelivered(Most, Bytes); entries.Count > 0; entries = _journal.Undelivered(Most, Bytes))
        {
            var facts = new List<object?>();
            foreach (var entry in entries)
            {
                facts.Add(entry.Facts);
            }

            var answer = _site.Post("/api/logger/entries", new() { ["journal"] = _journal.Id, ["sentAt"] = _clock.Now, ["entries"] = facts });
            var isGap = answer.Status == 409 && answer.Code == "entries-missing";
            if (!answer.IsSuccess && !isGap)
            {
                throw answer.Trouble();
            }

            // A site that only says that entries are missing gets all of them again: it knows those that it has.
            var sequence = answer.Json.Number("sequence") ?? (isGap ? 0 : throw answer.Trouble());

            foreach (var no in answer.Json.Objects("refused"))
            {
                _refused("Entry " + no.Number("sequence") + ": " + no.Text("why"));
            }

            var before = _journal.Delivered;
            var journal = _journal.Id;
            _journal.Acknowledge(sequence);
            if (_journal.Delivered == before && _journal.Id == journal)
            {
                throw new SiteTrouble(TroubleKind.Refused, "The site takes no entries.");
            }
        }
    }
}
