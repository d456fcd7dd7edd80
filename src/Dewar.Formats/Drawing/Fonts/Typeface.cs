using System.Collections.Concurrent;

namespace Dewar.Formats.Drawing.Fonts;

/// <summary>A font that ships with Dewar, and its letters as they were drawn before.</summary>
internal sealed class Typeface
{
    private readonly TrueTypeFont _font;
    private readonly ConcurrentDictionary<(int Glyph, int Size, int Shift), Letter> _letters = new();

    private Typeface(string name) => _font = TrueTypeFont.Shipped(name);

    public static Typeface Sans { get; } = new("Sans");

    public static Typeface Bold { get; } = new("SansBold");

    public static Typeface Mono { get; } = new("Mono");

    /// <summary>How far the next letter stands from this one, in sizes of the font.</summary>
    public double Advance(int character) => _font.Advance(_font.Glyph(character)) / (double)_font.UnitsPerEm;

    /// <summary>A letter at a size in pixels, moved to the right by quarters of a pixel.</summary>
    public Letter Letter(int character, int size, int quarters) =>
        _letters.GetOrAdd((_font.Glyph(character), size, quarters), key => Draw(key.Glyph, key.Size, key.Shift / 4.0));

    private Letter Draw(int glyph, int size, double shift)
    {
        var scale = size / (double)_font.UnitsPerEm;
        (double X, double Y)[][] curves =
            [.. Contour.Of(_font, glyph).Select(contour => contour.Flatten().Select(point => (point.X * scale + shift, -point.Y * scale)).ToArray())];
        if (curves.Length == 0 || curves.All(curve => curve.Length == 0))
        {
            return new(0, 0, 0, []);
        }

        var all = curves.SelectMany(curve => curve);
        var (left, top) = ((int)Math.Floor(all.Min(point => point.X)), (int)Math.Floor(all.Min(point => point.Y)));
        var (right, bottom) = ((int)Math.Ceiling(all.Max(point => point.X)), (int)Math.Ceiling(all.Max(point => point.Y)));
        var (width, height) = (right - left + 1, bottom - top);
        var coverage = new Coverage(width, height);
        foreach (var curve in curves)
        {
            coverage.Outline([.. curve.Select(point => (point.X - left, point.Y - top))]);
        }

        var shares = new float[width * height];
        coverage.Take((y, row) => row.CopyTo(shares, y * width));
        return new(left, top, width, shares);
    }
}

/// <summary>A drawn letter.</summary>
/// <param name="Left">Its first column, from where it is written.</param>
/// <param name="Top">Its first row, from the line on which it stands.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Shares">How much of each pixel is ink.</param>
internal sealed record Letter(int Left, int Top, int Width, float[] Shares);
