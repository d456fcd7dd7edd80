using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>Some images of a series side by side, all with the same brightness, each with its number.</summary>
internal static class StackPicture
{
    public static Canvas Draw(Drawable source, int width, int height, Style style, CancellationToken ct)
    {
        var frames = source.Product(0, source.Rank - 2);
        var (x, y) = (source.Axes[^1], source.Axes[^2]);
        var (across, down) = Grid((int)Math.Min(frames, style.IsSmall ? 9 : 16), ImagePicture.Fit(x, y, width, height, fills: true), width, height);
        var shown = (int)Math.Min(frames, across * down);
        var space = style.IsSmall ? 2 : 4;
        var (wide, tall) = ImagePicture.Fit(x, y, (width - (across - 1) * space) / across, (height - (down - 1) * space) / down, fills: true);
        var reader = new PlaneReader(source, style.Budget / shown, ct);
        var numbers = Enumerable.Range(0, shown).Select(i => shown == 1 ? 0 : (long)Math.Round(i * ((frames - 1) / (shown - 1.0)))).ToArray();
        var planes = new List<Plane>();
        foreach (var number in numbers)
        {
            try
            {
                planes.Add(reader.Read(source.Place(number, source.Rank - 2), source.Rank - 2, source.Rank - 1, wide, tall));
            }
            catch (DamagedException) when (planes.Count > 0)
            {
                // The file ends among the frames.
                break;
            }
        }

        var tone = planes[0].Channels == 1 ? ToneOf(planes, source) : default;
        var canvas = new Canvas(across * wide + (across - 1) * space, down * tall + (down - 1) * space, Colour.White);
        for (var i = 0; i < planes.Count; i++)
        {
            var tile = PlanePainter.Upright(planes[i], tone, source, wide, tall);
            Caption.Draw(tile, Name(source, numbers[i], style), style);
            if (i == Math.Min(planes.Count - 1, across * (down - 1)))
            {
                ScaleBar.For(x, wide)?.Draw(tile, style);
            }

            canvas.Lay(tile, i % across * (wide + space), i / across * (tall + space));
        }

        planes.ForEach(plane => plane.Dispose());
        return canvas;
    }

    // One for all, so that they can be compared.
    private static Tone ToneOf(List<Plane> planes, Drawable source)
    {
        using var all = new Plane(planes[0].Width, planes.Sum(plane => plane.Height), 1);
        var at = 0;
        foreach (var plane in planes)
        {
            plane.Values.CopyTo(all.Values[at..]);
            at += plane.Values.Length;
        }

        return Tone.Of(all.Values, source);
    }

    private static string Name(Drawable source, long number, Style style)
    {
        var axis = source.Axes[0];
        var place = source.Rank == 3 && !style.IsSmall && axis is { Scale: { } scale, Places: null, Unit: { } unit } && double.IsFinite(scale) && AxisText.Tidy(unit) is var tidy and not ""
            ? $"   {TickText.Plain(Math.Round(axis.At(number), 4))} {tidy}"
            : "";
        return $"{number + 1}{place}";
    }

    // The grid that gives the largest images.
    private static (int Across, int Down) Grid(int count, (int Width, int Height) one, int width, int height)
    {
        var best = (Across: 1, Down: count, Size: 0.0);
        for (var across = 1; across <= count; across++)
        {
            var down = (count + across - 1) / across;
            var size = Math.Min(width / (double)(across * one.Width), height / (double)(down * one.Height)) * (1 - 0.05 * (across * down - count) / count);
            best = size > best.Size ? (across, down, size) : best;
        }

        return (best.Across, best.Down);
    }
}
