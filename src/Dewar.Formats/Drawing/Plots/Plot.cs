using Dewar.Formats.Drawing.Fonts;

namespace Dewar.Formats.Drawing.Plots;

/// <summary>Lines over an axis.</summary>
internal sealed class Plot(IReadOnlyList<PlotLine> lines)
{
    /// <summary>What is along the axis below, with its unit.</summary>
    public string Across { get; init; } = "";

    /// <summary>What the values are.</summary>
    public string Up { get; init; } = "";

    public bool IsLogarithmic { get; init; }

    public bool IsLogarithmicAcross { get; init; }

    /// <summary>Where the places along the axis below are times, in seconds since the year 1.</summary>
    public bool IsTime { get; init; }

    /// <summary>Dots at the values as well.</summary>
    public bool HasDots { get; init; }

    public Canvas Draw(int width, int height, Style style) => Draw(width, height, style, out _);

    /// <summary>Draws it, and says where in the picture its lines are.</summary>
    public Canvas Draw(int width, int height, Style style, out Box box)
    {
        var canvas = new Canvas(width, height, Colour.White);
        var x = Scale.Around(lines.Select(line => line.X), IsLogarithmicAcross, 0);
        var y = Scale.Around(lines.Select(line => line.Y), IsLogarithmic, 0.05).FromZero();
        var font = style.Label;
        var up = y.Marks(Math.Max(2, height / (font.Size * (style.IsSmall ? 3 : 4))));
        var across = IsTime ? TimeTicks.Of(x.Low, x.High, Math.Max(2, width / (font.Size * 7))) : x.Marks(Math.Max(2, width / (font.Size * (style.IsSmall ? 5 : 7))));
        var left = style.Gap + Math.Max(style.IsSmall ? 0 : font.Size * 2, up.Texts.Select(font.Width).DefaultIfEmpty(0).Max()) + style.Gap;
        var upText = Joined(Up, up.Power);
        var acrossText = Joined(Across, across.Power);
        var top = 2 * style.Gap + (upText is "" ? font.Tall / 2 : font.Tall + style.Gap);
        var bottom = font.Tall + 2 * style.Gap + (acrossText is "" ? style.Gap : font.Line);
        var right = 2 * style.Gap + (across.Texts.Length > 0 ? font.Width(across.Texts[^1]) / (style.IsSmall ? 4 : 3) : 0);
        box = new Box(left, top, width - left - right, height - top - bottom);
        if (box.Width < 8 || box.Height < 8)
        {
            box = new(1, 1, width - 2, height - 2);
        }

        Grid(canvas, box, style, (x, across.Places, across.Texts), (y, up.Places, up.Texts));
        canvas.Text(style.Gap, style.Gap + font.Tall, font.Fit(upText, width - 2 * style.Gap), font, Colour.Pale);
        var fitting = font.Fit(acrossText, width - 2 * style.Gap);
        canvas.Text(Math.Max(style.Gap, box.Right - font.Width(fitting)), height - style.Gap - font.Size / 5, fitting, font, Colour.Pale);
        if (!lines.Any(line => line.Y.Any(double.IsFinite)))
        {
            const string Nothing = "no values";
            canvas.Text(box.Left + (box.Width - font.Width(Nothing)) / 2.0, box.Top + box.Height / 2, Nothing, font, Colour.Pale);
        }

        Curves(canvas, box, style, x, y);
        Legend(canvas, box, style, x, y);
        return canvas;
    }

    private static string Joined(string text, int power) => $"{text} {TickText.Times(power)}".Trim();

