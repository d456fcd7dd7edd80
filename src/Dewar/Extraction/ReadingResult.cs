using System.IO.Compression;
using System.Text.Json;
using Dewar.Catalogue;

namespace Dewar.Extraction;

/// <summary>What a worker says of a file that it was given.</summary>
/// <param name="Lease">With which it was given.</param>
/// <param name="Document">What was found, in the form of docs/reference/reading.md.</param>
/// <param name="Thumbnail">A PNG of at most 256 pixels.</param>
/// <param name="Preview">A PNG of at most 1024 pixels.</param>
/// <param name="Asked">What the reader asked for beside the file.</param>
/// <param name="Away">The file can't be had just now, and why: it is given out again later.</param>
/// <param name="Failure">The reader did not survive it, and how: it is not tried again before that reader is a newer one.</param>
public sealed record ReadingResult(
    long File, long Version, string Lease, ReadBy? Reader = null, JsonElement? Document = null, byte[]? Thumbnail = null, byte[]? Preview = null,
    IReadOnlyList<AskedFor>? Asked = null, string? Away = null, string? Failure = null)
{
    internal ReadingState State => Failure is not null ? ReadingState.Failed : Text("damage") is null ? ReadingState.Read : ReadingState.Damaged;

    internal string? Message => Failure ?? Text("damage");

    internal string? Text(string property) =>
        Document is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The document as it is kept.</summary>
    internal byte[] Packed()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(zip, Document ?? JsonSerializer.SerializeToElement(new { }));
        }

        return packed.ToArray();
    }

    /// <summary>The document that was kept.</summary>
    internal static JsonElement Unpacked(byte[] packed)
    {
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(zip);
        return document.RootElement.Clone();
    }
}

/// <param name="Readers">The worker's readers with their versions.</param>
/// <param name="Most">How many files it takes at once.</param>
public sealed record LeaseRequest(IReadOnlyDictionary<string, long> Readers, int Most);
