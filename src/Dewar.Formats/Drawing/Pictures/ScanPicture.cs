using Dewar.Formats.Drawing.Plots;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing.Pictures;

/// <summary>A scan: the map of what each place gave in all, and beside it what all places gave on the whole.</summary>
internal static class ScanPicture
{
    // What was measured at a place must fit into memory, and be little enough that some places can be read.
    private const long MostAtPlace = 1 << 22;

    /// <summary>Whether the signal is a scan that can be drawn so.</summary>
    public static bool Fits(Drawable source, int own) =>
        source.Rank > own && source.Element.Channels == 1 && source.Product(0, source.Rank - own) > 1 && source.Product(source.Rank - own, source.Rank) <= MostAtPlace;

    /// <summary>A spectrum at each place.</summary>
    public static Canvas Spectra(Drawable source, int width, int height, Style style, CancellationToken ct)
    {
        using var sums = new ScanSums(source, 1);
        sums.Read(2 * style.Budget, ct);
        var scan = source.Rank - 1;
        var line = new PlotLine("", LineReader.PlacesOf(source.Axes[^1]), sums.Mean);
        var plot = SpectrumPicture.Of(source, [line]);
        if (scan == 1 || source.Length(scan - 2) == 1 || source.Length(scan - 1) == 1)
        {
            return Line(source, plot, source.Length(scan - 1) == 1 && scan > 1 ? scan - 2 : scan - 1, (width, height), style, ct);
        }

        var (x, y) = (source.Axes[scan - 1], source.Axes[scan - 2]);
        var isWide = x.Length > 2 * y.Length;
        var map = Map(source, sums.Map, x, y, isWide ? (width, height / 2) : (width * 9 / 20, height * 3 / 4), style);
        return isWide
            ? Joined.Below(map, plot.Draw(width, height * 2 / 5, style), style)
            : Joined.Beside(map, plot.Draw(width - map.Width - 2 * style.Gap, Math.Max(map.Height, width * 11 / 20), style), style);
    }

    /// <summary>A pattern at each place.</summary>
    public static Canvas Patterns(Drawable source, int width, int height, Style style, CancellationToken ct)
    {
        using var sums = new ScanSums(source, 2);
        sums.Read(2 * style.Budget, ct);
        var scan = source.Rank - 2;
        var (pattern, half) = (new Plane((int)source.Length(scan + 1), (int)source.Length(scan), 1, sums.Mean), (width - style.Gap) / 2);
        var (wide, tall) = ImagePicture.Fit(source.Axes[^1], source.Axes[^2], half, height, fills: true);
        var average = new AreaAverage(pattern.Width, pattern.Height, new(Math.Min(wide, pattern.Width), Math.Min(tall, pattern.Height), 1));
        for (var row = 0; row < pattern.Height; row++)
        {
            average.Add<double>(row, pattern.Row(row));
        }

        using var mean = average.ToPlane();
        var right = PlanePainter.Upright(mean, Tone.Of(mean.Values, source), source, wide, tall);
        ScaleBar.For(source.Axes[^1], wide)?.Draw(right, style);
        Caption.Draw(right, style.IsSmall ? "mean" : "mean pattern", style);
        var y = scan > 1 ? source.Axes[scan - 2] : new Axis("", 1);
        var left = Map(source, sums.Map, source.Axes[scan - 1], y, (half, height), style);
        return Joined.Beside(left, right, style);
    }

    // Spectra along a line: an image of place and energy over the plot, on the same axis.
    private static Canvas Line(Drawable source, Plot plot, int along, (int Width, int Height) room, Style style, CancellationToken ct)
    {
        var lower = plot.Draw(room.Width, room.Height * 2 / 5, style, out var box);
        var tall = (int)Math.Clamp(source.Length(along) * (room.Height / 3 / Math.Max(1, source.Length(along))), room.Height / 5, room.Height / 3);
        using var plane = new PlaneReader(source, style.Budget, ct).Read(
            new long[source.Rank], along, source.Rank - 1, (int)Math.Min(box.Width, source.Length(source.Rank - 1)), (int)Math.Min(tall, source.Length(along)));
        var canvas = new Canvas(room.Width, tall + lower.Height + 2 * style.Gap, Colour.White);
        canvas.Lay(PlanePainter.Paint(plane, Tone.Of(plane.Values, source), source, box.Width, tall), box.Left, 2 * style.Gap);
        canvas.Lay(lower, 0, tall + 2 * style.Gap);
        return canvas;
    }

    private static Canvas Map(Drawable source, Plane plane, Axis x, Axis y, (int Width, int Height) room, Style style)
    {
        var (wide, tall) = ImagePicture.Fit(x, y, room.Width, room.Height, fills: true);
        var small = plane;
        if (plane.Width > wide || plane.Height > tall)
        {
            var average = new AreaAverage(plane.Width, plane.Height, new(Math.Min(wide, plane.Width), Math.Min(tall, plane.Height), 1));
            for (var row = 0; row < plane.Height; row++)
            {
                average.Add<double>(row, plane.Row(row));
            }

            small = average.ToPlane();
        }

        var canvas = PlanePainter.Paint(small, Tone.Even(small.Values), source, wide, tall);
        ScaleBar.For(x, wide)?.Draw(canvas, style);
        return canvas;
    }
}
