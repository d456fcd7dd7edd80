using System;
using System.Drawing;
using System.Windows.Forms;

namespace Dewar.Logger.Window;

/// <summary>How things look: the system's own font and controls, with room around them.</summary>
internal static class Look
{
    public static readonly Padding Gap = new(3, 3, 3, 3);

    public static Label Label(string text) =>
        new() { Text = text, AutoSize = true, Anchor = AnchorStyles.Left, TextAlign = ContentAlignment.MiddleLeft, Margin = new(3, 6, 6, 3) };

    /// <summary>A text that takes the lines it needs.</summary>
    public static Label Wrapped(string text) => new() { Text = text, AutoSize = true, Dock = DockStyle.Fill, Margin = new(3, 3, 3, 6), UseMnemonic = false };

    public static Label Large(string text, float by = 1.35f)
    {
        var label = Wrapped(text);
        label.Font = new(SystemFonts.MessageBoxFont.FontFamily, SystemFonts.MessageBoxFont.Size * by, FontStyle.Bold);
        return label;
    }

    /// <summary>In one line, cut where it is too long.</summary>
    public static Label Line() => new() { AutoSize = false, AutoEllipsis = true, Dock = DockStyle.Fill, UseMnemonic = false, Margin = new(3, 1, 3, 1) };

    public static TextBox Text(int length = 300) => new() { Dock = DockStyle.Fill, Margin = Gap, MaxLength = length };

    public static ComboBox Choice() => new()
    {
        Dock = DockStyle.Fill,
        Margin = Gap,
        MaxLength = 300,
        DropDownStyle = ComboBoxStyle.DropDown,
        AutoCompleteMode = AutoCompleteMode.SuggestAppend,
        AutoCompleteSource = AutoCompleteSource.ListItems,
    };

    public static Button Button(string text, Action pressed)
    {
        var button = new Button { Text = text, AutoSize = true, Margin = Gap, MinimumSize = new(86, 28), UseVisualStyleBackColor = true };
        button.Click += (_, _) => pressed();
        return button;
    }

    /// <summary>Buttons beside each other, from the right.</summary>
    public static FlowLayoutPanel Row(params Control[] controls)
    {
        var row = new FlowLayoutPanel { AutoSize = true, Dock = DockStyle.Fill, FlowDirection = FlowDirection.LeftToRight, WrapContents = true, Margin = new(0) };
        row.Controls.AddRange(controls);
        return row;
    }

    /// <summary>Time of day, as long as it is today.</summary>
    public static string Time(long at, long now, string format = "HH:mm")
    {
        var local = Clock.Local(at);
        return local.ToString(local.Date == Clock.Local(now).Date ? format : "d MMM " + format, System.Globalization.CultureInfo.InvariantCulture);
    }

    public static string Span(long milliseconds)
    {
        var minutes = Math.Max(0, milliseconds) / 60_000;
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + (minutes % 60).ToString("00", System.Globalization.CultureInfo.InvariantCulture) + " min";
    }
}
