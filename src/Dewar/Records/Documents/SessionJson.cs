using System.Text.Json;
using Dewar.Hosting;

namespace Dewar.Records;

/// <summary>A session as our own JSON: what <c>docs/reference/records.md</c> describes. Names stand in the order of the model, always the same.</summary>
internal static class SessionJson
{
    public const string Format = "dewar-session/1";

    private const int LongestDocument = 256 << 20;

    public static byte[] Write(SessionRecord record) => [.. JsonSerializer.SerializeToUtf8Bytes(new Envelope(Format, record), Wire.Indented), (byte)'\n'];

    /// <exception cref="Refusal">It is no such document.</exception>
    public static SessionRecord Read(ReadOnlySpan<byte> document)
    {
        if (document.Length > LongestDocument)
        {
            throw Refusal.Invalid("record-too-large", "The record is longer than 256 MB. No session is like that.");
        }

        try
        {
            return JsonSerializer.Deserialize<Envelope>(document, Wire.Json) is { Format: Format } envelope
                ? envelope.Session
                : throw Refusal.Invalid("record-invalid", $"This is no record of a session: its format is not '{Format}'.");
        }
        catch (JsonException failure)
        {
            throw Refusal.Invalid("record-invalid", $"This is no record of a session: {failure.Message}");
        }
    }

    /// <param name="Format">Which kind of document it is, and the version of that kind.</param>
    private sealed record Envelope(string Format, SessionRecord Session);
}
