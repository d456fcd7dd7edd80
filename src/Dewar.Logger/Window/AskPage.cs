using System;
using System.Windows.Forms;
using Dewar.Logger.Json;
using Dewar.Logger.Site;

namespace Dewar.Logger.Window;

/// <summary>Shown where there are no settings yet: asks a site to be added.</summary>
internal sealed class AskPage : Page
{
    private readonly KeyRequest _request;
    private readonly Label _told = Look.Wrapped("");
    private readonly Label _code = Look.Large("", 3);
    private readonly TextBox _site;
    private readonly TextBox _computer;
    private readonly TextBox _instrument;
    private readonly TextBox _folder;
    private readonly CheckBox _copy = new() { Text = "Copy &files from it to the site", AutoSize = true, Margin = Look.Gap };
    private readonly Button _again;

    public AskPage(KeyRequest request)
    {
        _request = request;
        Wide(Look.Large("Ask to be added"));
        Wide(Look.Wrapped("This computer is not known to a Dewar site yet. Say where the site is; an administrator then confirms."));
        _site = Field("Site's &address", Look.Text());
        _site.Text = "https://";
        _computer = Field("This &computer", Look.Text());
        _computer.Text = Environment.MachineName;
        _instrument = Field("&Instrument", Look.Text());
        var browse = Look.Button("&Browse…", Browse);
        _folder = Field("Fol&der", Look.Text());
        Field("", Look.Row(browse));
        Field("", _copy);
        Accept = Look.Button("As&k", Ask);
        _again = Look.Button("Begin a&new", Forget);
        Wide(Look.Row(Accept, _again));
        Wide(_told);
        _code.AutoSize = false;
        _code.Height = _code.Font.Height + 12;
        Wide(_code);
        Wide(new Panel(), grows: true);
        Tell("");
        Renew();
    }

    public override Control First => _site;

    public override void Renew()
    {
        var code = _request.Code;
        if (_code.Text != code)
        {
            _code.Text = code;
        }

        // Not disabled: the keyboard would go nowhere.
        foreach (var field in new[] { _site, _computer, _instrument, _folder })
        {
            field.ReadOnly = code.Length > 0;
        }

        _again.Visible = code.Length > 0;
        var told = _request.Trouble.Length > 0 ? _request.Trouble
            : code.Length > 0 ? "Tell the administrator this code. The site shows the same one; when it is confirmed there, this window goes on by itself." : "";
        if (told.Length > 0 && _told.Text != told)
        {
            Tell(told);
        }
    }

    private void Browse()
    {
        using var dialog = new FolderBrowserDialog { Description = "Where does the instrument write its files?", SelectedPath = _folder.Text };
        if (dialog.ShowDialog(this) == DialogResult.OK)
        {
            _folder.Text = dialog.SelectedPath;
        }
    }

    private void Ask()
    {
        if (_request.Code.Length > 0)
        {
            return;
        }

        var missing = Settings.AddressOf(_site.Text) is null ? "The site's address looks like https://dewar.example.org, with nothing behind it."
            : _computer.Text.Trim().Length == 0 || _instrument.Text.Trim().Length == 0 ? "Computer and instrument need names."
            : _copy.Checked && _folder.Text.Trim().Length == 0 ? "Which folder is to be copied?" : null;
        Tell(missing ?? "Asking…");
        if (missing is null)
        {
            _request.Ask(new JsonObject
            {
                ["site"] = Settings.AddressOf(_site.Text)!.AbsoluteUri,
                ["computer"] = _computer.Text.Trim(),
                ["instrument"] = _instrument.Text.Trim(),
                ["folder"] = _folder.Text.Trim(),
                ["copy"] = _copy.Checked ? "yes" : "no",
            });
        }
    }

    private void Tell(string text)
    {
        _told.Text = text;
        _told.Visible = text.Length > 0;
    }

    private void Forget()
    {
        _request.Forget();
        Tell("");
        Renew();
    }
}
