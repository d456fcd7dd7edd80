using System.Text.Json;
using Dewar.Formats.Bytes;

namespace Dewar.Formats.Hdf5;

/// <summary>What Velox calls its data: by the operation that made them, or else by the display that shows them.</summary>
internal static class VeloxTitles
{
    private const int Most = 5000;

    /// <summary>Titles by the path of the data.</summary>
    public static Dictionary<string, string> Read(Hdf5File file)
    {
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        var operations = Operations(file, "Operations");
        foreach (var (path, json) in operations)
        {
            var kind = path.Split('/')[2];
            Put(titles, json, "dataPath", kind switch
            {
                "StemInputOperation" or "CameraInputOperation" => VeloxFacts.Word(json, "detector") ?? VeloxFacts.Word(json, "cameraName"),
                "DpcOperation" => "DPC",
                "SurfaceReconstructionOperation" => VeloxFacts.Word(json, "integrationMode") is "true" ? "Filtered iDPC" : "Filtered dDPC",
                "MathematicsOperation" => Difference(operations, path),
                "IntegrationOperation" => "DCFI",
                _ => null,
            });
            Put(titles, json, "imageOutputPath", kind is "FftOperation" ? "Half FFT" : null);
            Put(titles, json, "unfilteredDataPath", VeloxFacts.Word(json, "integrationMode") is "true" ? "iDPC" : "dDPC");
        }

        foreach (var (_, json) in Operations(file, "Presentation/Displays"))
        {
            Put(titles, json, "dataPath", VeloxFacts.Word(json, "display", "label") is { } label ? Uri.UnescapeDataString(label) : null);
        }

        // Since version 11 a display names a reference to the data, and there are no operations.
        foreach (var (_, json) in Operations(file, "Displays"))
        {
            if (VeloxFacts.Word(json, "data") is { } reference && VeloxDialect.Json(file.Root.Dataset(reference.TrimStart('/'))?.FirstText) is { } referred)
            {
                Put(titles, referred, "dataPath", VeloxFacts.Word(json, "id") ?? VeloxFacts.Word(json, "title"));
            }
        }

        return titles;
    }

    /// <summary>Chemical elements that were chosen for the maps, by their symbols.</summary>
    public static List<string> Elements(Hdf5File file)
    {
        var found = new List<string>();
        foreach (var place in (string[])["SharedProperties/EDSSpectrumQuantificationSettings", "Operations/ImageQuantificationOperation"])
        {
            foreach (var dataset in (file.Root.Group(place)?.Children ?? []).OfType<Hdf5Dataset>().Take(Most))
            {
                if (VeloxDialect.Json(dataset.FirstText) is { ValueKind: JsonValueKind.Object } json
                    && json.TryGetProperty("elementSelection", out var chosen) && chosen.ValueKind == JsonValueKind.Array)
                {
                    found.AddRange(chosen.EnumerateArray().Select(each => long.TryParse(each.ToString(), out var number) ? ChemicalSymbols.Of(number) : null).OfType<string>());
                }
            }
        }

        return [.. found.Distinct()];
    }

    private static Dictionary<string, JsonElement> Operations(Hdf5File file, string place)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var kind in (file.Root.Group(place)?.Children ?? []).OfType<Hdf5Group>())
        {
            foreach (var one in kind.Children.OfType<Hdf5Dataset>())
            {
                if (found.Count < Most && VeloxDialect.Json(one.FirstText) is { } json)
                {
                    found[one.Path] = json;
                }
            }
        }

        return found;
    }

    /// <summary>A difference of two segments is called by them: A-C.</summary>
    private static string? Difference(Dictionary<string, JsonElement> operations, string path)
    {
        var inputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var json in operations.Values)
        {
            if (VeloxFacts.Word(json, "detector") is not { } detector || !json.TryGetProperty("outputs", out var outputs) || outputs.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (var output in outputs.EnumerateArray())
            {
                if (VeloxFacts.Word(output, "operation") == path)
                {
                    inputs[VeloxFacts.Word(output, "inputIndex") ?? ""] = detector[(detector.LastIndexOf('-') + 1)..];
                }
            }
        }

        return inputs.Count > 1 ? string.Join('-', inputs.Values) : null;
    }

    private static void Put(Dictionary<string, string> titles, JsonElement json, string property, string? title)
    {
        if (title is { Length: > 0 } && VeloxFacts.Word(json, property) is { } path)
        {
            titles.TryAdd(path, title);
        }
    }
}
