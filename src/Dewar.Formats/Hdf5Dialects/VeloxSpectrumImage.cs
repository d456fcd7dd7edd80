using System.Text.Json;
using Dewar.Formats.Bytes;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>The spectrum images of a Velox file: one of X-rays for all detectors together, and those of energy losses.</summary>
/// <param name="file">The file.</param>
/// <param name="into">Where the signals go.</param>
/// <param name="pictures">Rows and columns of the images beside it.</param>
internal sealed class VeloxSpectrumImage(Hdf5File file, Extraction into, IReadOnlyList<(long Rows, long Columns)> pictures)
{
    private const int MostDetectors = 64;
    private const long MostPixels = 1 << 26;
    private const long MostDecoded = 128L << 20;

    public void AddXrays()
    {
        var described = Groups("Data/SpectrumImage").Where(group => group.Dataset("Data") is not null).ToList();
        var streams = Groups("Data/SpectrumStream").Where(group => group.Dataset("Data") is { IsNull: false, Shape: [_, _] }).ToList();
        if ((streams.FirstOrDefault() ?? described.FirstOrDefault()) is not { } first)
        {
            return;
        }

        var facts = new Facts();
        var json = VeloxDialect.Describe(first, "EDS", into, facts);
        var settings = VeloxDialect.Json(first.Dataset("AcquisitionSettings")?.FirstText);
        var channels = (long)(VeloxFacts.Number(settings, "bincount") ?? 4096);
        var (rows, columns) = Size(json, settings);
        if (rows <= 0 || columns <= 0 || channels is <= 0 or >= ushort.MaxValue || columns > MostPixels / rows)
        {
            into.Warn("The size of the scan of the spectrum image is not known.");
            return;
        }

        var element = VeloxFacts.Word(settings, "StreamEncoding") switch
        {
            "uint8" => ElementType.UInt8,
            "uint32" => ElementType.UInt32,
            _ => ElementType.UInt16,
        };
        var isPacked = streams.Count == 0 || streams.Exists(group => group.Dataset("Data")!.Type.Size != 2);
        var frames = VeloxFacts.Number(VeloxDialect.Json(described.FirstOrDefault()?.Dataset("SpectrumImageSettings")?.FirstText), "endFramePosition");
        var pass = isPacked ? null : new VeloxStream([.. streams.Select(group => group.Dataset("Data")!)], ((int)rows, (int)columns, (int)channels),
            frames is > 0 and < long.MaxValue ? (long)frames : long.MaxValue);
        facts.Tell(CoreNames.Frames, frames, "", "Data/SpectrumImage/SpectrumImageSettings");
        facts.Tell(CoreNames.SignalName, "EDS", first.Path);
        Axis[] places = [VeloxDialect.PixelAxis(json, "y", "height", rows), VeloxDialect.PixelAxis(json, "x", "width", columns)];
        var energies = VeloxFacts.Energies(json, channels) with { Name = "X-ray energy" };
        long[] shape = [rows, columns, channels];
        var isSmall = rows * columns <= MostDecoded / (channels * element.Size);
        into.Add(new Signal
        {
            Name = "EDS",
            Type = SignalType.SpectrumImage,
            Element = element,
            Axes = [.. places.Select(place => place with { IsScan = true }), energies],
            Quantity = "counts",
            Place = first.Path,
            Values = pass is not null && isSmall ? new DecodedValues(element, shape, () => pass.Decode(element)) : null,
        }.With(facts));
        if (pass is null)
        {
            into.Warn("The counts of the spectrum image are only there as Velox packs them, which is not described: the file was pruned, or written by another program.");
        }
        else if (!isSmall)
        {
            into.Add(Sum("EDS, sum spectrum", SignalType.Spectrum, [energies], first, pass.Spectrum));
            into.Add(Sum("EDS, counts", SignalType.Image, places, first, pass.Map));
        }
    }

