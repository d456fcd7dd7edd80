using System;
using System.Collections.Generic;

namespace Dewar.Logger.Json;

/// <summary>Names and values: text, whole numbers (long), others (double), bool, null, lists and objects. They are written in the order in which they came.</summary>
internal sealed class JsonObject : Dictionary<string, object?>
{
    public JsonObject()
        : base(StringComparer.Ordinal)
    {
    }

    public object? Get(string name) => TryGetValue(name, out var value) ? value : null;

    /// <summary>Empty where there is none.</summary>
    public string Text(string name) => Get(name) as string ?? "";

    public long? Number(string name) => Get(name) as long?;

    public JsonObject? Object(string name) => Get(name) as JsonObject;

    public List<JsonObject> Objects(string name) => All<JsonObject>(name);

    public List<string> Texts(string name) => All<string>(name);

    private List<T> All<T>(string name)
    {
        var found = new List<T>();
        foreach (var one in Get(name) as List<object?> ?? [])
        {
            if (one is T fitting)
            {
                found.Add(fitting);
            }
        }

        return found;
    }
}
