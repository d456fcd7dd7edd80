using System.Text.Json.Nodes;
using Dewar.Formats;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>What was found in a file, with its name and size in front.</summary>
internal static class FileDocument
{
    public static JsonObject Of(ByteSource source, Finding finding)
    {
        var document = new JsonObject { ["name"] = source.Name, ["size"] = source.Length };
        var found = JsonNode.Parse(FindingWriter.Write(finding).Span)!.AsObject();
        foreach (var (name, value) in found.ToList())
        {
            found.Remove(name);
            document[name] = value;
        }

        return document;
    }
}
