using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Dewar.Hosting;

/// <summary>How records look on the wire and in --json, everywhere alike.</summary>
internal static class Wire
{
    public static JsonSerializerOptions Json { get; } = Set(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Indented { get; } = Set(new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true });

    public static JsonSerializerOptions Set(JsonSerializerOptions json)
    {
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RefuseNulls);
        return json;
    }

    /// <summary>The serializer heeds what may be null, but not inside lists.</summary>
    private static void RefuseNulls(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Namespace?.StartsWith("Dewar", StringComparison.Ordinal) is not true)
        {
            return;
        }

        var lists = type.Properties.Where(HoldsNoNulls).ToList();
        if (lists.Count > 0)
        {
            type.OnDeserialized = made =>
            {
                foreach (var list in lists)
                {
                    var values = list.Get?.Invoke(made) switch { System.Collections.IDictionary map => map.Values, var other => other as System.Collections.IEnumerable };
                    if (values is not null && values.Cast<object?>().Contains(null))
                    {
                        throw new JsonException($"'{list.Name}' must not hold null.");
                    }
                }
            };
        }
    }

    private static bool HoldsNoNulls(JsonPropertyInfo property) => property.PropertyType is { IsGenericType: true } kind &&
        property.AttributeProvider is System.Reflection.PropertyInfo declared && !kind.GenericTypeArguments[^1].IsValueType &&
        new System.Reflection.NullabilityInfoContext().Create(declared).GenericTypeArguments is [.., { ReadState: System.Reflection.NullabilityState.NotNull }];
}
