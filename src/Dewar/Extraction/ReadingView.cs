using System.Globalization;
using System.Text.Json;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>Puts what was read of a file beside what the catalogue knows of it.</summary>
internal static class ReadingView
{
    /// <summary>The name under which the whole tree stands among a file's metadata.</summary>
    public const string Tree = "tree";

    public static async Task<CatalogueFile> Of(Transaction read, CatalogueFile file, CancellationToken ct)
    {
        var found = await read.First($"""
            select r.version, r.state, r.reader, r.reader_version, r.format, r.media_type, r.message, r.part_of, r.document, r.thumbnail, r.preview, r.read_us, e.name
            from extraction_reading r join experiments_experiment e on e.id = r.experiment_id where r.file_id = {file.Id}
            """, row => new
        {
            Version = row.GetInt64(0),
            State = Enum.Parse<ReadingState>(row.GetString(1), true),
            Reader = new ReadBy(row.GetString(2), row.GetInt64(3)),
            Format = row.GetString(4),
            MediaType = row.GetString(5),
            Message = row.TextOrNull(6),
            PartOf = row.TextOrNull(7),
            Document = row.Bytes(8),
            Thumbnail = row.NumberOrNull(9),
            Preview = row.NumberOrNull(10),
            ReadUs = row.GetInt64(11),
            Experiment = row.GetString(12),
        }, ct);
        if (found is null || found.Version != file.Version)
        {
            var wish = await read.First($"select cause from extraction_wanted where file_id = {file.Id}", row => row.TextOrNull(0) ?? "", ct);
            return wish is null ? file : file with { State = ReadingState.Waiting, Message = wish is "" ? null : wish };
        }

        var document = ReadingResult.Unpacked(found.Document);
        return file with
        {
            State = found.State,
            Message = found.Message,
            Format = found.Format,
            MediaType = found.MediaType,
            Reader = found.Reader,
            ReadAt = Instant(found.ReadUs),
            Signals = List(document, "signals"),
            Parts = List(document, "parts") is { Count: > 0 } parts ? parts : null,
            PartOf = found.PartOf,
            Warnings = List(document, "warnings") is { Count: > 0 } warnings ? [.. warnings.Select(warning => warning.ToString())] : null,
            Metadata = Merge(document, file.Metadata),
            Preview = found is { Thumbnail: { } thumbnail, Preview: { } preview } ? Links(found.Experiment, file.Path, found.ReadUs, thumbnail, preview) : null,
        };
    }

    /// <summary>A drawing's part of its address.</summary>
    public static string Drawn(long drawnUs) => drawnUs.ToString("x", CultureInfo.InvariantCulture);

    public static DateTimeOffset Instant(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);

    public static Pictures Links(string experiment, string path, long readUs, long thumbnail, long preview)
    {
        // A picture that was drawn anew has another address, so that no browser shows the old one.
        var address = $"/api/experiments/{Query.Name(experiment)}/previews/{Query.Path(path)}?drawn={Drawn(readUs)}";
        return new($"{address}&size=thumbnail", thumbnail, address, preview);
    }

    private static IReadOnlyList<JsonElement> List(JsonElement document, string name) =>
        document.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    /// <summary>What the file says of itself in common names; over it what people said; and the whole tree.</summary>
    private static Dictionary<string, JsonElement> Merge(JsonElement document, IReadOnlyDictionary<string, JsonElement> given)
    {
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (document.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in metadata.EnumerateObject().OrderBy(property => property.Name == Tree))
            {
                all[property.Name] = property.Value;
            }
        }

        foreach (var (key, value) in given)
        {
            all[key] = value;
        }

        return all;
    }
}
