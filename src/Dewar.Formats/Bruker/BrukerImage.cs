using System.Buffers;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Bruker;

/// <summary>Pictures in Esprit's XML (class TRTImageData): planes of one size, each with its pixels in Base64.</summary>
internal static class BrukerImage
{
    private const int MostPlanes = 256;

    // Zero bytes in Base64.
    private static readonly SearchValues<char> Nothing = SearchValues.Create("A=\r\n \t");

    /// <summary>Adds the planes that have anything in them; Esprit keeps empty ones for detectors that were not there.</summary>
    /// <param name="size">Micrometres of a pixel, along x and y; null when unknown.</param>
    public static void AddTo(Extraction into, BrukerXml xml, MetaGroup image, (double X, double Y)? size)
    {
        var (width, height, bytes) = ((long)(image.Number("Width") ?? 0), (long)(image.Number("Height") ?? 0), image.Number("ItemSize") ?? 1);
        if (width is <= 0 or > 1 << 20 || height is <= 0 or > 1 << 20 || bytes is not (1 or 2 or 4))
        {
            into.Warn($"A picture of {width} × {height} pixels with {bytes} bytes each is none.");
            return;
        }

        var element = new ElementType(ElementKind.Unsigned, (int)bytes * 8);
        foreach (var plane in image.Children.OfType<MetaGroup>().Where(child => child.Name.StartsWith("Plane", StringComparison.Ordinal)).Take(MostPlanes))
        {
            if (xml.Data(plane, "Data") is not { } text || text.AsSpan().IndexOfAnyExcept(Nothing) < 0)
            {
                continue;
            }

            var length = width * height * element.Size;
            var source = new LaterSource(() => Decode(text, length), length);
            into.Add(new Signal
            {
                Name = plane.Word("Description") is { Length: > 0 } description ? description : image.Word("Name") is { Length: > 0 } name ? name : plane.Name,
                Type = SignalType.Image,
                Element = element,
                Axes =
                [
                    new("y", height) { Scale = size?.Y, Unit = size is null ? null : "µm" },
                    new("x", width) { Scale = size?.X, Unit = size is null ? null : "µm" },
                ],
                Quantity = "brightness",
                Place = $"EDSDatabase/HeaderData, {image.Name}/{plane.Name}",
                Values = new PackedValues(source, 0, element, [height, width]),
            });
        }
    }

    private static byte[] Decode(string text, long length)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            return bytes.Length >= length ? bytes : throw new DamagedException($"A picture has {bytes.Length} of {length} bytes");
        }
        catch (FormatException failure)
        {
            throw new DamagedException($"The pixels of a picture are no Base64: {failure.Message}");
        }
    }
}
