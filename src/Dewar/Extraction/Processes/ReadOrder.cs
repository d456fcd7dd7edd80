using System.Text.Json;
using System.Text.Json.Serialization;
using Dewar.Sdk;

namespace Dewar.Extraction;

/// <summary>A file to be read, as a line to a reading process.</summary>
/// <param name="Root">The storage's tree, as this computer sees it.</param>
/// <param name="Folder">The experiment's folder in it.</param>
/// <param name="Path">The file in that.</param>
/// <param name="Size">Bytes that the catalogue knows; a file of another size is another one.</param>
internal sealed record ReadOrder(long Id, string Root, string Folder, string Path, long Size);

/// <summary>What a reading process says: first, maybe several times, who begins to read; then what was found, or why nothing could be.</summary>
/// <param name="Reader">Who reads, or has read.</param>
/// <param name="Document">What was found, as <see cref="FindingWriter"/> writes it.</param>
/// <param name="Away">The file can't be had just now, and why.</param>
/// <param name="Failure">The reader failed, and why; it will not do better next time.</param>
internal sealed record ReadAnswer(
    long Id, ReaderName? Reader = null, JsonElement? Document = null, byte[]? Thumbnail = null, byte[]? Preview = null, IReadOnlyList<AskedFor>? Asked = null,
    string? Away = null, string? Failure = null)
{
    /// <summary>What a process says when it came up.</summary>
    public static ReadAnswer Ready { get; } = new(0);

    /// <summary>The process ended by itself, and nobody knows whether the file was why.</summary>
    [JsonIgnore]
    public bool IsDeath { get; init; }

    [JsonIgnore]
    public bool IsLast => Document is not null || Away is not null || Failure is not null;
}

/// <summary>A reader, as it stands beside what it found.</summary>
public sealed record ReaderName(string Name, int Version)
{
    /// <summary>Where no reader came to its turn.</summary>
    public static ReaderName None { get; } = new("none", 0);

    internal static ReaderName Of(IFormatReader? reader) => reader is null ? None : new(reader.Name, reader.Version);
}
