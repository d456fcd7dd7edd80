using Dewar.Formats.Drawing.Fonts;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Cards;

/// <summary>The first rows of a table, as a table.</summary>
internal static class WordTable
{
    private const int MostColumns = 24;

    public static Canvas Draw(Drawable source, int width, int height, Style style)
    {
        var (font, title) = (style.Label, style.Title with { Size = style.Label.Size });
        var canvas = new Canvas(width, height * 3 / 4, Colour.White);
        var line = font.Line * 6 / 5;
        var rows = (int)Math.Min(source.Length(source.Rank - 2), (canvas.Height - style.Gap) / line - 1);
        var columns = (int)Math.Min(source.Length(source.Rank - 1), MostColumns);
        var texts = Texts(source, rows, columns);
        var wide = Widths(texts, font, title, canvas.Width, style);
        canvas.Fill(new(0, 0, canvas.Width, line + style.Gap / 2), Colour.Paper);
        for (var row = 0; row <= rows; row++)
        {
            var (top, x) = (row * line + (row > 0 ? style.Gap / 2 : 0), style.Gap * 2);
            if (row > 0 && top + line < canvas.Height)
            {
                canvas.Fill(new(0, top + line - 1, canvas.Width, 1), Colour.Grid);
            }

            for (var column = 0; column < wide.Count; column++)
            {
                var (face, text) = (row == 0 ? title : font, texts[row][column]);
                var room = column == wide.Count - 1 ? canvas.Width - style.Gap - x : Math.Min(wide[column], canvas.Width - style.Gap - x);
                canvas.Text(x, top + line - (line - font.Tall) / 2, room > 0 ? face.Fit(text, room) : "", face, Colour.Ink);
                x += wide[column] + 2 * style.Gap;
            }
        }

        canvas.Frame(new(0, 0, canvas.Width, canvas.Height), Colour.Grid);
        return canvas;
    }

    // The header and the rows.
    private static List<string[]> Texts(Drawable source, int rows, int columns)
    {
        var signal = source.Signal;
        var texts = new List<string[]>
        {
            Enumerable.Range(0, columns).Select(column => AxisText.Of(Drawable.NameOf(signal, column) ?? $"{column + 1}", signal.ColumnUnits.ElementAtOrDefault(column))).ToArray(),
        };
        var numbers = Numbers.Of(source, Drawable.Part(new long[source.Rank], new(source.Rank - 2, 0, rows), new(source.Rank - 1, 0, columns)));
        for (var row = 0; row < rows; row++)
        {
            texts.Add([.. Enumerable.Range(0, columns).Select(column => signal.Words.TryGetValue(column, out var words) && row < words.Count
                ? words[row]
                : Text(numbers[(row * columns + column) * source.Element.Channels]))]);
        }

        return texts;
    }

    private static string Text(double number) => double.IsNaN(number) ? "" : number == Math.Round(number) && Math.Abs(number) < 1e12
        ? TickText.Plain(number)
        : number.ToString(Math.Abs(number) is >= 1e6 or < 1e-3 ? "0.####e0" : "G6").Replace('-', '−');

    // Wide enough for most of what is in it; a few long texts are cut.
    private static List<int> Widths(List<string[]> texts, Font font, Font title, int width, Style style)
    {
        var widths = new List<int>();
        for (var (column, x) = (0, 2 * style.Gap); column < texts[0].Length && x < width; column++)
        {
            var widest = texts.Skip(1).Select(row => font.Width(row[column])).Append(title.Width(texts[0][column])).Append(font.Size * 2).Max();
            widths.Add(Math.Min(widest, width * 2 / 5));
            x += widths[^1] + 2 * style.Gap;
        }

        return widths;
    }
}