    private static void Grid(Canvas canvas, Box box, Style style, (Scale Scale, double[] Places, string[] Texts) across, (Scale Scale, double[] Places, string[] Texts) up)
    {
        var font = style.Label;
        var free = int.MinValue;
        for (var i = 0; i < across.Places.Length; i++)
        {
            var x = box.Left + (int)Math.Round(across.Scale.Share(across.Places[i]) * (box.Width - 1));
            if (x < box.Left || x >= box.Right)
            {
                continue;
            }

            canvas.Fill(new(x, box.Top, 1, box.Height), Colour.Grid);
            canvas.Fill(new(x, box.Bottom, 1, style.Gap / 2 + 1), Colour.Rule);
            var wide = font.Width(across.Texts[i]);
            var from = Math.Clamp(x - wide / 2, 0, Math.Max(0, canvas.Width - wide));
            if (from > free)
            {
                canvas.Text(from, box.Bottom + style.Gap + font.Tall + 1, across.Texts[i], font, Colour.Ink);
                free = from + wide + font.Size / 2;
            }
        }

        for (var i = 0; i < up.Places.Length; i++)
        {
            var y = box.Bottom - 1 - (int)Math.Round(up.Scale.Share(up.Places[i]) * (box.Height - 1));
            if (y < box.Top || y >= box.Bottom)
            {
                continue;
            }

            canvas.Fill(new(box.Left, y, box.Width, 1), Colour.Grid);
            canvas.Text(box.Left - style.Gap - font.Width(up.Texts[i]), y + font.Tall / 2, up.Texts[i], font, Colour.Ink);
        }

        canvas.Fill(new(box.Left - 1, box.Top, 1, box.Height + 1), Colour.Rule);
        canvas.Fill(new(box.Left - 1, box.Bottom, box.Width + 1, 1), Colour.Rule);
    }

    private void Curves(Canvas canvas, Box box, Style style, Scale x, Scale y)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var points = Placed(lines[i], box, x, y);
            var colour = ColourOf(i);
            canvas.Polyline([.. Decimation.Thin(points, box.Width)], lines.Count > 3 && style.IsSmall ? 1 : style.Line, colour, box with { Top = box.Top - 2, Height = box.Height + 2 });
            if (HasDots || points.Count < 3)
            {
                canvas.Dots([.. points.Where(point => double.IsFinite(point.Y))], style.Line * (style.IsSmall ? 1.2 : 1.7), colour, box with { Top = box.Top - 4, Height = box.Height + 8, Left = box.Left - 4, Width = box.Width + 8 });
            }
        }
    }

    private static List<(double X, double Y)> Placed(PlotLine line, Box box, Scale x, Scale y)
    {
        var points = new List<(double X, double Y)>(line.Y.Length);
        for (var i = 0; i < Math.Min(line.X.Length, line.Y.Length); i++)
        {
            var across = box.Left + 0.5 + x.Share(line.X[i]) * (box.Width - 1);
            if (double.IsFinite(across))
            {
                points.Add((across, Math.Min(box.Bottom - 0.5 - y.Share(line.Y[i]) * (box.Height - 1), 1e6)));
            }
        }

        return points;
    }

    private Colour ColourOf(int line) => lines[line].Colour ?? Colour.Lines[line % Colour.Lines.Count];

    // In the corner where the fewest points lie.
    private void Legend(Canvas canvas, Box box, Style style, Scale x, Scale y)
    {
        if (lines.Count < 2 || style.IsSmall && lines.Count > 4)
        {
            return;
        }

        var font = style.Label;
        var most = Math.Max(font.Size * 4, box.Width / 3);
        string[] names = [.. lines.Select(line => font.Fit(line.Name, most))];
        var wide = names.Max(font.Width) + font.Size * 2 + 2 * style.Gap;
        var tall = names.Length * font.Line + style.Gap;
        if (wide > box.Width * 0.6 || tall > box.Height * 0.6)
        {
            return;
        }

        var corners = new[]
        {
            new Box(box.Right - wide - style.Gap, box.Top + style.Gap, wide, tall), new Box(box.Left + style.Gap, box.Top + style.Gap, wide, tall),
            new Box(box.Right - wide - style.Gap, box.Bottom - tall - style.Gap, wide, tall), new Box(box.Left + style.Gap, box.Bottom - tall - style.Gap, wide, tall),
        };
        var all = lines.SelectMany(line => Placed(line, box, x, y)).ToList();
        var best = corners.MinBy(corner => all.Count(point =>
            point.X > corner.Left && point.X < corner.Right && point.Y > corner.Top && point.Y < corner.Bottom));
        canvas.Fill(best, Colour.White, 0.85);
        for (var i = 0; i < names.Length; i++)
        {
            var baseline = best.Top + style.Gap / 2 + i * font.Line + font.Line - (font.Line - font.Tall) / 2;
            canvas.Fill(new(best.Left + style.Gap, baseline - font.Tall / 2 - 1, font.Size * 3 / 2, style.IsSmall ? 2 : 3), ColourOf(i));
            canvas.Text(best.Left + style.Gap + font.Size * 2, baseline, names[i], font, Colour.Ink);
        }
    }
}
