using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>The main signal large, and below it the others small with their names.</summary>
internal static class Gallery
{
    private const int MostOthers = 6;
    private const int MostTried = 16;

    /// <summary>Draws the main one, or the first that can be drawn; null when none can.</summary>
    public static Canvas? Draw(Extraction extraction, Style style, CancellationToken ct)
    {
        var signals = extraction.Signals.OrderByDescending(signal => signal.IsMain).Take(MostTried).ToList();
        var isAlone = style.IsSmall || signals.Count < 2;
        var strip = isAlone ? 0 : style.Size / (MostOthers + 1) + 2 * style.Label.Line;
        for (var main = 0; main < signals.Count; main++)
        {
            if (Try(signals[main], style.Size, style.Size - strip, style, ct) is { } picture)
            {
                return isAlone ? picture : With(picture, signals[main], signals[(main + 1)..], strip, style, ct);
            }
        }

        return null;
    }

    private static Canvas With(Canvas main, Signal mainSignal, List<Signal> others, int strip, Style style, CancellationToken ct)
    {
        var cell = (style.Size - (MostOthers - 1) * style.Gap) / MostOthers;
        var pictures = new List<(string Name, Canvas Picture)>();
        foreach (var signal in others)
        {
            // The same picture at other resolutions tells nothing new.
            if (pictures.Count < MostOthers && !(signal.Type == mainSignal.Type && signal.Name == mainSignal.Name && signal.Axes.Count == 0)
                && Try(signal, cell, strip - 2 * style.Label.Line, Style.For(cell), ct) is { } picture)
            {
                pictures.Add((signal.Name, picture));
            }
        }

        if (pictures.Count == 0)
        {
            return main;
        }

        var top = main.Height + style.Gap;
        var canvas = new Canvas(style.Size, Math.Min(style.Size, top + pictures.Max(one => one.Picture.Height) + style.Label.Line), Colour.White);
        canvas.Lay(main, (canvas.Width - main.Width) / 2, 0);
        foreach (var (i, (name, picture)) in pictures.Index())
        {
            var left = i * (cell + style.Gap);
            canvas.Lay(picture, left, top);
            canvas.Text(left, top + picture.Height + style.Label.Line - style.Label.Size / 4, style.Label.Fit(name, cell), style.Label, Colour.Pale);
        }

        return canvas;
    }

    private static Canvas? Try(Signal signal, int width, int height, Style style, CancellationToken ct)
    {
        try
        {
            return SignalPicture.Draw(signal, width, height, style, ct);
        }
        catch (Exception failure) when (failure is DamagedException or OverflowException or EndOfStreamException or InvalidDataException or NotSupportedException)
        {
            return null;
        }
    }
}
