using System.Text.Json;
using System.Text.Json.Nodes;
using Dewar.Hosting;

namespace Dewar.Catalogue;

/// <summary>Free metadata of a file: a flat JSON object that people and programs add to.</summary>
internal static class FileMetadata
{
    private const int LongestKey = 200;
    private const int Largest = 256 * 1024;

    /// <summary>Keys of <paramref name="change"/> over those before; null removes.</summary>
    public static string Merge(string? before, string change)
    {
        var merged = before is null ? [] : JsonNode.Parse(before)!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(change)!.AsObject())
        {
            if (key.Length is 0 or > LongestKey)
            {
                throw Refusal.Invalid("metadata-invalid", $"A metadata key has 1 to {LongestKey} characters.");
            }

            if (value is null)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = value.DeepClone();
            }
        }

        var text = merged.ToJsonString(Wire.Json);
        return text.Length <= Largest ? text
            : throw Refusal.Invalid("metadata-too-large", $"The metadata of one file would be {Bytes.Show(text.Length)}; at most {Bytes.Show(Largest)} are kept.");
    }

    /// <summary>A change as text; half a surrogate pair, which JSON's escapes can hold, has none.</summary>
    public static string Text(IReadOnlyDictionary<string, JsonElement?> change)
    {
        try
        {
            return JsonSerializer.Serialize(change, Wire.Json);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Refusal.Invalid("metadata-invalid", $"The metadata holds a text that is not valid Unicode: {(odd.InnerException ?? odd).Message}");
        }
    }

    public static IReadOnlyDictionary<string, JsonElement> Parse(string? text) =>
        text is null ? new Dictionary<string, JsonElement>() : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text, Wire.Json)!;
}