    /// <summary>Spectrum images of energy losses: channels between the places of the scan, as the file has them.</summary>
    public void AddLosses()
    {
        var map = VeloxDialect.Json(Metadata(Groups("Data/SpectrumImage").FirstOrDefault()));
        foreach (var group in Groups("Data/EelsSpectrumImage"))
        {
            if (group.Dataset("Data") is not { IsNull: false, Type.Element: { } element, Shape: [_, _, ..] and var stored } data || stored.Count > 3)
            {
                continue;
            }

            var calibration = VeloxDialect.Json(Metadata(group, "AcquisitionMetadata"));
            int[] order = stored.Count == 2 ? [0, 1] : Order(stored);
            long[] lengths = [.. order.Select(axis => stored[axis])];
            var energies = new Axis("Energy loss", lengths[^1])
            {
                Scale = VeloxFacts.Number(calibration, "Data", "dispersion") is > 0 and var scale ? scale : null,
                Offset = VeloxFacts.Number(calibration, "Data", "offset") ?? 0,
                Unit = "eV",
            };
            string[] names = stored.Count == 2 ? ["x"] : ["y", "x"];
            var facts = new Facts();
            VeloxDialect.Describe(group, "EELS", into, facts);
            facts.Tell(CoreNames.SignalName, "EELS", group.Path);
            into.Add(new Signal
            {
                Name = "EELS",
                Type = SignalType.SpectrumImage,
                Element = element,
                Axes = [.. names.Select((name, i) => VeloxDialect.PixelAxis(map, name, name is "x" ? "width" : "height", lengths[i]) with { IsScan = true }), energies],
                Quantity = "counts",
                Place = group.Path,
                Values = data.AsSignalValues(order),
            }.With(facts));
        }
    }

    private static Signal Sum(string name, SignalType type, IReadOnlyList<Axis> axes, Hdf5Group group, SignalValues values) =>
        new() { Name = name, Type = type, Element = ElementType.Float64, Axes = axes, Quantity = "counts", Place = group.Path, Values = values };

    // Rows, columns and channels among the dataset's axes: the pictures beside it tell rows and columns.
    private int[] Order(IReadOnlyList<long> stored)
    {
        foreach (int[] order in (int[][])[[2, 0, 1], [0, 1, 2], [1, 2, 0]])
        {
            if (pictures.Contains((stored[order[0]], stored[order[1]])))
            {
                return order;
            }
        }

        return [2, 0, 1];
    }

    // Of a region only the part that was scanned; the settings have the size of the whole.
    private (long Rows, long Columns) Size(JsonElement? json, JsonElement? settings)
    {
        var width = VeloxFacts.Number(json, "Scan", "ScanSize", "width") ?? VeloxFacts.Number(settings, "RasterScanDefinition", "Width") ?? 0;
        var height = VeloxFacts.Number(json, "Scan", "ScanSize", "height") ?? VeloxFacts.Number(settings, "RasterScanDefinition", "Height") ?? 0;
        var across = VeloxFacts.Number(json, "Scan", "ScanArea", "right") - VeloxFacts.Number(json, "Scan", "ScanArea", "left");
        var down = VeloxFacts.Number(json, "Scan", "ScanArea", "bottom") - VeloxFacts.Number(json, "Scan", "ScanArea", "top");
        var size = (Rows: Whole(height * (down ?? 1)), Columns: Whole(width * (across ?? 1)));
        return pictures.Count == 0 || pictures.Contains(size) ? size : pictures[^1];
    }

    private static long Whole(double number) => number is > 0 and < MostPixels ? (long)Math.Round(number) : 0;

    private static string? Metadata(Hdf5Group? group, string name = "Metadata") =>
        group?.Dataset(name) is { } dataset ? VeloxDialect.FirstText(dataset) ?? dataset.FirstText : null;

    private IEnumerable<Hdf5Group> Groups(string path) => (file.Root.Group(path)?.Children ?? []).OfType<Hdf5Group>().Take(MostDetectors);
}
