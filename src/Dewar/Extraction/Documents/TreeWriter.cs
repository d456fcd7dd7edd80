using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>Writes the tree of what a file says about itself as JSON. A value is an object with <c>value</c> in it, a group one of its children.</summary>
internal static class TreeWriter
{
    /// <summary>Deeper than this nobody reads, and programs that read JSON refuse.</summary>
    private const int Deepest = 40;

    /// <summary>The children of a group as properties of the object that is being written; names that come again get a number.</summary>
    public static void Write(Utf8JsonWriter json, MetaGroup group, int depth = 0)
    {
        var taken = new Dictionary<string, int>(group.Children.Count, StringComparer.Ordinal);
        foreach (var child in group.Children)
        {
            json.WritePropertyName(Named(taken, child.Name));
            switch (child)
            {
                case MetaGroup inner:
                    json.WriteStartObject();
                    if (depth < Deepest)
                    {
                        Write(json, inner, depth + 1);
                    }

                    json.WriteEndObject();
                    break;
                case MetaValue value:
                    Write(json, value);
                    break;
            }
        }
    }

    public static void Value(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string word:
                json.WriteStringValue(word);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                Number(json, number);
                break;
            case FileTime time:
                json.WriteStringValue(time.ToString());
                break;
            case Array array:
                json.WriteStartArray();
                foreach (var each in array)
                {
                    Value(json, each);
                }

                json.WriteEndArray();
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, MetaValue value)
    {
        json.WriteStartObject();
        json.WritePropertyName("value");
        Value(json, value.Value);
        FindingWriter.Optional(json, "unit", value.Unit);
        if (value.At is { } at)
        {
            json.WriteNumber("at", at);
        }

        if (value.Length > MetaValue.Most)
        {
            json.WriteNumber("length", value.Length.Value);
        }

        FindingWriter.Optional(json, "doubt", value.Doubt);
        json.WriteEndObject();
    }

    // JSON has no such numbers; their names are what most programs understand.
    private static void Number(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        }
    }

    private static string Named(Dictionary<string, int> taken, string name)
    {
        if (taken.TryAdd(name, 1))
        {
            return name;
        }

        string next;
        do
        {
            next = $"{name}#{++taken[name]}";
        }
        while (!taken.TryAdd(next, 1));
        return next;
    }
}
