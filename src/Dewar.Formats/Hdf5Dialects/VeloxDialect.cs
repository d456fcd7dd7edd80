using System.Text;
using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Formats.Hdf5;

/// <summary>
/// EMD as Thermo Fisher's Velox writes it: below <c>Data</c> images and spectra by their identifiers, each with metadata as JSON for every
/// frame; spectrum images as a stream of events. The structure is described by the EMD files themselves.
/// </summary>
internal sealed class VeloxDialect : IHdf5Dialect
{
    private const int Most = 500;

    public FormatPassport Passport { get; } = new(
        "EMD (Thermo Fisher Velox)", ".emd", "Images, series of frames, spectra, spectrum images by their sums; all settings of the microscope.", "Velox EMD, version 7 to 11, as the files describe themselves");

    public bool Knows(Hdf5File file) => file.Root.Group("Data") is not null && (file.Root.Group("Application/Velox") is not null
        || file.Root.Dataset("Version")?.FirstText?.Contains("Velox", StringComparison.Ordinal) == true);

    public void Read(Hdf5File file, Extraction into, CancellationToken ct)
    {
        var version = Json(file.Root.Dataset("Version")?.FirstText) is { } json && json.TryGetProperty("version", out var number) ? $" {number}" : "";
        into.Format = $"EMD{version} (Thermo Fisher Velox, HDF5)";
        into.MediaType = "application/x-emd";
        var titles = VeloxTitles.Read(file);
        into.Facts.Tell(CoreNames.Elements, VeloxTitles.Elements(file), "elementSelection");
        foreach (var group in Groups(file, "Data/Spectrum"))
        {
            ct.ThrowIfCancellationRequested();
            if (Spectrum(group, titles.GetValueOrDefault(group.Path) ?? "", into) is { } spectrum)
            {
                into.Add(spectrum);
            }
        }

        var images = Groups(file, "Data/Image");
        var main = VeloxMain.Of(images, titles);
        var pictures = new List<(long, long)>();
        foreach (var group in images)
        {
            ct.ThrowIfCancellationRequested();
            if (Image(group, titles.GetValueOrDefault(group.Path) ?? "", group == main, into) is { } image)
            {
                into.Add(image);
                pictures.Add((image.Axes[^2].Length, image.Axes[^1].Length));
            }
        }

        var maps = new VeloxSpectrumImage(file, into, pictures);
        maps.AddLosses();
        maps.AddXrays();
        if (Json(file.Root.Dataset("Info")?.FirstText) is { } info && info.TryGetProperty("applicationVersion", out var program))
        {
            into.Facts.Tell(CoreNames.Software, $"Velox {program}", "Info");
        }
    }

    /// <summary>The metadata of a group's first frame, told in common names and put into the tree; null when there is none.</summary>
    public static JsonElement? Describe(Hdf5Group group, string title, Extraction into, Facts facts)
    {
        if (group.Dataset("Metadata") is not { } metadata || FirstText(metadata) is not { } text)
        {
            return null;
        }

        var json = Json(text);
        if (json is { } found)
        {
            Tree(found, into.Metadata.AddGroup(title is "" ? group.Name : title), 0);
            VeloxFacts.Tell(found, facts, into.Facts);
        }

        return json;
    }

    /// <summary>The text in the first column of a dataset of bytes, up to the first zero; null when it is none.</summary>
    public static string? FirstText(Hdf5Dataset dataset)
    {
        if (dataset is not { Shape: [var length and <= 10_000_000, _], Type.Size: 1 })
        {
            return null;
        }

        var bytes = dataset.Read(new([0, 0], [length, 1], [1, 1]));
        var end = Array.IndexOf(bytes, (byte)0);
        return Encoding.UTF8.GetString(bytes, 0, end < 0 ? bytes.Length : end);
    }

    public static JsonElement? Json(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // An older Velox left some of it unfinished; the signal is still there.
            return null;
        }
    }

    private static Signal? Image(Hdf5Group group, string title, bool main, Extraction into)
    {
        if (group.Dataset("Data") is not { IsNull: false, Shape: [var rows, var columns, var frames] } data || frames == 0)
        {
            return null;
        }

        var facts = new Facts();
        var json = Describe(group, title, into, facts);
        var values = data.AsSignalValues([2, 0, 1]);
        var isSeries = frames > 1;
        var (y, x) = (PixelAxis(json, "y", "height", rows), PixelAxis(json, "x", "width", columns));
        var isDiffraction = y.Unit is { } unit && (unit.StartsWith("1/", StringComparison.Ordinal) || unit.Contains("rad", StringComparison.Ordinal));
        var signal = new Signal
        {
            Name = title is "" ? VeloxFacts.Word(json, "BinaryResult", "Detector") ?? group.Name : title,
            Type = isDiffraction ? SignalType.Diffraction : SignalType.Image,
            Element = values?.Element ?? ElementType.UInt8,
            Axes = isSeries ? [Time(json, frames), y, x] : [y, x],
            Quantity = "intensity",
            Place = group.Path,
            IsMain = main,
            Values = values is null || isSeries ? values : new SqueezedValues(values, 0),
        };
        return signal.With(facts);
    }

    private static Signal? Spectrum(Hdf5Group group, string title, Extraction into)
    {
        if (group.Dataset("Data") is not { IsNull: false, Shape: [var channels, var count], Type.Element: { } element } data || count == 0)
        {
            return null;
        }

        var facts = new Facts();
        var json = Describe(group, title, into, facts);
        var values = data.AsSignalValues([1, 0]);
        return new Signal
        {
            Name = title is "" ? VeloxFacts.Word(json, "BinaryResult", "Detector") ?? group.Name : title,
            Type = SignalType.Spectrum,
            Element = element,
            Axes = count > 1 ? [new("frame", count) { IsScan = true }, VeloxFacts.Energies(json, channels)] : [VeloxFacts.Energies(json, channels)],
            Quantity = "counts",
            Place = group.Path,
            Values = count > 1 || values is null ? values : new SqueezedValues(values, 0),
        }.With(facts);
    }

    public static Axis PixelAxis(JsonElement? json, string name, string size, long length) => new(name, length)
    {
        Scale = VeloxFacts.Number(json, "BinaryResult", "PixelSize", size) is > 0 and var scale ? scale : null,
        Offset = VeloxFacts.Number(json, "BinaryResult", "Offset", name) ?? 0,
        Unit = VeloxFacts.Word(json, "BinaryResult", name is "x" ? "PixelUnitX" : "PixelUnitY"),
    };

    private static Axis Time(JsonElement? json, long frames) =>
        new("Time", frames) { IsScan = true, Scale = VeloxFacts.FrameTime(json), Unit = VeloxFacts.FrameTime(json) is null ? null : "s" };

    private static List<Hdf5Group> Groups(Hdf5File file, string path) => [.. (file.Root.Group(path)?.Children ?? []).OfType<Hdf5Group>().Take(Most)];

    private static void Tree(JsonElement json, MetaGroup into, int depth)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object && depth < 20)
            {
                Tree(property.Value, into.AddGroup(property.Name), depth + 1);
            }
            else if (property.Value.ValueKind != JsonValueKind.Object)
            {
                into.Add(property.Name, property.Value.ToString());
            }
        }
    }
}
