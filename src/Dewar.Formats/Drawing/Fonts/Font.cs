using System.Text;

namespace Dewar.Formats.Drawing.Fonts;

/// <summary>A typeface in a size.</summary>
/// <param name="Face">The typeface.</param>
/// <param name="Size">Pixels.</param>
internal sealed record Font(Typeface Face, int Size)
{
    /// <summary>How far capitals and digits reach above the line.</summary>
    public int Tall => (int)Math.Round(Size * 0.73);

    /// <summary>From one line to the next.</summary>
    public int Line => (int)Math.Round(Size * 1.35);

    /// <summary>How wide words are, in pixels.</summary>
    public int Width(string text) => (int)Math.Ceiling(text.EnumerateRunes().Sum(rune => Face.Advance(Printable(rune)) * Size));

    /// <summary>The text, or its beginning and an ellipsis, so that it fits.</summary>
    public string Fit(string text, int width)
    {
        if (Width(text) <= width)
        {
            return text;
        }

        var room = width - Face.Advance('…') * Size;
        var fitting = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            room -= Face.Advance(Printable(rune)) * Size;
            if (room < 0)
            {
                break;
            }

            fitting.Append(rune.ToString());
        }

        return fitting.Length == 0 ? "" : fitting.ToString().TrimEnd() + "…";
    }

    /// <summary>Writes words, the first at <paramref name="x"/>, standing on the line.</summary>
    public void Draw(Canvas canvas, double x, int baseline, string text, Colour colour)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (x > canvas.Width)
            {
                return;
            }

            var character = Printable(rune);
            var quarters = (int)Math.Round(x * 4);
            Blend(canvas, quarters >> 2, baseline, Face.Letter(character, Size, quarters & 3), colour);
            x += Face.Advance(character) * Size;
        }
    }

    private static void Blend(Canvas canvas, int x, int baseline, Letter letter, Colour colour)
    {
        for (var i = 0; i < letter.Shares.Length; i++)
        {
            if (letter.Shares[i] > 0.002f)
            {
                canvas.Blend(x + letter.Left + i % letter.Width, baseline + letter.Top + i / letter.Width, colour, letter.Shares[i]);
            }
        }
    }

    // The micro sign and the letter mu, the ångström sign and the letter look the same; what controls a terminal is nothing here.
    private static int Printable(Rune rune) => rune.Value switch
    {
        '\t' or '\r' or '\n' => ' ',
        < 0x20 or >= 0x7F and < 0xA0 => 0xFFFD,
        0x2126 => 0x3A9,
        0x212B => 0xC5,
        _ => rune.Value,
    };
}
