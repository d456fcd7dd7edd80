using System.Collections.Concurrent;
using Dewar.Database;

namespace Dewar.Search;

/// <summary>Reads from the catalogue what the index is to know of files, as they are now.</summary>
internal sealed class FactReader(TimeProvider time)
{
    private const int AtOnce = 500;

    /// <param name="files">Keys, each once.</param>
    /// <returns>All of them, those that are gone with nothing, and the keys that people made up, by experiment.</returns>
    public async Task<(List<FileFacts> Files, HashSet<(long Experiment, string Key)> Keys)> Read(Transaction read, IReadOnlyList<long> files, CancellationToken ct)
    {
        var facts = files.ToDictionary(id => id, id => new FileFacts(id));
        var keys = new ConcurrentDictionary<(long, string), bool>();
        foreach (var some in files.Order().Chunk(AtOnce))
        {
            var rows = await read.Query($"""
                select f.id, f.experiment_id, d.path, f.name, f.size, f.modified_ns, f.registered_us, f.metadata, q.station,
                    r.state, r.reader, r.format, r.thumbnail, r.document, t.public_id
                from catalogue_file f join catalogue_folder d on d.id = f.folder_id left join acquisitions_source q on q.id = f.source_id
                left join extraction_reading r on r.file_id = f.id and r.version = f.version
                left join sessions_file m on m.file_id = f.id left join sessions_session t on t.id = m.session_id
                where f.id in {Sql.List(some)} and f.deleted_us is null
                """, row => new Row(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.TextOrNull(7),
                row.TextOrNull(8), row.IsDBNull(9) ? null : new(row.GetString(9), row.GetString(10), row.GetString(11), !row.IsDBNull(12), row.Bytes(13)), row.TextOrNull(14)), ct);
            await Task.Run(() => Parallel.ForEach(rows, row =>
            {
                foreach (var key in Tell(facts[row.Id], row))
                {
                    keys.TryAdd((row.Experiment, key), true);
                }
            }), ct);
        }

        return ([.. facts.Values.OrderBy(file => file.Id)], [.. keys.Keys]);
    }

    private List<string> Tell(FileFacts file, Row row)
    {
        file.Numbers.Add((Columns.Experiment, row.Experiment));
        file.Tell(SearchKeys.Size, "byte", row.Size);
        file.Tell(SearchKeys.Modified, "time", row.ModifiedNs / 1000);
        file.Tell(SearchKeys.Registered, "time", row.RegisteredUs);
        file.Tell(SearchKeys.Name, row.Name, isText: false);
        file.Words.Add((Columns.Folder, row.Folder));
        file.Mention(row.Folder + row.Name);
        if (row.Name.LastIndexOf('.') is > 0 and var dot && dot < row.Name.Length - 1)
        {
            file.Tell(SearchKeys.Extension, row.Name[(dot + 1)..].ToLowerInvariant(), isText: false);
        }

        if (row.Station is { } station)
        {
            file.Tell(SearchKeys.Station, station);
        }

        if (row.Session is { } session)
        {
            file.Tell(SearchKeys.Session, session, isText: false);
        }

        var document = new DocumentFacts(file, time.LocalTimeZone);
        file.Tell(SearchKeys.State, row.Reading?.State ?? "waiting", isText: false);
        if (row.Reading is { } reading)
        {
            file.Tell(SearchKeys.Reader, reading.Reader, isText: false);
            file.Tell(SearchKeys.Format, reading.Format);
            if (reading.HasPicture)
            {
                file.Tell(SearchKeys.Preview, "yes", isText: false);
            }

            document.Read(reading.Document);
        }

        var own = OwnFacts.Tell(file, row.Metadata);
        var taken = document.TakenUs ?? row.ModifiedNs / 1000;
        file.Tell(SearchKeys.Taken, "time", taken);
        file.Words.Add((Columns.Month, MonthOf(taken)));
        return own;
    }

    private string MonthOf(long us) => us is < -62_135_000_000_000_000 or > 253_400_000_000_000_000 ? "unknown"
        : TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond), time.LocalTimeZone).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Row(
        long Id, long Experiment, string Folder, string Name, long Size, long ModifiedNs, long RegisteredUs, string? Metadata, string? Station, Reading? Reading, string? Session);

    private sealed record Reading(string State, string Reader, string Format, bool HasPicture, byte[] Document);
}
