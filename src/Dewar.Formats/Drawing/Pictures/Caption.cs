namespace Dewar.Formats.Drawing.Pictures;

/// <summary>Words in the upper left corner of a picture, on a plate that darkens what is below.</summary>
internal static class Caption
{
    public static void Draw(Canvas canvas, string text, Style style)
    {
        var (font, pad) = (style.Label, Math.Max(2, style.Gap / 2));
        var fitting = font.Fit(text, canvas.Width - 4 * pad);
        var plate = new Box(pad, pad, font.Width(fitting) + 3 * pad, font.Tall + 3 * pad);
        if (fitting is "" || plate.Bottom > canvas.Height * 2 / 3)
        {
            return;
        }

        canvas.Fill(plate, Colour.Black, 0.55);
        canvas.Text(plate.Left + 1.5 * pad, plate.Bottom - pad - pad / 2, fitting, font, Colour.White);
    }
}
