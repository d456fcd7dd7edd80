using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>Writes a signal as JSON.</summary>
internal static class SignalWriter
{
    public static void Write(Utf8JsonWriter json, Signal signal)
    {
        json.WriteStartObject();
        json.WriteString("name", signal.Name);
        json.WriteString("type", JsonNamingPolicy.KebabCaseLower.ConvertName(signal.Type.ToString()));
        if (signal.Type != SignalType.Text)
        {
            json.WriteString("element", signal.Element.ToString());
            json.WriteStartArray("shape");
            foreach (var length in signal.Shape)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteStartArray("axes");
            foreach (var axis in signal.Axes)
            {
                Write(json, axis);
            }

            json.WriteEndArray();
        }

        FindingWriter.Optional(json, "quantity", signal.Quantity);
        FindingWriter.Optional(json, "unit", signal.Unit);
        Columns(json, signal);
        FindingWriter.Optional(json, "place", signal.Place);
        if (signal.IsMain)
        {
            json.WriteBoolean("main", true);
        }

        if (signal.Facts.All.Count > 0)
        {
            json.WriteStartObject("metadata");
            FindingWriter.Write(json, signal.Facts);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Columns(Utf8JsonWriter json, Signal signal)
    {
        if (signal.Columns.Count == 0)
        {
            return;
        }

        json.WriteStartArray("columns");
        foreach (var (number, name) in signal.Columns.Index())
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            FindingWriter.Optional(json, "unit", signal.ColumnUnits.ElementAtOrDefault(number));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, Axis axis)
    {
        json.WriteStartObject();
        json.WriteString("name", axis.Name);
        json.WriteNumber("length", axis.Length);
        if (axis.Scale is { } scale && double.IsFinite(scale))
        {
            json.WriteNumber("scale", scale);
            json.WriteNumber("offset", double.IsFinite(axis.Offset) ? axis.Offset : 0);
        }

        FindingWriter.Optional(json, "unit", axis.Unit);
        if (axis.IsScan)
        {
            json.WriteBoolean("scan", true);
        }

        if (axis.Places is not null)
        {
            json.WriteBoolean("uneven", true);
        }

        json.WriteEndObject();
    }
}
