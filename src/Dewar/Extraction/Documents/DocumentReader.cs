using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>Takes what a program of its own has found in a file, in the form that <see cref="FindingWriter"/> writes.</summary>
internal static class DocumentReader
{
    private static readonly Dictionary<string, CoreName> Names = CoreNames.All.ToDictionary(name => name.Name);

    private static readonly Dictionary<string, ElementType> Elements = new[]
    {
        ElementType.UInt8, ElementType.UInt16, ElementType.UInt32, ElementType.UInt64, ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64,
        ElementType.Float16, ElementType.Float32, ElementType.Float64, ElementType.Complex64, ElementType.Complex128,
    }.SelectMany(type => Enumerable.Range(1, 4).Select(type.Times)).ToDictionary(type => type.ToString());

    /// <exception cref="DamagedException">It is not in that form.</exception>
    public static void Read(ReadOnlyMemory<byte> document, Sdk.Extraction into, string who)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            Read(json.RootElement, into);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DamagedException($"What {who} prints is not the JSON that is asked for: {odd.Message}");
        }
    }

    private static void Read(JsonElement json, Sdk.Extraction into)
    {
        into.Format = Text(json, "format") ?? "";
        into.MediaType = Text(json, "mediaType") ?? into.MediaType;
        into.PartOf = Text(json, "partOf");
        foreach (var warning in List(json, "warnings"))
        {
            into.Warn(warning.GetString()!);
        }

        foreach (var part in List(json, "parts"))
        {
            into.AddPart(part.GetProperty("path").GetString()!, Text(part, "role") ?? "");
        }

        if (json.TryGetProperty("metadata", out var metadata))
        {
            Tell(metadata, into.Facts);
            if (metadata.TryGetProperty("tree", out var tree))
            {
                Tree(tree, into.Metadata);
            }
        }

        foreach (var signal in List(json, "signals"))
        {
            into.Add(SignalOf(signal));
        }
    }

    private static Signal SignalOf(JsonElement json)
    {
        var signal = new Signal
        {
            Name = Text(json, "name") ?? "",
            Type = Enum.TryParse<SignalType>((Text(json, "type") ?? "").Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var type) ? type : SignalType.Unknown,
            Element = Elements.GetValueOrDefault(Text(json, "element") ?? "", ElementType.UInt8),
            Axes = [.. List(json, "axes").Select(AxisOf)],
            Quantity = Text(json, "quantity") ?? "",
            Unit = Text(json, "unit"),
            Place = Text(json, "place"),
            IsMain = json.TryGetProperty("main", out var main) && main.ValueKind == JsonValueKind.True,
            Columns = [.. List(json, "columns").Select(column => column.GetProperty("name").GetString()!)],
            ColumnUnits = [.. List(json, "columns").Select(column => Text(column, "unit"))],
            Text = Text(json, "text"),
        };
        if (json.TryGetProperty("metadata", out var metadata))
        {
            Tell(metadata, signal.Facts);
        }

        return signal;
    }

    private static Axis AxisOf(JsonElement json) => new(Text(json, "name") ?? "", json.GetProperty("length").GetInt64())
    {
        Scale = json.TryGetProperty("scale", out var scale) ? scale.GetDouble() : null,
        Offset = json.TryGetProperty("offset", out var offset) ? offset.GetDouble() : 0,
        Unit = Text(json, "unit"),
        IsScan = json.TryGetProperty("scan", out var scan) && scan.ValueKind == JsonValueKind.True,
    };

    private static void Tell(JsonElement metadata, Facts facts)
    {
        foreach (var property in metadata.EnumerateObject())
        {
            if (!Names.TryGetValue(property.Name, out var name))
            {
                continue;
            }

            var plain = property.Value.ValueKind != JsonValueKind.Object;
            var value = plain ? property.Value : property.Value.GetProperty("value");
            var (from, doubt) = plain ? ("", null) : (Text(property.Value, "from") ?? "", Text(property.Value, "doubt"));
            switch (value.ValueKind)
            {
                case JsonValueKind.Number:
                    facts.Tell(name, value.GetDouble(), plain ? name.Unit ?? "" : Text(property.Value, "unit") ?? "", from, doubt);
                    break;
                case JsonValueKind.Array:
                    facts.Tell(name, value.EnumerateArray().Select(each => each.ToString()), from, doubt);
                    break;
                case JsonValueKind.String when name == CoreNames.AcquiredAt || name == CoreNames.EndedAt:
                    facts.Tell(name, Time(value.GetString()!), from, doubt);
                    break;
                default:
                    facts.Tell(name, value.ToString(), from, doubt);
                    break;
            }
        }
    }

    private static FileTime Time(string text)
    {
        var hasZone = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);
        var time = DateTimeOffset.Parse(text, styles: System.Globalization.DateTimeStyles.AssumeUniversal);
        return new(time.DateTime, hasZone ? time.Offset : null);
    }

    private static void Tree(JsonElement json, MetaGroup into, int depth = 0)
    {
        foreach (var property in json.EnumerateObject())
        {
            var value = property.Value;
            if (value.ValueKind != JsonValueKind.Object)
            {
                into.Add(property.Name, Plain(value));
            }
            else if (value.TryGetProperty("value", out var inner) && inner.ValueKind != JsonValueKind.Object)
            {
                into.Add(property.Name, Plain(inner), Text(value, "unit"), value.TryGetProperty("at", out var at) ? at.GetInt64() : null, Text(value, "doubt"));
            }
            else if (depth < 40)
            {
                Tree(value, into.AddGroup(property.Name), depth + 1);
            }
        }
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Array when value.EnumerateArray().All(each => each.ValueKind == JsonValueKind.Number) => value.EnumerateArray().Select(each => each.GetDouble()).ToArray(),
        JsonValueKind.Array => value.EnumerateArray().Select(each => each.ToString()).ToArray(),
        _ => value.GetString(),
    };

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement.ArrayEnumerator List(JsonElement json, string name) => json.TryGetProperty(name, out var list) ? list.EnumerateArray() : default;
}
