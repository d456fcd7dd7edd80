using Dewar.Sdk;

namespace Dewar.Formats.Dm;

/// <summary>How the program showed an image when it was saved.</summary>
internal static class DmDisplay
{
    public static DrawingHints? Of(MetaGroup root, MetaGroup image, int index)
    {
        // With calibrated brightness it is not said whether the limits are counts.
        var brightness = image.Find("ImageData", "Calibrations", "Brightness") as MetaGroup;
        if ((brightness?.Number("Scale") ?? 1) != 1 || (brightness?.Number("Origin") ?? 0) != 0 || Shown(root, index) is not { } display)
        {
            return null;
        }

        var (low, high) = (display.Number("LowLimit"), display.Number("HighLimit"));
        return low < high && double.IsFinite(low.Value) && double.IsFinite(high.Value)
            ? new() { Low = low, High = high, Inverted = display.Find("IsInverted") is MetaValue { Value: true or 1L } }
            : null;
    }

    // Objects of the document name a source, which names an image.
    private static MetaGroup? Shown(MetaGroup root, int index)
    {
        var sources = (root.Find("ImageSourceList") as MetaGroup)?.Children.OfType<MetaGroup>().ToList() ?? [];
        foreach (var shown in ((root.Find("DocumentObjectList") as MetaGroup)?.Children ?? []).OfType<MetaGroup>())
        {
            if (shown.Number("ImageSource") is { } source && source >= 0 && source < sources.Count && sources[(int)source].Number("ImageRef") == index)
            {
                return shown.Find("ImageDisplayInfo") as MetaGroup;
            }
        }

        return null;
    }
}
