using System.Buffers;
using System.Text.Json;
using Dewar.Formats;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>
/// Writes what was found in a file as JSON: the one form in which it is printed, sent, kept, and taken from readers that are programs of
/// their own. docs/reference/reading.md describes it.
/// </summary>
internal static class FindingWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(Finding finding, bool withTree = true)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            Write(json, finding, withTree);
        }

        return bytes.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, Finding finding, bool withTree)
    {
        var it = finding.Extraction;
        json.WriteStartObject();
        json.WriteString("format", it.Format);
        json.WriteString("mediaType", it.MediaType);
        if (finding.Reader is { } reader)
        {
            json.WriteStartObject("reader");
            json.WriteString("name", reader.Name);
            json.WriteNumber("version", reader.Version);
            json.WriteEndObject();
        }

        if (finding.Damage is { } damage)
        {
            json.WriteString("damage", damage);
        }

        json.WriteStartArray("signals");
        foreach (var signal in it.Signals)
        {
            SignalWriter.Write(json, signal);
        }

        json.WriteEndArray();
        json.WriteStartObject("metadata");
        Write(json, it.Facts);
        json.WriteStartObject("tree");
        if (withTree)
        {
            TreeWriter.Write(json, it.Metadata);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        Rest(json, it);
        json.WriteEndObject();
    }

    /// <summary>Common names as properties of the object that is being written.</summary>
    public static void Write(Utf8JsonWriter json, Facts facts)
    {
        foreach (var fact in facts.All)
        {
            json.WriteStartObject(fact.Name.Name);
            json.WritePropertyName("value");
            TreeWriter.Value(json, fact.Value);
            Optional(json, "unit", fact.Unit);
            if (fact.Si is { } si && double.IsFinite(si))
            {
                json.WriteNumber("si", si);
                json.WriteString("siUnit", fact.Name.Dimension.ToString());
            }

            Optional(json, "from", fact.From);
            Optional(json, "doubt", fact.Doubt);
            json.WriteEndObject();
        }
    }

    public static void Optional(Utf8JsonWriter json, string name, string? text)
    {
        if (text is { Length: > 0 })
        {
            json.WriteString(name, text);
        }
    }

    private static void Rest(Utf8JsonWriter json, Sdk.Extraction it)
    {
        if (it.Parts.Count > 0)
        {
            json.WriteStartArray("parts");
            foreach (var part in it.Parts)
            {
                json.WriteStartObject();
                json.WriteString("path", part.Path);
                json.WriteString("role", part.Role);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        Optional(json, "partOf", it.PartOf);
        if (it.Warnings.Count > 0)
        {
            json.WriteStartArray("warnings");
            foreach (var warning in it.Warnings)
            {
                json.WriteStringValue(warning);
            }

            json.WriteEndArray();
        }
    }
}
