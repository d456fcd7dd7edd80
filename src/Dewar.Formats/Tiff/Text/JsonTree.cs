using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Formats.Tiff;

/// <summary>JSON as a tree.</summary>
internal static class JsonTree
{
    private const int MostNodes = 100_000;

    private static readonly JsonDocumentOptions Options =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(string text, MetaGroup into)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var nodes = 0;
            if (document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                Add(document.RootElement, into, ref nodes);
            }

            return nodes > MostNodes ? $"it has more than {MostNodes} values" : null;
        }
        catch (JsonException failure)
        {
            return failure.Message;
        }
    }

    private static void Add(JsonElement element, MetaGroup into, ref int nodes)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                Add(property.Name, property.Value, into, ref nodes);
            }

            return;
        }

        var number = 0;
        foreach (var item in element.EnumerateArray())
        {
            Add(number++.ToString(), item, into, ref nodes);
        }
    }

    private static void Add(string name, JsonElement element, MetaGroup into, ref int nodes)
    {
        if (++nodes > MostNodes)
        {
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Array when IsNumbers(element):
                into.Add(name, element.EnumerateArray().Take(MetaValue.Most).Select(item => item.GetDouble()).ToArray());
                return;
            case JsonValueKind.Object or JsonValueKind.Array:
                Add(element, into.AddGroup(name), ref nodes);
                return;
            default:
                into.Add(name, Value(element));
                return;
        }
    }

    private static bool IsNumbers(JsonElement array)
    {
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetDouble(out _))
            {
                return false;
            }
        }

        return array.GetArrayLength() > 0;
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Number when element.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number when element.TryGetDouble(out var number) => number,
        JsonValueKind.String => element.GetString(),
        _ => element.GetRawText(),
    };
}
