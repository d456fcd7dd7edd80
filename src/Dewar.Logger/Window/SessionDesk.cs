using System;
using Dewar.Logger.Journal;
using Dewar.Logger.Json;

namespace Dewar.Logger.Window;

/// <summary>Which page comes after which, and what is written down on the way.</summary>
// Its pages are the window's, which ends them.
#pragma warning disable CA1001
internal sealed class SessionDesk(Desk desk, MainWindow window)
{
    private const long AliveEvery = 300_000;
    private const long ShortAbsence = 600_000;
    private long _aliveAt = desk.Now;
    private bool _typed;
    private bool _writing;
    private string _declined = "";

    private SessionPage? _session;
    private StartPage? _start;

    public void Begin()
    {
        if (desk is { HasOpenSession: true, Session: { } open })
        {
            AskOfFound(open);
        }
        else
        {
            ToStart();
        }
    }

    /// <summary>True where there is something to be asked first, and the window has asked.</summary>
    public bool AskBeforeClosing()
    {
        if (window.Page is not { } before || before is QuestionPage)
        {
            // It is being asked already. What was found at the start is asked again at the next one.
            return _session is not null;
        }

        if (desk is { HasOpenSession: true, Session: { } session })
        {
            var question = new QuestionPage("The session is still open", "What is to become of it when this window closes?");
            question = session.State == SessionState.Paused
                ? question.With("&Close; it stays paused", window.CloseForGood)
                : question.With("&Pause it and close", () => Write("pause", window.CloseForGood));
            window.Turn(question.With("&End it and close", () => End(window.CloseForGood)).With("&Keep running", () => window.Turn(before), isCancel: true), before);
            return true;
        }

        if (desk.Copying.Length > 0)
        {
            window.Turn(new QuestionPage("Files are still being copied", "What is left is copied when the program runs again.")
                .With("&Close", window.CloseForGood).With("&Keep running", () => window.Turn(before), isCancel: true), before);
            return true;
        }

        return false;
    }

    /// <summary>The site has said something new: maybe a session is open there that this computer does not know.</summary>
    public void OnNews()
    {
        var open = desk.News.Open;
        if (open is null || window.Page is not StartPage { IsEmpty: true } || !desk.News.IsThere || desk.CountWaiting(out _) > 0)
        {
            return;
        }

        var id = open.Text("session");
        if (id.Length == 0 || id == _declined || id == desk.Session?.Id)
        {
            return;
        }

        _declined = id;
        var facts = new Purpose(open).Facts;
        facts["startedAt"] = open.Number("startedAt") - (desk.ClockOffset ?? 0);
        var from = open.Text("computer") is { Length: > 0 } computer && computer != desk.Settings.Computer ? " It was begun at " + computer + "." : "";
        window.Turn(new QuestionPage("A session is open at this instrument", Told(desk.News.NameOf(open.Text("user")), facts.Number("startedAt") ?? desk.Now) + from)
            .With("&Continue it", () => Write(desk.Entry("continue", id, facts), ToSession))
            .With("&End it", () => Write(desk.Entry("end", id), ToStart))
            .With("&Neither", ToStart, isCancel: true));
    }

    public void OnTick()
    {
        if (_typed)
        {
            SaveDraft();
        }

        if (desk is { Session: { State: SessionState.Open } session } && desk.Now - _aliveAt >= AliveEvery)
        {
            _aliveAt = desk.Now;
            if (Presence.Idle < AliveEvery)
            {
                desk.Write(desk.Entry("alive", session.Id), window.Run, _ => { });
            }
        }
    }

    public void SaveDraft()
    {
        _typed = false;
        if (_start is null && _session is null)
        {
            // Nobody could type yet: what was kept is still wanted.
            return;
        }

        var draft = _start?.Draft ?? [];
        draft["session"] = desk.Session?.Id;
        draft["note"] = _session?.Note ?? "";
        desk.SaveDraft(draft);
    }

    private string Told(string who, long since) => who + ", since " + Look.Time(since, desk.Now) + ".";

