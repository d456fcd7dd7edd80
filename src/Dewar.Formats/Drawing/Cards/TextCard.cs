namespace Dewar.Formats.Drawing.Cards;

/// <summary>The first lines of a text, as on a sheet.</summary>
internal static class TextCard
{
    public static Canvas Draw(string text, int width, int height, Style style)
    {
        var canvas = new Canvas(width, height * 3 / 4, Colour.White);
        var (font, margin) = (style.Code, 2 * style.Gap);
        var y = margin + font.Size;
        foreach (var line in text.EnumerateLines())
        {
            if (y > canvas.Height - style.Gap)
            {
                break;
            }

            canvas.Text(margin, y, Spaced(line), font, Colour.Ink);
            y += font.Line;
        }

        canvas.Frame(new(0, 0, canvas.Width, canvas.Height), Colour.Grid, style.IsSmall ? 1 : 2);
        return canvas;
    }

    private static string Spaced(ReadOnlySpan<char> line) => line[..Math.Min(line.Length, 400)].ToString().Replace("\t", "    ");
}
