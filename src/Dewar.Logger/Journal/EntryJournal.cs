using System;
using System.Collections.Generic;
using System.IO;
using Dewar.Logger.Json;

namespace Dewar.Logger.Journal;

/// <summary>All that happened, numbered from 1 without gaps, and how much of it the site has.</summary>
internal sealed class EntryJournal : IDisposable
{
    /// <summary>A longer one is laid aside when the site has all of it and a session begins.</summary>
    private const long Long = 4 << 20;
    private readonly object _lock = new();
    private readonly string _folder;
    private readonly List<Waiting> _waiting = [];
    private JournalFile _file = null!;
    private volatile WaitingCount _count = new(0, 0);

    private EntryJournal(string folder) => _folder = folder;

    public string Id { get; private set; } = "";

    public long Last { get; private set; }

    /// <summary>The last that the site has.</summary>
    public long Delivered { get; private set; }

    /// <summary>Where lines were put that could not be read; null as long as there were none.</summary>
    public string? PutAside { get; private set; }

    private string FilePath => Path.Combine(_folder, "journal.jsonl");

    private string FreshPath => FilePath + ".new";

    private string DeliveredPath => Path.Combine(_folder, "delivered.json");

    /// <param name="folder">It must be there.</param>
    /// <param name="each">Gets all entries, in order.</param>
    public static EntryJournal Open(string folder, Action<Entry> each)
    {
        var journal = new EntryJournal(folder);
        var entries = new List<Entry>();
        journal.Load(entries, out var spoilt);
        if (spoilt)
        {
            journal.Renew("spoilt");
        }

        foreach (var entry in entries)
        {
            each(entry);
        }

        return journal;
    }

    /// <summary>Returns it with its number, once it is on the disk.</summary>
    public Entry Append(Entry entry)
    {
        lock (_lock)
        {
            if (entry.Kind == "start" && _file.Length > Long && _waiting.Count == 0)
            {
                Renew("full");
            }

            var numbered = entry.Numbered(Last + 1);
            var from = _file.Append(numbered.Facts);
            Last++;
            _waiting.Add(new(numbered, from));
            Count();
            return numbered;
        }
    }

    /// <summary>What the site does not have yet, oldest first, as much as a request takes.</summary>
    public List<Entry> Undelivered(int most, int bytes)
    {
        lock (_lock)
        {
            var entries = new List<Entry>();
            if (_waiting.Count == 0)
            {
                return entries;
            }

            var from = _waiting[0].From;
            foreach (var line in _file.Lines(from))
            {
                if (entries.Count == most || entries.Count > 0 && line.To - from > bytes)
                {
                    break;
                }

                entries.Add(new(line.Facts ?? throw new IOException("The journal on disk is not what was written; it is mended at the next start.")));
            }

            return entries;
        }
    }

    /// <summary>The site has all entries up to this number, and none behind it.</summary>
    public void Acknowledge(long sequence)
    {
        lock (_lock)
        {
            if (sequence > Last)
            {
                // The site knows entries of this journal that are not in it: it is an old copy. What comes now needs a journal of its own.
                Renew("old");
                return;
            }

            if (sequence == Delivered)
            {
                return;
            }

            var back = sequence < Delivered;
            Delivered = sequence;
            AtomicFile.Write(DeliveredPath, new JsonObject { ["journal"] = Id, ["sequence"] = sequence });
            if (back)
            {
                Reload();
            }
            else
            {
                _waiting.RemoveAll(entry => entry.Sequence <= sequence);
                Count();
            }
        }
    }

    /// <summary>How many wait and since when; signs of life are not worth telling. The window asks, and does not wait for the disk.</summary>
    public int CountWaiting(out long since)
    {
        var count = _count;
        since = count.Since;
        return count.Number;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    private void Load(List<Entry> entries, out bool spoilt)
    {
        var acknowledged = AtomicFile.Read(DeliveredPath);
        Id = "";
        Last = Delivered = 0;
        _waiting.Clear();
        if (!File.Exists(FilePath) && File.Exists(FreshPath))
        {
            // The power failed between the two renames of a renewal.
            File.Move(FreshPath, FilePath);
        }

        _file = JournalFile.Open(FilePath, (facts, from) =>
        {
            if (facts.Text("journal") is { Length: > 0 } id)
            {
                Id = id;
                Delivered = acknowledged?.Text("journal") == id ? acknowledged.Number("sequence") ?? 0 : 0;
                return;
            }

            var entry = new Entry(facts);
            entries.Add(entry);
            Last = entry.Sequence;
            if (entry.Sequence > Delivered)
            {
                _waiting.Add(new(entry, from));
            }
        }, out spoilt);
        PutAside = _file.PutAside ?? PutAside;
        spoilt |= Id == "" && entries.Count > 0;
        if (Id == "" && !spoilt)
        {
            Id = Guid.NewGuid().ToString();
            _file.Append(new JsonObject { ["journal"] = Id });
        }

        Delivered = Math.Min(Delivered, Last);
        Count();
    }

    private void Count()
    {
        var telling = _waiting.FindAll(entry => entry.IsWorthTelling);
        _count = new(telling.Count, telling.Count > 0 ? telling[0].At : 0);
    }

    private void Reload()
    {
        _file.Dispose();
        Load([], out _);
    }

    /// <summary>
    /// Goes on in a new journal, with what the site does not have and with the session that is not over. An entry keeps its id, so the
    /// site knows those that it has.
    /// </summary>
    private void Renew(string why)
    {
        var kept = new List<Entry>();
        foreach (var line in _file.Lines(0))
        {
            if (line.Facts is not { } facts || facts.Text("journal") != "")
            {
                continue;
            }

            var entry = new Entry(facts);
            if (entry.Kind is "start" or "end")
            {
                kept.RemoveAll(earlier => earlier.Sequence <= Delivered);
            }

            if (entry.Kind != "end" || entry.Sequence > Delivered)
            {
                kept.Add(entry);
            }
        }

        File.Delete(FreshPath);
        using (var file = JournalFile.Open(FreshPath, (_, _) => { }, out _))
        {
            file.Append(new JsonObject { ["journal"] = Guid.NewGuid().ToString() });
            for (var number = 0; number < kept.Count; number++)
            {
                file.Append(kept[number].Numbered(number + 1).Facts);
            }
        }

        _file.Dispose();
        var aside = JournalFile.Free(FilePath, why);
        File.Move(FilePath, aside);
        File.Move(FreshPath, FilePath);
        Load([], out _);
        PutAside = why == "spoilt" ? aside : PutAside;
    }

    private sealed class WaitingCount(int number, long since)
    {
        public int Number => number;

        public long Since => since;
    }

    private sealed class Waiting(Entry entry, long from)
    {
        public long Sequence { get; } = entry.Sequence;

        public long At { get; } = entry.At;

        public bool IsWorthTelling { get; } = entry.Kind != "alive";

        public long From => from;
    }
}