    private void AskOfFound(Session open)
    {
        var question = new QuestionPage(open.State == SessionState.Paused ? "A session is paused here" : "A session is still open here",
            Told(open.Purpose.User, open.StartedAt) + (open.Notes.Count > 0 ? " The last note: " + open.Notes[open.Notes.Count - 1].Text : ""));
        question.With("&Continue it", () => Write("continue", ToSession));
        if (desk.Now - open.LastAt > ShortAbsence)
        {
            question.With("It ended at the &last sign of life, " + Look.Time(open.LastAt, desk.Now), () => End(ToStart, open.LastAt));
        }

        window.Turn(question.With("&End it now", () => End(ToStart)));
    }

    private void ToStart()
    {
        // It may have been kept while something was asked.
        if (_session is { } over)
        {
            window.Run(over.Dispose);
        }

        _session = null;
        _start = new(desk, "Who works here?", "&Start", purpose => Write(desk.Entry("start", Guid.NewGuid().ToString(), purpose.Facts), () =>
        {
            window.Say("");
            ToSession();
        }));
        if (desk.Draft.Text("note").Length == 0 && !desk.HasOpenSession && desk.Session?.Id == desk.Draft.Get("session") as string)
        {
            _start.Fill(new(desk.Draft));
        }

        desk.Draft.Clear();
        _start.Typed += () => _typed = true;
        window.Turn(_start);
        _typed = true;
        OnNews();
    }

    private void ToSession()
    {
        _start = null;
        desk.Resume();
        _session = new(desk, Note, Do);
        var draft = desk.Draft;
        var notes = desk.Session!.Notes;
        // A note that was saved just before the end may still stand in the draft.
        if (draft.Get("session") as string == desk.Session.Id && (notes.Count == 0 || notes[notes.Count - 1].Text != draft.Text("note").Trim()))
        {
            _session.Note = draft.Text("note");
        }

        draft.Clear();
        _session.Typed += () => _typed = true;
        window.Turn(_session);
        _typed = true;
    }

    private void Do(string what)
    {
        switch (what)
        {
            case "change":
                Change();
                break;
            case "end":
                End(ToStart);
                break;
            default:
                Write(what, () => { });
                break;
        }
    }

    private void Change()
    {
        var session = desk.Session!;
        var page = _session!;
        var form = new StartPage(desk, "What is different?", "&Save", changed => Write(desk.Entry("change", session.Id, changed.Facts), () => window.Turn(page)), () => window.Turn(page));
        form.Fill(session.Purpose);
        window.Turn(form, page);
    }

    private void Note(string text)
    {
        var page = _session!;
        page.Note = "";
        page.Saving = text;
        desk.Write(desk.Entry("note", desk.Session!.Id, new JsonObject { ["text"] = text }), window.Run, failure =>
        {
            page.Saving = null;
            if (failure is not null)
            {
                page.Note = (text + " " + page.Note).Trim();
                NotSaved(failure);
            }
            else
            {
                window.Say("");
            }
        });
    }

    /// <summary>What is being typed is a note, too.</summary>
    private void End(Action then, long? at = null)
    {
        var session = desk.Session!;
        if (_session?.Note.Trim() is { Length: > 0 } typed)
        {
            Note(typed);
        }

        Write(desk.Entry("end", session.Id, at: at), () =>
        {
            window.Say("The session ended at " + Look.Time(at ?? desk.Now, desk.Now, "HH:mm:ss") + ".");
            then();
        });
    }

    private void Write(string kind, Action then) => Write(desk.Entry(kind, desk.Session!.Id), then);

    // One at a time: a second press of a button while the first is written down is none.
    private void Write(Entry entry, Action then)
    {
        if (_writing)
        {
            return;
        }

        _writing = true;
        desk.Write(entry, window.Run, failure =>
        {
            _writing = false;
            if (failure is null)
            {
                then();
            }
            else
            {
                NotSaved(failure);
            }
        });
    }

    private void NotSaved(Exception failure) => window.Say("This could not be saved: " + failure.Message + " Try again.");
}
