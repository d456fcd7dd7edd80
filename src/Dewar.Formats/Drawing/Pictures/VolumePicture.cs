using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>A volume by three slices through its middle, laid out as an unfolded corner: x–y, beside it z–y, below it x–z.</summary>
internal static class VolumePicture
{
    // Slices across the layers of a file touch all of it.
    private const long Most = 1L << 29;
    private const int Slenderest = 5;

    public static Canvas Draw(Drawable source, int width, int height, Style style, CancellationToken ct)
    {
        var (z, y, x) = (source.Rank - 3, source.Rank - 2, source.Rank - 1);
        if (source.Product(0, source.Rank) > Most / source.Element.Size || source.Product(0, z) > 1 || source.Length(z) < 4 || source.Element.Channels > 1)
        {
            return StackPicture.Draw(source, width, height, style, ct);
        }

        var space = style.IsSmall ? 2 : 4;
        var (wide, tall, deep) = (Size(source.Axes[x], source), Size(source.Axes[y], source), Size(source.Axes[z], source));
        deep = Math.Max(deep, Math.Max(wide, tall) / Slenderest);
        var factor = Math.Min((width - space) / (wide + deep), (height - space) / (tall + deep));
        var (across, down, depth) = (Pixels(wide * factor), Pixels(tall * factor), Pixels(deep * factor));
        long[] middle = [.. source.Axes.Select(axis => axis.Length / 2)];
        using var xy = Read(source, style.Budget, middle, y, x, across, down, ct);
        using var zx = Read(source, style.Budget, middle, z, x, across, depth, ct);
        using var zy = Read(source, down * depth, middle, z, y, down, depth, ct);
        var tone = Tone.Of([.. xy.Values, .. zx.Values, .. zy.Values], source);
        var canvas = new Canvas(across + space + depth, down + space + depth, Colour.White);
        var first = PlanePainter.Paint(xy, tone, source, across, down);
        ScaleBar.For(source.Axes[x], across)?.Draw(first, style);
        Lay(canvas, first, 0, 0, Name(source, x, y), style);
        Lay(canvas, PlanePainter.Turned(PlanePainter.Paint(zy, tone, source, down, depth), 5), across + space, 0, Name(source, z, y), style);
        Lay(canvas, PlanePainter.Paint(zx, tone, source, across, depth), 0, down + space, Name(source, x, z), style);
        Say(canvas, new(across + space, down + space, depth, depth), source, style);
        return canvas;
    }

    // The free corner has room for how many elements there are.
    private static void Say(Canvas canvas, Box corner, Drawable source, Style style)
    {
        var font = style.Label;
        string[] words = [.. source.Axes.TakeLast(3).Select(axis => $"{axis.Name} {axis.Length}".Trim())];
        if (corner.Height < font.Line * 4 || words.Max(font.Width) > corner.Width - 2 * style.Gap)
        {
            return;
        }

        for (var i = 0; i < words.Length; i++)
        {
            canvas.Text(corner.Left + 2 * style.Gap, corner.Top + style.Gap + (i + 1) * font.Line, words[i], font, Colour.Pale);
        }
    }

    private static void Lay(Canvas canvas, Canvas slice, int left, int top, string name, Style style)
    {
        Caption.Draw(slice, name, style);
        canvas.Lay(slice, left, top);
    }

    private static Plane Read(Drawable source, long budget, long[] middle, int rows, int columns, int width, int height, CancellationToken ct) =>
        new PlaneReader(source, budget, ct).Read(
            middle, rows, columns, (int)Math.Min(width, source.Length(columns)), (int)Math.Min(height, source.Length(rows)));

    // How far it reaches in space, where all three axes are calibrated alike; otherwise in elements.
    private static double Size(Axis axis, Drawable source)
    {
        var isCalibrated = source.Axes.TakeLast(3).All(one =>
            one.Scale is { } scale && scale != 0 && double.IsFinite(scale) && !string.IsNullOrEmpty(one.Unit) && one.Unit == source.Axes[^1].Unit);
        return isCalibrated ? Math.Abs(axis.Scale!.Value) * axis.Length : axis.Length;
    }

    private static int Pixels(double size) => Math.Max(1, (int)Math.Round(size));

    private static string Name(Drawable source, int across, int down) =>
        $"{(source.Axes[across].Name is "" ? "x" : source.Axes[across].Name)}–{(source.Axes[down].Name is "" ? "y" : source.Axes[down].Name)}";
}
