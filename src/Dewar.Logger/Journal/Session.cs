using System.Collections.Generic;
using Dewar.Logger.Json;

namespace Dewar.Logger.Journal;

internal enum SessionState
{
    Open,
    Paused,
    Ended,
}

/// <summary>Who does what for what: the words that a session begins with and that may be changed.</summary>
internal sealed class Purpose(JsonObject facts)
{
    private static readonly string[] Names = ["user", "experiment", "project", "sample", "purpose"];

    public string User => facts.Text("user");

    public string Experiment => facts.Text("experiment");

    public string Project => facts.Text("project");

    public string Sample => facts.Text("sample");

    public string Text => facts.Text("purpose");

    /// <summary>All five, and no other.</summary>
    public JsonObject Facts
    {
        get
        {
            var all = new JsonObject();
            foreach (var name in Names)
            {
                all[name] = facts.Text(name);
            }

            return all;
        }
    }

    public Purpose With(JsonObject changes)
    {
        var all = Facts;
        foreach (var name in Names)
        {
            if (changes.ContainsKey(name))
            {
                all[name] = changes.Text(name);
            }
        }

        return new(all);
    }
}

internal sealed class Note(long at, string text)
{
    public long At => at;

    public string Text => text;
}

/// <summary>A session as its entries tell it.</summary>
internal sealed class Session(string id, long startedAt, Purpose purpose)
{
    public string Id => id;

    public long StartedAt { get; } = startedAt;

    public Purpose Purpose { get; private set; } = purpose;

    public SessionState State { get; private set; }

    /// <summary>The last that was heard of it, by this computer's clock.</summary>
    public long LastAt { get; private set; } = startedAt;

    public List<Note> Notes { get; } = [];

    /// <summary>The session after this entry: this, or another that it begins.</summary>
    public static Session? After(Session? session, Entry entry)
    {
        if (entry.Kind == "start" || entry.Kind == "continue" && session?.Id != entry.Session)
        {
            return new(entry.Session, entry.Facts.Number("startedAt") ?? entry.At, new(entry.Facts)) { LastAt = entry.At };
        }

        if (session?.Id == entry.Session)
        {
            session.Take(entry);
        }

        return session;
    }

    private void Take(Entry entry)
    {
        LastAt = entry.At;
        switch (entry.Kind)
        {
            case "note":
                Notes.Add(new(entry.At, entry.Facts.Text("text")));
                break;
            case "pause":
                State = SessionState.Paused;
                break;
            case "resume" or "continue":
                State = SessionState.Open;
                break;
            case "end":
                State = SessionState.Ended;
                break;
            case "change":
                Purpose = Purpose.With(entry.Facts);
                break;
        }
    }
}
