using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Cards;

/// <summary>In place of a picture: what the file is, where its values can't be drawn.</summary>
internal static class Card
{
    public static Canvas Of(Extraction extraction, Style style)
    {
        var canvas = new Canvas(style.Size, style.Size * 3 / 4, Colour.Paper);
        canvas.Frame(new(0, 0, canvas.Width, canvas.Height), Colour.Grid, style.IsSmall ? 1 : 2);
        var room = canvas.Width - 8 * style.Gap;
        var y = canvas.Height / 3;
        Centred(canvas, style.Title, extraction.Format is "" ? "Unknown" : extraction.Format, y, Colour.Ink, room);
        foreach (var signal in extraction.Signals.Take(style.IsSmall ? 3 : 8))
        {
            y += style.Label.Line * 5 / 4;
            var shape = string.Join(" × ", signal.Shape);
            Centred(canvas, style.Label, string.Join("  ", new[] { signal.Name, shape, shape is "" ? "" : signal.Element.ToString() }.Where(word => word is not "")), y, Colour.Pale, room);
        }

        return canvas;
    }

    private static void Centred(Canvas canvas, Fonts.Font font, string text, int baseline, Colour colour, int room)
    {
        var fitting = font.Fit(text, room);
        canvas.Text((canvas.Width - font.Width(fitting)) / 2.0, baseline, fitting, font, colour);
    }
}
