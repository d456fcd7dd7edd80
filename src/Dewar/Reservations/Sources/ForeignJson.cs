using System.Text;
using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Reservations;

/// <summary>JSON of others, of which nothing can be taken for granted.</summary>
internal static class ForeignJson
{
    public static JsonDocument Parse(ForeignAnswer answer, string host)
    {
        try
        {
            return JsonDocument.Parse(answer.Body, new() { MaxDepth = 32 });
        }
        catch (JsonException bad)
        {
            var isPage = Encoding.Latin1.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, 200))).TrimStart().StartsWith('<');
            throw new SourceTrouble(isPage ? $"{host} answers with a web page instead of data. Perhaps one must sign in, or the address is that of the site and not of its API."
                : $"The answer of {host} is no JSON, or breaks off. It is asked again later.", bad);
        }
    }

    /// <summary>A list that must be there. An answer without it is no empty one.</summary>
    public static List<JsonElement> List(JsonElement json, string name, string host) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.Object)]
        : throw new SourceTrouble($"The answer of {host} has no list '{name}'. Look whether the address is that of the API.");

    /// <summary>A text, or a number as text; null for what is not there.</summary>
    public static string? Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? Text(value) : null;

    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static bool Is(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
