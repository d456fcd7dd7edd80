using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Catalogue;

/// <summary>Which files of an experiment are asked for.</summary>
internal sealed record FileQuery
{
    public const int MostPerPage = 10_000;

    /// <summary>Only below this folder; "" for all. Ends with a slash.</summary>
    public string Below { get; init; } = "";

    public Glob? Path { get; init; }
    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? Until { get; init; }
    public long? SmallestSize { get; init; }
    public long? LargestSize { get; init; }
    public byte[]? Sha256 { get; init; }
    public IReadOnlyList<(string Key, string Value)> Metadata { get; init; } = [];
    public bool Deleted { get; init; }

    public bool IsDated => Since is not null || Until is not null;

    /// <summary>It may leave few files of many.</summary>
    public bool IsSparse => Path is not null || IsDated || Metadata.Count > 0;

    /// <summary>Without a list of the replicas, which takes as long as all else.</summary>
    public bool Plain { get; init; }

    public int Limit { get; init; } = 1000;

    /// <summary>Behind this file; null from the start.</summary>
    public (string Folder, string Name)? After { get; init; }

    /// <summary>From the parameters of a request.</summary>
    public static FileQuery Read(FileParameters form)
    {
        try
        {
            var glob = form.Path is { Length: > 0 } pattern ? new Glob(pattern.TrimStart('/')) : null;
            var below = form.Folder is { Length: > 0 } folder ? $"{folder.Trim('/')}/" : glob is not null && glob.Pattern.Contains('/') ? glob.Below : "";
            return new()
            {
                Below = below == "/" ? "" : below,
                Path = glob,
                Since = form.Since,
                Until = form.Until,
                SmallestSize = form.MinSize is { } min ? Bytes.Parse(min) : null,
                LargestSize = form.MaxSize is { } max ? Bytes.Parse(max) : null,
                Sha256 = form.Sha256 is { } hex ? Digest(hex) : null,
                Metadata = [.. (form.Meta ?? []).Select(Pair)],
                Deleted = form.Deleted ?? false,
                Plain = form.Replicas is false,
                Limit = Math.Clamp(form.Limit ?? 1000, 1, MostPerPage),
                After = form.After is { } cursor ? Place(cursor) : null,
            };
        }
        catch (FormatException bad)
        {
            throw Refusal.Invalid("query-invalid", bad.Message);
        }
    }

    /// <summary>A place in the listing, to go on from.</summary>
    public static string Cursor(string folder, string name) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { folder, name }));

    private static (string Folder, string Name) Place(string cursor)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(cursor));
            return parts is [var folder, var name] ? (folder, name) : throw new FormatException("This place in the list is not one that Dewar gave out.");
        }
        catch (Exception odd) when (odd is JsonException or FormatException)
        {
            throw new FormatException("This place in the list is not one that Dewar gave out.");
        }
    }

    private static byte[] Digest(string hex) => hex.Length == 64 && hex.All(char.IsAsciiHexDigit)
        ? Convert.FromHexString(hex) : throw new FormatException($"'{hex}' is no SHA-256: 64 hex digits.");

    private static (string Key, string Value) Pair(string text) => text.IndexOf('=', StringComparison.Ordinal) is var cut and > 0
        ? (text[..cut], text[(cut + 1)..]) : throw new FormatException($"'{text}' is not of the form key=value.");
}

/// <summary>The filters of a listing, as a request's query has them.</summary>
/// <param name="Path">A pattern for the path: * within a name, ** over folders, ? one character, [ab], {a,b}. Without a slash it is matched against the name.</param>
/// <param name="Folder">Only below this folder.</param>
/// <param name="Since">Modified at or after.</param>
/// <param name="Until">Modified before.</param>
/// <param name="MinSize">At least so large: bytes, or 10MB.</param>
/// <param name="Meta">key=value; several must all hold.</param>
/// <param name="Deleted">The deleted files instead.</param>
/// <param name="Replicas">False leaves out where the bytes are; the listing then takes half the time.</param>
/// <param name="After">The place where the page before ended.</param>
internal sealed record FileParameters(
    string? Path = null, string? Folder = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null, string? MinSize = null, string? MaxSize = null,
    string? Sha256 = null, string[]? Meta = null, bool? Deleted = null, string? After = null, int? Limit = null, bool? Replicas = null);
