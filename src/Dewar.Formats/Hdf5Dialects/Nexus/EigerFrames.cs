using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>EIGER master files have links to files of frames, data_000001 and so on: together they are one series.</summary>
internal static class EigerFrames
{
    private const int Most = 10_000;

    /// <summary>Adds the series of each entry that has one.</summary>
    public static void Add(IReadOnlyList<Hdf5Group> entries, Extraction into)
    {
        foreach (var entry in entries)
        {
            if (entry.Group("data") is not { } data)
            {
                continue;
            }

            Hdf5Link[] links = [.. data.Links.Where(IsPiece).Take(Most)];
            Hdf5Dataset[] pieces = [.. links.Select(data.Follow).OfType<Hdf5Dataset>().Where(IsFrames)];
            if (pieces.Length > 0)
            {
                var values = StackedValues.Of(pieces);
                var element = values?.Element ?? pieces[0].Type.Element!.Value;
                Add(data, into, element, values?.Shape ?? [pieces.Sum(piece => piece.Shape[0]), .. pieces[0].Shape.Skip(1)], values);
            }
            else if (links.Length > 0 && Announced(entry) is { } shape)
            {
                var bits = entry.Dataset("instrument/detector/bit_depth_image")?.FirstNumber;
                Add(data, into, bits is 8 or 16 or 32 ? new(ElementKind.Unsigned, (int)bits) : ElementType.UInt32, shape, null);
            }
        }
    }

    private static bool IsPiece(Hdf5Link link) => link.Name.StartsWith("data_", StringComparison.Ordinal) && link.Name.Length == 11;

    private static bool IsFrames(Hdf5Dataset piece) => piece.Shape.Count == 3 && piece.Type.Element is not null;

    // What the master says of the frames while their files are not there.
    private static long[]? Announced(Hdf5Group entry)
    {
        var detector = entry.Group("instrument/detector/detectorSpecific");
        double? Number(string name) => detector?.Dataset(name)?.FirstNumber;
        return Number("nimages") is { } images and > 0 and < 1e9 && Number("y_pixels_in_detector") is { } rows and > 0 and < 1e6
            && Number("x_pixels_in_detector") is { } columns and > 0 and < 1e6
            ? [(long)(images * Math.Clamp(Number("ntrigger") ?? 1, 1, 1e6)), (long)rows, (long)columns]
            : null;
    }

    private static void Add(Hdf5Group data, Extraction into, ElementType element, IReadOnlyList<long> shape, SignalValues? values)
    {
        into.Format = "EIGER master file (HDF5)";
        into.Add(new()
        {
            Name = "frames",
            Type = SignalType.Image,
            Element = element,
            Axes = [new("frame", shape[0]) { IsScan = true }, new("y", shape[1]), new("x", shape[2])],
            Quantity = "counts",
            Place = data.Path,
            IsMain = into.Signals.Count == 0,
            Values = values,
        });
    }
}
