using Dewar.Logger.Json;

namespace Dewar.Logger.Journal;

/// <summary>An object in a line whose last member is a checksum of all before it, so that half a line is known for what it is.</summary>
internal static class SealedLine
{
    private const string Mark = ",\"sum\":\"";
    private const int SumLength = 16;

    public static string Write(JsonObject facts)
    {
        var text = JsonWriter.Write(facts);
        var body = text.Substring(0, text.Length - 1);
        return body + Mark + Sum(body) + "\"}";
    }

    /// <summary>Null where the line is not what was written.</summary>
    public static JsonObject? Read(string line)
    {
        var end = line.Length - (Mark.Length + SumLength + 2);
        if (end < 0 || line.Substring(end) != Mark + Sum(line.Substring(0, end)) + "\"}")
        {
            return null;
        }

        return JsonReader.ReadObject(line.Substring(0, end) + "}");
    }

    private static string Sum(string body) => Digest.Hex(Digest.Sha256(Digest.Utf8.GetBytes(body))).Substring(0, SumLength);
}
