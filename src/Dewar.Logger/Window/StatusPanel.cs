using System;
using System.Drawing;
using System.Windows.Forms;
using Dewar.Logger.Site;

namespace Dewar.Logger.Window;

/// <summary>Three quiet lines: how it stands with the site, with files, and what went wrong.</summary>
internal sealed class StatusPanel : TableLayoutPanel
{
    private readonly Label _site = Look.Line();
    private readonly Label _files = Look.Line();
    private readonly Label _trouble = Look.Line();
    private readonly ToolTip _whole = new();

    public StatusPanel()
    {
        Dock = DockStyle.Fill;
        Margin = new(0, 6, 0, 0);
        ColumnCount = 1;
        ColumnStyles.Add(new(SizeType.Percent, 100));
        RowCount = 3;
        Label[] lines = [_site, _files, _trouble];
        for (var row = 0; row < lines.Length; row++)
        {
            // The files need one line, the others sometimes two.
            var height = SystemFonts.MessageBoxFont.Height * (row == 1 ? 1 : 2) + 4;
            RowStyles.Add(new(SizeType.Absolute, height));
            Controls.Add(lines[row], 0, row);
            Height = row == 0 ? height : Height + height;
        }
    }

    /// <summary>What the window itself has to say.</summary>
    public string Said { get; set; } = "";

    public void Renew(Desk desk)
    {
        var news = desk.News;
        Set(_site, AtSite(desk, news), news.Trouble?.Message);
        Set(_files, desk.Copying, null);
        Set(_trouble, Said.Length > 0 ? Said : Troubles.Last, null);
    }

    private static string AtSite(Desk desk, SiteNews news)
    {
        var waiting = desk.CountWaiting(out var since);
        var text = waiting > 0 ? (waiting == 1 ? "1 entry waits" : waiting + " entries wait") + " for the site, since " + Look.Time(since, desk.Now) + "."
            : news.IsThere ? "The site has everything."
            : news.Trouble is null ? "Looking for the site…"
            : "The site is away. What you enter is kept here until it is back.";
        text = news.Trouble is { Kind: not TroubleKind.Away } trouble ? (waiting > 0 ? text + " " : "") + trouble.Message : text;
        var offset = desk.ClockOffset ?? 0;
        return Math.Abs(offset) < 60_000 ? text
            : text + " This clock is " + Look.Span(Math.Abs(offset) + 30_000) + (offset > 0 ? " slow" : " fast") + "; the site allows for it.";
    }

    private void Set(Label line, string text, string? more)
    {
        if (line.Text != text)
        {
            line.Text = text;
        }

        var tip = more ?? text;
        if (_whole.GetToolTip(line) != tip)
        {
            _whole.SetToolTip(line, tip);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _whole.Dispose();
        base.Dispose(disposing);
    }
}
