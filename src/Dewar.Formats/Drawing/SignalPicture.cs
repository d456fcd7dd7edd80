using Dewar.Formats.Drawing.Cards;
using Dewar.Formats.Drawing.Clouds;
using Dewar.Formats.Drawing.Pictures;
using Dewar.Formats.Drawing.Plots;
using Dewar.Sdk;

namespace Dewar.Formats.Drawing;

/// <summary>Draws one signal the way that its type is looked at.</summary>
internal static class SignalPicture
{
    /// <summary>Draws a signal into a size, or smaller; null when there is nothing to be drawn.</summary>
    public static Canvas? Draw(Signal signal, int width, int height, Style style, CancellationToken ct)
    {
        if (signal.Type == SignalType.Text || signal.Values is null && signal.Text is { Length: > 0 })
        {
            return TextCard.Draw(signal.Text ?? "", width, height, style);
        }

        if (Drawable.Of(signal) is not { } source || source.Rank == 0)
        {
            return null;
        }

        var isColoured = source.Element.Channels > 1 || source.Hints.Palette is not null;
        return (signal.Type, source.Rank) switch
        {
            (SignalType.Table, >= 2) => TablePicture.Draw(source, width, height, style, ct),
            (SignalType.PointCloud, >= 2) => CloudPicture.Draw(source, width, height, style, ct),
            (_, 1) => SpectrumPicture.Draw(source, width, height * 3 / 4, style, ct),
            (SignalType.Spectrum, _) when !isColoured => SpectrumPicture.Draw(source, width, height * 3 / 4, style, ct),
            (SignalType.SpectrumImage, _) when ScanPicture.Fits(source, 1) => ScanPicture.Spectra(source, width, height, style, ct),
            (SignalType.SpectrumImage, _) when !isColoured => SpectrumPicture.Draw(source, width, height * 3 / 4, style, ct),
            (SignalType.Diffraction, >= 4) when source.Product(0, source.Rank - 2) > 16 && ScanPicture.Fits(source, 2) => ScanPicture.Patterns(source, width, height, style, ct),
            (SignalType.Volume, >= 3) => VolumePicture.Draw(source, width, height, style, ct),
            (_, >= 3) when source.Product(0, source.Rank - 2) > 1 => StackPicture.Draw(source, width, height, style, ct),
            _ => ImagePicture.Draw(source, new long[source.Rank], width, height, style, ct),
        };
    }
}
