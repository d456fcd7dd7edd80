using System.Text.Json;

namespace Dewar.Extraction;

/// <summary>Says whether a document has the form that pages and programs rely on. What is in the tree is of no concern: it is only shown.</summary>
internal static class DocumentFault
{
    /// <summary>What is not as it must be; null when all is.</summary>
    public static string? Of(JsonElement? document) => document is not { } json ? null
        : json.ValueKind != JsonValueKind.Object ? "it is no object"
        : json.TryGetProperty("metadata", out var metadata) && metadata.ValueKind != JsonValueKind.Object ? "'metadata' is no object"
        : OfList(json, "warnings", warning => warning.ValueKind == JsonValueKind.String ? null : "a warning is no text")
          ?? OfList(json, "parts", part => IsObject(part) ? null : "a part is no object")
          ?? OfList(json, "signals", OfSignal);

    private static string? OfSignal(JsonElement signal) => !IsObject(signal) ? "a signal is no object"
        : signal.TryGetProperty("metadata", out var metadata) && !IsObject(metadata) ? "'metadata' of a signal is no object"
        : OfList(signal, "shape", length => IsNumber(length) ? null : "a shape has something else than numbers")
          ?? OfList(signal, "columns", column => IsObject(column) ? null : "a column is no object")
          ?? OfList(signal, "axes", OfAxis);

    private static string? OfAxis(JsonElement axis) => !IsObject(axis) ? "an axis is no object"
        : axis.TryGetProperty("scale", out var scale) && !IsNumber(scale) && scale.ValueKind != JsonValueKind.String ? "the scale of an axis is no number" : null;

    private static string? OfList(JsonElement json, string name, Func<JsonElement, string?> fault) => !json.TryGetProperty(name, out var list) ? null
        : list.ValueKind != JsonValueKind.Array ? $"'{name}' is no list"
        : list.EnumerateArray().Select(fault).FirstOrDefault(found => found is not null);

    private static bool IsObject(JsonElement json) => json.ValueKind == JsonValueKind.Object;

    private static bool IsNumber(JsonElement json) => json.ValueKind == JsonValueKind.Number;
}
