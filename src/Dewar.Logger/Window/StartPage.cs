using System;
using System.Collections.Generic;
using System.Windows.Forms;
using Dewar.Logger.Journal;
using Dewar.Logger.Json;
using Dewar.Logger.Site;

namespace Dewar.Logger.Window;

/// <summary>Who does what for what: before a session, and when it is changed.</summary>
internal sealed class StartPage : Page
{
    private readonly Desk _desk;
    private readonly Label _booked = Look.Wrapped("");
    private readonly ComboBox _who;
    private readonly ComboBox _experiment;
    private readonly ComboBox _project;
    private readonly TextBox _sample;
    private readonly TextBox _purpose;
    private SiteNews? _offered;

    /// <param name="desk">Whence the choices come.</param>
    /// <param name="title">What is asked.</param>
    /// <param name="button">What Enter does.</param>
    /// <param name="done">Gets what was typed.</param>
    /// <param name="cancelled">Null where there is no way back.</param>
    public StartPage(Desk desk, string title, string button, Action<Purpose> done, Action? cancelled = null)
    {
        _desk = desk;
        Wide(Look.Large(title));
        Wide(_booked);
        _who = Field("&Who", Look.Choice());
        _experiment = Field("E&xperiment", Look.Choice());
        _project = Field("Pro&ject", Look.Choice());
        _sample = Field("S&ample", Look.Text());
        _purpose = Field("&Purpose", Look.Text(1000));
        Accept = Look.Button(button, () => Try(done));
        var row = Look.Row(Accept);
        if (cancelled is not null)
        {
            row.Controls.Add(Cancel = Look.Button("Ca&ncel", cancelled));
        }

        Wide(row);
        foreach (var field in Fields)
        {
            field.TextChanged += (_, _) => Typed?.Invoke();
        }

        Renew();
    }

    public event Action? Typed;

    public override Control First => _who;

    public bool IsEmpty => !Array.Exists(Fields, one => one.Text.Length > 0);

    public JsonObject Draft => new Purpose(new() { ["user"] = _who.Text, ["experiment"] = _experiment.Text, ["project"] = _project.Text, ["sample"] = _sample.Text, ["purpose"] = _purpose.Text }).Facts;

    private Control[] Fields => [_who, _experiment, _project, _sample, _purpose];

    public void Fill(Purpose purpose)
    {
        _who.Text = _desk.News.NameOf(purpose.User);
        _experiment.Text = purpose.Experiment;
        _project.Text = purpose.Project;
        _sample.Text = purpose.Sample;
        _purpose.Text = purpose.Text;
    }

    // Not while a list hangs down: choices would move under the mouse.
    public override void Renew()
    {
        var news = _desk.News;
        if (ReferenceEquals(news, _offered) || _who.DroppedDown || _experiment.DroppedDown || _project.DroppedDown)
        {
            return;
        }

        _offered = news;
        var people = _desk.Recents.Of("user").ConvertAll(news.NameOf);
        news.People.ForEach(person => people.Add(SiteNews.Shown(person)));
        Offer(_who, people);
        var experiments = _desk.Recents.Of("experiment");
        experiments.AddRange(news.Experiments);
        Offer(_experiment, experiments);
        Offer(_project, _desk.Recents.Of("project"));
        _booked.Text = news.Reservation is { } booking ? Booked(booking, news, _desk.Now) : "";
        _booked.Visible = _booked.Text.Length > 0;
    }

    private static string Booked(JsonObject booking, SiteNews news, long now)
    {
        var text = "Booked now: " + news.NameOf(booking.Text("user"));
        text += booking.Text("title") is { Length: > 0 } title ? ", " + title : "";
        return text + ", " + Look.Time(booking.Number("startsAt") ?? now, now) + " to " + Look.Time(booking.Number("endsAt") ?? now, now) + ".";
    }

    private static void Offer(ComboBox to, List<string> choices)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        choices.RemoveAll(choice => !seen.Add(choice));
        if (choices.Count == to.Items.Count && choices.TrueForAll(choice => to.Items.Contains(choice)))
        {
            return;
        }

        var text = to.Text;
        var at = to.SelectionStart;
        var length = to.SelectionLength;
        to.BeginUpdate();
        to.Items.Clear();
        to.Items.AddRange(choices.ToArray());
        to.EndUpdate();
        to.Text = text;
        to.Select(at, length);
    }

    private void Try(Action<Purpose> done)
    {
        if (_who.Text.Trim().Length == 0)
        {
            _booked.Text = "Who is it? Type a name, or pick one.";
            _booked.Visible = true;
            _who.Select();
            return;
        }

        done(new(new()
        {
            ["user"] = _desk.News.UserOf(_who.Text),
            ["experiment"] = _experiment.Text.Trim(),
            ["project"] = _project.Text.Trim(),
            ["sample"] = _sample.Text.Trim(),
            ["purpose"] = _purpose.Text.Trim(),
        }));
    }
}
