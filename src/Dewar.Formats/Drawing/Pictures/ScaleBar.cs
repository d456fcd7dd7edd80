using Dewar.Formats.Drawing.Fonts;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>A bar that says how large things are.</summary>
/// <param name="Length">Its length in <paramref name="Unit"/>: 1, 2 or 5 with zeros.</param>
/// <param name="Unit">As it is written.</param>
/// <param name="Pixels">Its length in the picture.</param>
internal sealed record ScaleBar(double Length, string Unit, int Pixels)
{
    private static readonly (string Unit, double Size)[] Lengths =
        [("pm", 1e-12), ("nm", 1e-9), ("µm", 1e-6), ("mm", 1e-3), ("m", 1), ("km", 1e3)];

    private static readonly (string Unit, double Size)[] Angles = [("µrad", 1e-6), ("mrad", 1e-3), ("rad", 1)];

    private static readonly (string Unit, double Size)[] Reciprocals = [("µm⁻¹", 1e6), ("nm⁻¹", 1e9), ("pm⁻¹", 1e12)];

    private static readonly (string Unit, double Size)[] Degrees = [("″", Math.PI / 648_000), ("′", Math.PI / 10_800), ("°", Math.PI / 180)];

    /// <summary>The bar for an axis that is drawn over so many pixels; null when its unit is no length, angle or reciprocal length in space.</summary>
    public static ScaleBar? For(Axis axis, int width)
    {
        if (axis.Scale is not { } scale || scale == 0 || !double.IsFinite(scale) || width < 48 || axis.Name.Contains("wavelength", StringComparison.OrdinalIgnoreCase)
            || string.IsNullOrEmpty(axis.Unit) || !Sdk.Unit.TryParse(axis.Unit, out var unit) || Units(axis.Unit, unit.Dimension) is not { } units)
        {
            return null;
        }

        var perPixel = Math.Abs(scale) * unit.Factor * axis.Length / width;
        var (symbol, size) = units.LastOrDefault(one => one.Size <= perPixel * width * 0.3, units[0]);
        var length = Ticks.Nice(perPixel * width * 0.3 / size, roundDown: true);
        var pixels = (int)Math.Round(length * size / perPixel);
        return double.IsFinite(length) && length > 0 && pixels >= 8 && pixels < width ? new(length, symbol, pixels) : null;
    }

    /// <summary>Draws it into the lower left corner, on a plate that darkens what is below, but above what an instrument wrote there itself.</summary>
    public void Draw(Canvas canvas, Style style)
    {
        var text = $"{TickText.Plain(Length)}{(Unit is "°" or "′" or "″" ? "" : " ")}{Unit}";
        var (font, pad, thick) = (style.Label, style.Gap, Math.Max(2, style.Label.Size / 5));
        var plate = new Box(pad, 0, Math.Max(Pixels, font.Width(text)) + 2 * pad, font.Tall + thick + 3 * pad);
        plate = plate with { Top = Ground(canvas) - pad - plate.Height };
        if (plate.Right > canvas.Width || plate.Top < 0)
        {
            return;
        }

        canvas.Fill(plate, Colour.Black, 0.55);
        canvas.Fill(new(plate.Left + (plate.Width - Pixels) / 2, plate.Bottom - pad - thick, Pixels, thick), Colour.White);
        canvas.Text(plate.Left + (plate.Width - font.Width(text)) / 2.0, plate.Top + pad + font.Tall, text, font, Colour.White);
    }

    // Instruments write below the image, under an even line of black or white from border to border.
    private static int Ground(Canvas canvas)
    {
        for (var y = canvas.Height * 7 / 10; y < canvas.Height - 2; y++)
        {
            if (IsRule(canvas, y))
            {
                return y > canvas.Height * 8 / 10 && !IsRule(canvas, canvas.Height / 2) ? y : canvas.Height;
            }
        }

        return canvas.Height;
    }

    private static bool IsRule(Canvas canvas, int y)
    {
        var first = canvas[0, y].Green;
        for (var x = 0; x < canvas.Width; x++)
        {
            if (canvas[x, y].Green is > 24 and < 231 || Math.Abs(canvas[x, y].Green - first) > 24)
            {
                return false;
            }
        }

        return true;
    }

    private static (string Unit, double Size)[]? Units(string written, Dimension dimension) => dimension switch
    {
        { Metre: 1 } when dimension == new Dimension(1) => Lengths,
        { Metre: -1 } when dimension == new Dimension(-1) => Reciprocals,
        { Radian: 1 } when dimension == new Dimension(Radian: 1) => written.Contains("rad") ? Angles : Degrees,
        _ => null,
    };
}
