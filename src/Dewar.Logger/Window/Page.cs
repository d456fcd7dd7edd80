using System.Windows.Forms;

namespace Dewar.Logger.Window;

/// <summary>What the middle of the window shows, in two columns; Enter and Escape press its buttons.</summary>
internal abstract class Page : TableLayoutPanel
{
    protected Page()
    {
        Dock = DockStyle.Fill;
        ColumnCount = 2;
        ColumnStyles.Add(new(SizeType.AutoSize));
        ColumnStyles.Add(new(SizeType.Percent, 100));
        Margin = new(0);
    }

    /// <summary>Pressed by Enter.</summary>
    public Button? Accept { get; protected set; }

    /// <summary>Pressed by Escape.</summary>
    public Button? Cancel { get; protected set; }

    /// <summary>Where typing begins.</summary>
    public abstract Control First { get; }

    /// <summary>A moment has passed, or there are news.</summary>
    public virtual void Renew()
    {
    }

    /// <summary>Over both columns.</summary>
    protected void Wide(Control control, bool grows = false)
    {
        var row = NewRow(grows);
        Controls.Add(control, 0, row);
        SetColumnSpan(control, 2);
        control.TabIndex = row * 2;
    }

    protected T Field<T>(string label, T control) where T : Control
    {
        var row = NewRow(grows: false);
        var name = Look.Label(label);
        name.TabIndex = row * 2;
        control.TabIndex = row * 2 + 1;
        Controls.Add(name, 0, row);
        Controls.Add(control, 1, row);
        return control;
    }

    private int NewRow(bool grows)
    {
        RowStyles.Add(grows ? new(SizeType.Percent, 100) : new(SizeType.AutoSize));
        return RowCount++;
    }
}
