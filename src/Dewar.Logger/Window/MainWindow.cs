using System;
using System.Drawing;
using System.Windows.Forms;
using Dewar.Logger.Journal;
using Dewar.Logger.Json;
using Dewar.Logger.Site;

namespace Dewar.Logger.Window;

/// <summary>The window: instrument and clock above, a page, and how it stands with the site below. It never comes forward by itself.</summary>
internal sealed class MainWindow : Form
{
    private const int Tick = 250;
    private const int TicksBetweenSparing = 40;
    private readonly Home _home;
    private readonly Label _instrument = Look.Line();
    private readonly Label _clock = Look.Line();
    private readonly Panel _place = new() { Dock = DockStyle.Fill, Margin = new(0) };
    private readonly StatusPanel _status = new();
    private readonly Timer _timer = new() { Interval = Tick };
    private Page? _page;
    private KeyRequest? _request;
    private Desk? _desk;
    private SessionDesk? _pages;
    private bool _closing;
    private int _ticks;

    /// <param name="home">Where everything is kept.</param>
    /// <param name="settings">Null where there are none: then the window asks to be added.</param>
    public MainWindow(Home home, Settings? settings)
    {
        _home = home;
        Text = "Dewar logger";
        Font = SystemFonts.MessageBoxFont;
        ClientSize = new(420, 520);
        MinimumSize = new(340, 420);
        StartPosition = FormStartPosition.WindowsDefaultLocation;
        _instrument.Font = _clock.Font = new(Font.FontFamily, Font.Size * 1.25f, FontStyle.Bold);
        _clock.TextAlign = ContentAlignment.TopRight;
        var header = new TableLayoutPanel { Dock = DockStyle.Fill, ColumnCount = 2, Margin = new(0), Height = _clock.Font.Height + 8 };
        header.ColumnStyles.Add(new(SizeType.Percent, 100));
        header.ColumnStyles.Add(new(SizeType.Absolute, TextRenderer.MeasureText("00:00:000", _clock.Font).Width));
        header.Controls.Add(_instrument, 0, 0);
        header.Controls.Add(_clock, 1, 0);
        var all = new TableLayoutPanel { Dock = DockStyle.Fill, RowCount = 3, ColumnCount = 1, Padding = new(8) };
        all.RowStyles.Add(new(SizeType.Absolute, header.Height));
        all.RowStyles.Add(new(SizeType.Percent, 100));
        all.RowStyles.Add(new(SizeType.Absolute, _status.Height + 6));
        all.Controls.Add(header, 0, 0);
        all.Controls.Add(_place, 0, 1);
        all.Controls.Add(_status, 0, 2);
        Controls.Add(all);
        _timer.Tick += (_, _) => OnTick();
        if (settings is null)
        {
            AskToBeAdded();
        }
        else
        {
            Begin(settings);
        }

        _timer.Start();
    }

    /// <summary>Shows another page. The keyboard goes to it only where this window has it already.</summary>
    /// <param name="page">It.</param>
    /// <param name="kept">The one before, where it comes back.</param>
    public void Turn(Page page, Page? kept = null)
    {
        var before = _page;
        _page = page;
        page.Renew();
        if (before != page)
        {
            // The new one takes the keyboard before the old one goes, or keys would still reach what nobody sees.
            _place.Controls.Add(page);
            page.BringToFront();
        }

        AcceptButton = page.Accept;
        CancelButton = page.Cancel;
        if (ContainsFocus || ActiveForm == this)
        {
            page.First.Focus();
        }
        else
        {
            ActiveControl = page.First;
        }

        if (before is not null && before != page)
        {
            _place.Controls.Remove(before);
            if (before != kept)
            {
                // Later: this may be the answer to a press of one of its buttons.
                Run(before.Dispose);
            }
        }
    }

    public Page? Page => _page;

    /// <summary>A sentence below; empty takes it away.</summary>
    public void Say(string text) => _status.Said = text;

    /// <summary>Does it on the window's thread, if there still is a window.</summary>
    public void Run(Action action)
    {
        if (IsHandleCreated && !IsDisposed)
        {
            BeginInvoke(action);
        }
    }

    public void CloseForGood()
    {
        _closing = true;
        Close();
    }

    protected override void OnFormClosing(FormClosingEventArgs e)
    {
        // Windows is shutting down: the session stays open, and the next start asks.
        if (e.CloseReason == CloseReason.UserClosing && !_closing && _pages is not null && _pages.AskBeforeClosing())
        {
            e.Cancel = true;
        }

        base.OnFormClosing(e);
    }

    protected override void OnFormClosed(FormClosedEventArgs e)
    {
        _timer.Stop();
        _pages?.SaveDraft();
        _request?.Stop();
        _desk?.Dispose();
        base.OnFormClosed(e);
    }

    protected override void Dispose(bool disposing)
    {
        _timer.Dispose();
        base.Dispose(disposing);
    }

    private void AskToBeAdded()
    {
        _instrument.Text = "Dewar logger";
        _request = new(_home.PathOf("pairing.json"), Clock.OfThisComputer, () => Run(() => _page?.Renew()));
        Turn(new AskPage(_request));
    }

    private void Begin(Settings settings)
    {
        _desk = new(_home, settings);
        _desk.Changed += () => Run(OnNews);
        Text = settings.Instrument + " – Dewar logger";
        _instrument.Text = settings.Instrument;
        _pages = new(_desk, this);
        _pages.Begin();
    }

    private void OnNews()
    {
        if (_desk is { } desk)
        {
            _instrument.Text = desk.News.Instrument is { Length: > 0 } name ? name : desk.Settings.Instrument;
            _pages?.OnNews();
            _page?.Renew();
        }
    }

    private void OnTick()
    {
        _clock.Text = Clock.Local(Clock.OfThisComputer.Now).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        if (_request?.Confirmed is { } settings)
        {
            _home.SaveSettings(settings);
            _request.Forget();
            _request = null;
            Begin(settings);
        }

        if (_desk is not null)
        {
            _pages!.OnTick();
            _page?.Renew();
            _status.Renew(_desk);
            _desk.LookWhetherAsked(() => Run(() => WindowState = FormWindowState.Normal));
        }

        if (++_ticks % TicksBetweenSparing == 0)
        {
            Memory.GiveBack();
        }
    }
}
