using System.IO.Compression;
using System.Text.Json;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>When a file says that it was measured.</summary>
internal static class TakenTime
{
    /// <param name="packed">The document of a file (docs/reference/reading.md): JSON, compressed with gzip.</param>
    /// <param name="zone">Of the instrument: most formats write local time and no zone.</param>
    /// <returns>Microseconds since 1970; null when it does not say. The file's own word counts before that of its signals.</returns>
    /// <param name="stampUs">The file's time stamp: when the clocks are put back an hour comes twice, and it tells which was meant.</param>
    public static long? Of(byte[] packed, TimeZoneInfo zone, long? stampUs = null)
    {
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(zip);
        return Said(document.RootElement, zone, stampUs) ?? (document.RootElement.TryGetProperty("signals", out var signals) && signals.ValueKind == JsonValueKind.Array
            ? signals.EnumerateArray().Select(signal => Said(signal, zone, stampUs)).FirstOrDefault(us => us is not null) : null);
    }

    /// <summary>A time as documents have it, such as 2026-11-21T14:30:00, which without a zone is the instrument's local time.</summary>
    public static long? Us(JsonElement value, TimeZoneInfo zone, long? stampUs = null) =>
        value.ValueKind != JsonValueKind.String || !value.TryGetDateTime(out var plain) || !value.TryGetDateTimeOffset(out var instant) ? null
        : plain.Kind == DateTimeKind.Unspecified ? (plain.Ticks - DateTime.UnixEpoch.Ticks - Offset(plain, zone, stampUs).Ticks) / TimeSpan.TicksPerMicrosecond
        : (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static TimeSpan Offset(DateTime plain, TimeZoneInfo zone, long? stampUs) => stampUs is { } stamp && zone.IsAmbiguousTime(plain)
        ? zone.GetAmbiguousTimeOffsets(plain).MinBy(offset => Math.Abs((plain.Ticks - DateTime.UnixEpoch.Ticks - offset.Ticks) / TimeSpan.TicksPerMicrosecond - stamp)) : zone.GetUtcOffset(plain);

    private static long? Said(JsonElement part, TimeZoneInfo zone, long? stampUs) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty(CoreNames.AcquiredAt.Name, out var fact) && fact.ValueKind == JsonValueKind.Object && fact.TryGetProperty("value", out var value) ? Us(value, zone, stampUs) : null;
}
