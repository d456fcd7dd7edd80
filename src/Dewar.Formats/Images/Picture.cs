using Dewar.Sdk;

namespace Dewar.Formats.Images;

/// <summary>What all readers of pictures do alike.</summary>
internal static class Picture
{
    private const int MostText = 64 * 1024;

    /// <summary>The axes of one picture.</summary>
    public static IReadOnlyList<Axis> Axes(long height, long width) => [new("y", height), new("x", width)];

    /// <summary>Text for the tree: not more than a person would read.</summary>
    public static string Shortened(string text) => text.Length <= MostText ? text : text[..MostText];

    /// <summary>A picture must have pixels.</summary>
    public static void CheckSize(long width, long height, string what)
    {
        if (width <= 0 || height <= 0)
        {
            throw new DamagedException($"The {what} has {width} x {height} pixels");
        }
    }

    /// <summary>Adds a picture whose pixels nobody here can decode.</summary>
    public static void AddUnread(Extraction into, long width, long height, ElementType element)
    {
        CheckSize(width, height, "picture");
        into.Metadata.Add("Width", width);
        into.Metadata.Add("Height", height);
        into.Warn($"The pixels of {into.Format} can't be read.");
        into.Add(new Signal { Name = "", Type = SignalType.Image, Element = element, Axes = Axes(height, width) });
    }
}
