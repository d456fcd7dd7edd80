using System;
using System.Drawing;
using System.Text;
using System.Windows.Forms;
using Dewar.Logger.Journal;

namespace Dewar.Logger.Window;

/// <summary>A session that runs: its notes, and what can be done.</summary>
internal sealed class SessionPage : Page
{
    private readonly Desk _desk;
    private readonly Label _who = Look.Large("");
    private readonly Label _what = Look.Wrapped("");
    private readonly Label _since = Look.Wrapped("");
    private readonly TextBox _notes = new() { Multiline = true, ReadOnly = true, ScrollBars = ScrollBars.Vertical, Dock = DockStyle.Fill, BackColor = SystemColors.Window };
    private readonly TextBox _note = new() { Multiline = true, Dock = DockStyle.Fill, MaxLength = 10_000, AcceptsReturn = false, ScrollBars = ScrollBars.Vertical };
    private readonly Button _pause;
    private string _unsaved = "";

    /// <param name="desk">Where the session is.</param>
    /// <param name="note">Gets a note.</param>
    /// <param name="does">Gets pause, resume, change or end.</param>
    public SessionPage(Desk desk, Action<string> note, Action<string> does)
    {
        _desk = desk;
        Wide(_who);
        Wide(_what);
        Wide(_since);
        Wide(_notes, grows: true);
        _note.Height = _note.Font.Height * 3 + 8;
        Field("&Note", _note);
        Accept = Look.Button("&Save note", () =>
        {
            if (_note.Text.Trim().Length > 0)
            {
                note(_note.Text.Trim());
            }

            _note.Select();
        });
        _pause = Look.Button("&Pause", () => does(IsPaused ? "resume" : "pause"));
        Wide(Look.Row(Accept, _pause, Look.Button("&Change…", () => does("change")), Look.Button("&End", () => does("end"))));
        _notes.TabIndex = 1000;
        _note.TextChanged += (_, _) => Typed?.Invoke();
        Renew();
    }

    public event Action? Typed;

    public override Control First => _note;

    /// <summary>What is being typed.</summary>
    public string Note
    {
        get => _note.Text;
        set
        {
            _note.Text = value;
            _note.SelectionStart = value.Length;
        }
    }

    /// <summary>A note on its way to the disk; null when there is none any more.</summary>
    public string? Saving
    {
        set
        {
            _unsaved = value is null ? "" : "saving… " + value;
            Renew();
        }
    }

    private bool IsPaused => _desk.Session?.State == SessionState.Paused;

    public override void Renew()
    {
        if (_desk.Session is not { } session)
        {
            return;
        }

        var purpose = session.Purpose;
        Set(_who, _desk.News.NameOf(purpose.User));
        Set(_what, string.Join(" · ", Array.FindAll([purpose.Experiment, purpose.Project, purpose.Sample, purpose.Text], part => part.Length > 0)));
        _what.Visible = _what.Text.Length > 0;
        var since = (IsPaused ? "Paused. Began at " : "Running since ") + Look.Time(session.StartedAt, _desk.Now) + ", " + Look.Span(_desk.Now - session.StartedAt) + ".";
        Set(_since, _desk.IsClosedAtSite ? since + " The site has closed it meanwhile; what you write here still counts." : since);
        Set(_pause, IsPaused ? "&Resume" : "&Pause");
        var notes = NotesOf(session);
        if (_notes.Text != notes)
        {
            _notes.Text = notes;
            _notes.SelectionStart = notes.Length;
            _notes.ScrollToCaret();
        }
    }

    private string NotesOf(Session session)
    {
        var text = new StringBuilder();
        foreach (var note in session.Notes)
        {
            text.Append(Look.Time(note.At, _desk.Now, "HH:mm:ss")).Append("  ").Append(note.Text.Replace("\r", "").Replace("\n", Environment.NewLine + "          ")).Append(Environment.NewLine);
        }

        return text.Append(_unsaved).ToString();
    }

    // Setting the same text draws it again.
    private static void Set(Control control, string text)
    {
        if (control.Text != text)
        {
            control.Text = text;
        }
    }
}
