using Dewar.Formats.Drawing.Cards;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Draws what a file holds, as a PNG. The same file gives the same bytes.</summary>
public static class Preview
{
    /// <summary>The longer side of a picture in a list.</summary>
    public const int Thumbnail = 256;

    /// <summary>The longer side of a picture that is looked at.</summary>
    public const int Full = 1024;

    /// <summary>Draws a file that was read; null when there is nothing to be seen in it.</summary>
    /// <param name="finding">What was found, while its source is open.</param>
    /// <param name="size">The longer side in pixels, at most.</param>
    /// <param name="ct">Stops it.</param>
    public static byte[]? Draw(Finding finding, int size, CancellationToken ct = default) => Draw(finding.Extraction, size, ct);

    /// <summary>Draws what was found; null when there is nothing to be seen in it.</summary>
    public static byte[]? Draw(Extraction extraction, int size, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 32);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 4096);
        return Render(extraction, Style.For(size), ct)?.ToPng();
    }

    internal static Canvas? Render(Extraction extraction, Style style, CancellationToken ct) =>
        Gallery.Draw(extraction, style, ct)
        ?? (extraction.Signals.Count > 0 ? Card.Of(extraction, style)
            : MetadataText.Of(extraction) is { } text ? TextCard.Draw(text, style.Size, style.Size, style)
            : null);
}
