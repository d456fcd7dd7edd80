using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>An image, or a pattern, with a bar that says its scale.</summary>
internal static class ImagePicture
{
    private const int Slenderest = 6;

    /// <summary>Draws the image at a place of the axes before the last two.</summary>
    public static Canvas Draw(Drawable source, long[] place, int width, int height, Style style, CancellationToken ct)
    {
        var (y, x) = (source.Rank - 2, source.Rank - 1);
        var isTurned = source.Hints.Orientation is >= 5 and <= 8;
        var (across, down) = Fit(source.Axes[x], source.Axes[y], isTurned ? height : width, isTurned ? width : height);
        using var plane = new PlaneReader(source, style.Budget, ct).Read(
            place, y, x, (int)Math.Min(across, source.Length(x)), (int)Math.Min(down, source.Length(y)));
        return Draw(plane, Tone.Of(plane.Channels == 1 ? plane.Values : [], source), source, across, down, style);
    }

    /// <summary>Draws what has been read.</summary>
    public static Canvas Draw(Plane plane, Tone tone, Drawable source, int width, int height, Style style)
    {
        var canvas = PlanePainter.Turned(PlanePainter.Paint(plane, tone, source, width, height), source.Hints.Orientation);
        var along = source.Axes[source.Hints.Orientation is >= 5 and <= 8 ? source.Rank - 2 : source.Rank - 1];
        ScaleBar.For(along, canvas.Width)?.Draw(canvas, style);
        return canvas;
    }

    /// <summary>
    /// The size in which an image fits: small ones enlarged by a whole number, pixels that are not square as they are in space, and what is
    /// very slender made wider, so that it is seen at all.
    /// </summary>
    /// <param name="x">The axis across.</param>
    /// <param name="y">The axis down.</param>
    /// <param name="width">The room.</param>
    /// <param name="height">The room.</param>
    /// <param name="fills">Small ones fill the room, whether by a whole number or not.</param>
    public static (int Width, int Height) Fit(Axis x, Axis y, int width, int height, bool fills = false)
    {
        var (across, down) = ((double)x.Length, (double)y.Length);
        if (Aspect(x, y) is var aspect && Math.Abs(aspect - 1) > 0.01)
        {
            (across, down) = aspect > 1 ? (across, down * aspect) : (across / aspect, down);
        }

        if (Math.Max(across, down) > Slenderest * Math.Min(across, down))
        {
            var least = Math.Max(across, down) / Slenderest;
            (across, down) = (Math.Max(across, least), Math.Max(down, least));
        }

        var factor = Math.Min(width / across, height / down);
        factor = factor > 1 && !fills ? Math.Floor(factor + 1e-9) : factor;
        return (Math.Clamp((int)Math.Round(across * factor), 1, width), Math.Clamp((int)Math.Round(down * factor), 1, height));
    }

    // How tall a pixel is for its width, where both are measured in the same unit.
    private static double Aspect(Axis x, Axis y)
    {
        if (x.Scale is not { } wide || y.Scale is not { } tall || string.IsNullOrEmpty(x.Unit) || !Unit.TryParse(x.Unit, out var across)
            || !Unit.TryParse(y.Unit, out var down) || across.Dimension != down.Dimension || across.Dimension == default)
        {
            return 1;
        }

        var aspect = Math.Abs(tall * down.Factor / (wide * across.Factor));
        return double.IsFinite(aspect) && aspect is > 1e-3 and < 1e3 ? aspect : 1;
    }
}
