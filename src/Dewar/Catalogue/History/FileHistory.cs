using Dewar.Database;

namespace Dewar.Catalogue;

/// <summary>What happened to a file, put together from what its rows say and what was noted beside them.</summary>
internal sealed class FileHistory(SiteDatabase database)
{
    /// <summary>A file that is described over and over keeps its newest.</summary>
    private const int Most = 500;

    /// <summary>Newest first.</summary>
    /// <param name="file">With what its followers know of it.</param>
    public async Task<List<FileEvent>> Of(CatalogueFile file, IReadOnlyList<FileVersion> versions, CancellationToken ct)
    {
        var events = await database.Query($"""
            select h.at_us, h.what, h.version, s.name, h.who, h.cause from catalogue_history h left join storages_storage s on s.id = h.storage_id
            where h.file_id = {file.Id} order by h.at_us desc, h.id desc limit {Most}
            """, row => new FileEvent(row.Instant(0), row.GetString(1), row.NumberOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5)), ct);
        foreach (var version in versions)
        {
            var by = version.Current && file.BroughtBy is { } bringer ? bringer : null;
            events.Add(new(version.ModifiedAt, "written", version.Version));
            events.Add(new(version.RegisteredAt, "registered", version.Version, null, by is null ? null : $"station {by.Station}",
                by is null ? null : $"brought by the {by.Kind} {by.Acquisition} of {by.StartedBy}"));
            events.AddRange(version.Replicas.Where(replica => replica.VerifiedAt is not null)
                .Select(replica => new FileEvent(replica.VerifiedAt!.Value, "verified", version.Version, replica.Storage, null, "read back, and equal to what the instrument wrote")));
        }

        if (file is { ReadAt: { } read, Reader: { } reader })
        {
            events.Add(new(read, file.State is { } state and not ReadingState.Waiting ? state.ToString().ToLowerInvariant() : "read", file.Version, null,
                $"reader {reader.Name} {reader.Version}", file.Message));
        }

        if (file.DeletedAt is { } deleted && !events.Exists(each => each.What == "deleted"))
        {
            events.Add(new(deleted, "deleted", null, null, null, file.DeletedWhy));
        }

        return [.. events.OrderByDescending(each => each.At)];
    }

    public static Task Note(Transaction write, IEnumerable<HistoryNote> notes, CancellationToken ct) =>
        notes.Select(each => (object?[])[each.File, each.AtUs, each.What, each.Version, each.Storage, each.Who, each.Cause]).ToList() is { Count: > 0 } rows
            ? write.Insert("catalogue_history", ["file_id", "at_us", "what", "version", "storage_id", "who", "cause"], rows, ct) : Task.CompletedTask;
}

/// <summary>A line of a file's history, as it is noted.</summary>
internal sealed record HistoryNote(long File, long AtUs, string What, long? Version = null, long? Storage = null, string? Who = null, string? Cause = null);
