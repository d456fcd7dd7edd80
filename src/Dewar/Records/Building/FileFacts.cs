using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Records;

/// <summary>What the document of a file (docs/reference/reading.md) has for a record: the common quantities of the file and of its main signal.</summary>
internal sealed record FileFacts(string? Mode, string? Signal, string? Sample, RecordFileType Type, string? Format, IReadOnlyList<RecordValue> Values, IReadOnlyList<string> Warnings)
{
    private const int MostWarnings = 20;

    /// <summary>Of a file that was not read, or not yet.</summary>
    public static readonly FileFacts None = new(null, null, null, RecordFileType.Unknown, null, [], []);

    private static readonly HashSet<string> Times = [CoreNames.AcquiredAt.Name, CoreNames.EndedAt.Name];
    private static readonly Dictionary<string, CoreName> Known = CoreNames.All.ToDictionary(name => name.Name, StringComparer.Ordinal);

    /// <param name="packed">JSON, compressed with gzip; null for none.</param>
    public static FileFacts Of(byte[]? packed)
    {
        if (packed is null)
        {
            return None;
        }

        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(zip);
        var root = document.RootElement;
        var main = MainSignal(root);
        var values = new Dictionary<string, RecordValue>(StringComparer.Ordinal);
        Tell(values, root);
        if (main is { } signal)
        {
            Tell(values, signal);
        }

        var type = main is { } typed ? Text(typed, "type") : null;
        return new(Said(values, CoreNames.Mode), type, Said(values, CoreNames.Sample), TypeOf(type), Text(root, "format"),
            [.. values.Where(each => !Times.Contains(each.Key)).Select(each => each.Value)],
            [.. Strings(root, "warnings").Take(MostWarnings), .. Text(root, "damage") is { } damage ? [damage] : Array.Empty<string>()]);
    }

    private static JsonElement? MainSignal(JsonElement root)
    {
        if (!root.TryGetProperty("signals", out var signals) || signals.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        JsonElement? first = null;
        foreach (var signal in signals.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.Object))
        {
            if (signal.TryGetProperty("main", out var main) && main.ValueKind == JsonValueKind.True)
            {
                return signal;
            }

            first ??= signal;
        }

        return first;
    }

    private static void Tell(Dictionary<string, RecordValue> values, JsonElement part)
    {
        if (!part.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var fact in metadata.EnumerateObject().Where(each => Known.ContainsKey(each.Name) && each.Value.ValueKind == JsonValueKind.Object))
        {
            if (fact.Value.TryGetProperty("value", out var value) && Text(value) is { Length: > 0 } text)
            {
                values[fact.Name] = Shown(Known[fact.Name], fact.Value, text);
            }
        }
    }

    /// <summary>In the unit that people use, where it is known what it is in SI.</summary>
    private static RecordValue Shown(CoreName name, JsonElement fact, string text)
    {
        var hasWarning = fact.TryGetProperty("doubt", out _);
        return fact.TryGetProperty("si", out var si) && si.ValueKind == JsonValueKind.Number && Unit.TryParse(name.Unit, out var unit)
            ? new(Title(name.Name), unit.FromSi(si.GetDouble()).ToString("g7", CultureInfo.InvariantCulture), name.Unit, hasWarning)
            : new(Title(name.Name), text, Text(fact, "unit") is { Length: > 0 } given ? given : null, hasWarning);
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Take(100).Select(Text)),
        JsonValueKind.Null or JsonValueKind.Object => "",
        _ => value.GetRawText(),
    };

    private static string? Text(JsonElement part, string name) => part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string> Strings(JsonElement part, string name) => part.TryGetProperty(name, out var all) && all.ValueKind == JsonValueKind.Array
        ? all.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!) : [];

    private static string? Said(Dictionary<string, RecordValue> values, CoreName name) => values.TryGetValue(name.Name, out var value) ? value.Text : null;

    /// <summary>acceleration_voltage is Acceleration Voltage for those who read.</summary>
    private static string Title(string name) => string.Join(' ', name.Split('_').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));

    private static RecordFileType TypeOf(string? signal) => signal switch
    {
        "image" or "volume" => RecordFileType.Image,
        "spectrum" => RecordFileType.Spectrum,
        "spectrum-image" => RecordFileType.SpectrumImage,
        "diffraction" => RecordFileType.Diffraction,
        "text" => RecordFileType.Notes,
        "table" or "point-cloud" => RecordFileType.Misc,
        _ => RecordFileType.Unknown,
    };
}
