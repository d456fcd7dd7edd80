using System.Text.Encodings.Web;
using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <param name="Reader">Only files that this reader read; null for all.</param>
/// <param name="Failed">Only files that their reader did not survive, or that are damaged.</param>
/// <param name="Unread">Also files that were never read: from before there were readers.</param>
public sealed record AgainRequest(string? Reader = null, bool Failed = false, bool Unread = false);

/// <summary>Files that are read once more.</summary>
/// <param name="Files">How many are to be read.</param>
/// <param name="Waiting">How many are still to be read.</param>
/// <param name="Changed">Of how many the answer is another one now.</param>
/// <param name="Away">How many of those that wait can't be had just now.</param>
public sealed record Rereading(string Id, string AskedBy, DateTimeOffset AskedAt, long Files, long Waiting, long Changed, long Away);

/// <summary>What is another now in a file that was read once more: lines that came (+) and went (-), by their place in the document.</summary>
public sealed record FileChange(string Path, IReadOnlyList<string> Came, IReadOnlyList<string> Went);

/// <summary>Has files read once more, and keeps what that changed.</summary>
internal sealed class Again(SiteDatabase database, AuditLog audit, Wanted wanted, TimeProvider time)
{
    private const int MostLines = 200;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<Rereading> Ask(Caller who, Experiment experiment, AgainRequest form, CancellationToken ct)
    {
        Sql by = form.Reader is null ? Sql.Nothing : (Sql)$" and r.reader = {form.Reader}";
        Sql failed = form.Failed ? $" and r.state <> 'read'" : Sql.Nothing;
        var id = Guid.CreateVersion7().ToString();
        await audit.Write(async write =>
        {
            var files = await write.Query($"select r.file_id from extraction_reading r where r.experiment_id = {experiment.Id}{by}{failed}", row => row.GetInt64(0), ct);
            if (form.Unread)
            {
                files.AddRange(await write.Query($"""
                    select f.id from catalogue_file f where f.experiment_id = {experiment.Id} and f.deleted_us is null
                        and not exists (select 1 from extraction_reading r where r.file_id = f.id)
                    """, row => row.GetInt64(0), ct));
            }

            var again = await write.ReserveKeys("extraction_again", 1, ct);
            await write.Insert("extraction_again", ["id", "public_id", "experiment_id", "asked_by", "asked_us", "files"],
                [[again, id, experiment.Id, who.Who, time.GetUtcNow().InMicroseconds, (long)files.Count]], ct);
            await wanted.Want(write, files, again, ct);
            await audit.Append(write, who.Who, "files.read-again", experiment.Name, experiment.Id, new { form.Reader, files = files.Count }, ct);
        }, ct);
        wanted.Ring();
        return (await Find(experiment, id, ct))!;
    }

    public Task<Rereading?> Find(Experiment experiment, string id, CancellationToken ct) => database.First($"""
        select a.public_id, a.asked_by, a.asked_us, a.files, (select count(*) from extraction_wanted w where w.again = a.id),
            (select count(*) from extraction_change c where c.again = a.id),
            (select count(*) from extraction_wanted w where w.again = a.id and w.cause is not null)
        from extraction_again a where a.experiment_id = {experiment.Id} and a.public_id = {id}
        """, row => new Rereading(row.GetString(0), row.GetString(1), row.Instant(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6)), ct);

    /// <summary>Files whose answer changed, a page at a time.</summary>
    public async Task<Page<FileChange>> Changes(Experiment experiment, string id, string? after, int most, CancellationToken ct)
    {
        var place = long.TryParse(after ?? "0", out var number) ? number : throw Refusal.Invalid("cursor-invalid", "This place in the list is not one that Dewar gave out.");
        var rows = await database.Query($"""
            select c.file_id, d.path, f.name, c.what from extraction_change c join extraction_again a on a.id = c.again
            join catalogue_file f on f.id = c.file_id join catalogue_folder d on d.id = f.folder_id
            where a.experiment_id = {experiment.Id} and a.public_id = {id} and c.file_id > {place} order by c.file_id limit {most + 1}
            """, row => (Id: row.GetInt64(0), Path: row.GetString(1) + row.GetString(2), What: row.GetString(3)), ct);
        var page = rows.Take(most).Select(row =>
        {
            var lines = JsonSerializer.Deserialize<Lines>(row.What, Wire.Json)!;
            return new FileChange(row.Path, lines.Came, lines.Went);
        }).ToList();
        return new(page, rows.Count > most ? $"{rows[most - 1].Id}" : null);
    }

    /// <summary>Keeps what is another now, if anything is.</summary>
    public static async Task Note(Transaction write, long again, long file, byte[]? before, ReadingResult now, CancellationToken ct)
    {
        var was = before is null ? [] : Flat(ReadingResult.Unpacked(before));
        var (came, went) = (Flat(now.Document), was);
        if (now.Failure is { } failure)
        {
            came.Add($"failure: {failure}");
        }

        var lines = new Lines([.. came.Except(went).Take(MostLines)], [.. went.Except(came).Take(MostLines)]);
        await write.Execute($"delete from extraction_change where again = {again} and file_id = {file}", ct);
        if (lines.Came.Count + lines.Went.Count > 0)
        {
            await write.Insert("extraction_change", ["again", "file_id", "what"], [[again, file, new Json(JsonSerializer.Serialize(lines, Wire.Json))]], ct);
        }
    }

    private static HashSet<string> Flat(JsonElement? document)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        if (document is { } json)
        {
            Flatten(json, "", lines);
        }

        // Its version is why it was read again, and no change of what was found.
        lines.RemoveWhere(line => line.StartsWith("reader.", StringComparison.Ordinal));
        return lines;
    }

    private static void Flatten(JsonElement json, string place, HashSet<string> lines)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    Flatten(property.Value, place is "" ? property.Name : $"{place}.{property.Name}", lines);
                }

                break;
            case JsonValueKind.Array when json.EnumerateArray().Any(each => each.ValueKind is JsonValueKind.Object):
                foreach (var (number, each) in json.EnumerateArray().Index())
                {
                    Flatten(each, $"{place}[{number}]", lines);
                }

                break;
            default:
                // Not as it is written there: one letter may be escaped in several ways.
                lines.Add($"{place}: {JsonSerializer.Serialize(json, Plain)}");
                break;
        }
    }

    private sealed record Lines(IReadOnlyList<string> Came, IReadOnlyList<string> Went);
}
