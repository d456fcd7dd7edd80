using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Extraction;

/// <summary>How far the reading of an experiment's files is.</summary>
/// <param name="Trouble">Why files wait that could not be had; a few.</param>
/// <param name="Files">Files that are damaged, or that their reader did not survive; the first.</param>
public sealed record ReadingStanding(long Waiting, long Read, long Damaged, long Failed, IReadOnlyList<ReaderCount> Readers, IReadOnlyList<string> Trouble, IReadOnlyList<ReadingTrouble> Files);

/// <summary>How many files a reader has read.</summary>
public sealed record ReaderCount(string Name, long Version, long Files);

/// <summary>A file that could not be read, or not wholly.</summary>
public sealed record ReadingTrouble(string Path, ReadingState State, string Reader, string Message);

internal static class ExtractionEndpoints
{
    private const int MostAtOnce = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/experiments/{experiment}").WithTags("Reading");
        api.MapGet("/previews/{**path}", Preview).NeedsReader().WithSummary("A picture of a file: PNG of at most 1024 pixels, or with size=thumbnail 256");
        api.MapGet("/readings", Standing).NeedsReader().WithSummary("How far the reading of the experiment's files is, by reader");
        api.MapPost("/readings/again", Ask).NeedsMember().WithSummary("Read files once more, after a reader was improved");
        api.MapGet("/readings/again/{id}", Show).NeedsReader().WithSummary("How far reading once more is");
        api.MapGet("/readings/again/{id}/changes", Changes).NeedsReader().WithSummary("What reading once more changed, a page of files at a time");

        var work = app.MapGroup("/api/readings").WithTags("Reading");
        work.MapPost("/lease", Lease).NeedsWorker().WithSummary("For workers: files to be read, on a lease; waits a little for some");
        work.MapPost("/keep", Keep).NeedsWorker().WithSummary("For workers: these files are still being read; answers which of them are still the worker's");
        work.MapPost("", Save).NeedsWorker().WithSummary("For workers: what was found in files");
    }

    public static async Task<IResult> Preview(HttpContext http, string experiment, string path, FileStore files, Drawings drawings, Pictureshelf shelf, CancellationToken ct, string? size = null, string? drawn = null)
    {
        if (size is not (null or "preview" or "thumbnail"))
        {
            throw Refusal.Invalid("size-invalid", $"There is no size '{size}': ask for 'preview' or 'thumbnail'.");
        }

        var file = await files.Find(http.Experiment(), path, ct) ?? throw Refusal.NotFound("file", path);
        var drawnUs = await drawings.DrawnUs(file, ct) ?? throw Refusal.NotFound("picture", path);
        var picture = shelf.PathOf(file.Id, drawnUs, size is "thumbnail");
        if (!File.Exists(picture))
        {
            await drawings.Lost(file, drawnUs, ct);
            throw Refusal.NotFound("picture", path);
        }

        // Only the address of this very drawing shows the same for ever.
        http.Response.Headers.CacheControl = drawn == ReadingView.Drawn(drawnUs) ? "private, max-age=86400" : "private, no-cache";
        return TypedResults.PhysicalFile(picture, "image/png", lastModified: ReadingView.Instant(drawnUs));
    }

    private static async Task<Ok<ReadingStanding>> Standing(HttpContext http, string experiment, SiteDatabase database, CancellationToken ct)
    {
        var id = http.Experiment().Id;
        var counts = await database.Query($"select reader, reader_version, state, count(*) from extraction_reading where experiment_id = {id} group by reader, reader_version, state",
            row => (Reader: row.GetString(0), Version: row.GetInt64(1), State: row.GetString(2), Count: row.GetInt64(3)), ct);
        var waiting = await database.Number($"select count(*) from extraction_wanted w join catalogue_file f on f.id = w.file_id where f.experiment_id = {id}", ct);
        var trouble = await database.Query($"""
            select distinct w.cause from extraction_wanted w join catalogue_file f on f.id = w.file_id where f.experiment_id = {id} and w.cause is not null limit 10
            """, row => row.GetString(0), ct);
        var files = await database.Query($"""
            select d.path, f.name, r.state, r.reader, r.message from extraction_reading r join catalogue_file f on f.id = r.file_id join catalogue_folder d on d.id = f.folder_id
            where r.experiment_id = {id} and r.state <> 'read' order by r.file_id limit 100
            """, row => new ReadingTrouble(row.GetString(0) + row.GetString(1), Enum.Parse<ReadingState>(row.GetString(2), true), row.GetString(3), row.TextOrNull(4) ?? ""), ct);
        long Count(string state) => counts.Where(each => each.State == state).Sum(each => each.Count);
        return TypedResults.Ok(new ReadingStanding(waiting, Count("read"), Count("damaged"), Count("failed"),
            [.. counts.GroupBy(each => (each.Reader, each.Version)).OrderBy(each => each.Key).Select(each => new ReaderCount(each.Key.Reader, each.Key.Version, each.Sum(one => one.Count)))], trouble, files));
    }

    private static async Task<Ok<Rereading>> Ask(HttpContext http, string experiment, AgainRequest form, Again again, CancellationToken ct) =>
        TypedResults.Ok(await again.Ask(http.Caller(), http.Experiment(), form, ct));

    private static async Task<Ok<Rereading>> Show(HttpContext http, string experiment, string id, Again again, CancellationToken ct) =>
        TypedResults.Ok(await again.Find(http.Experiment(), id, ct) ?? throw Refusal.NotFound("reading", id));

    private static async Task<Ok<Page<FileChange>>> Changes(
        HttpContext http, string experiment, string id, Again again, CancellationToken ct, string? after = null, int limit = 100) =>
        TypedResults.Ok(await again.Changes(http.Experiment(), id, after, Math.Clamp(limit, 1, 1000), ct));

    private static async Task<Ok<List<LeasedFile>>> Lease(HttpContext http, LeaseRequest form, Wanted wanted, Readings readings, CancellationToken ct)
    {
        await readings.Heard(form.Readers, ct);
        return TypedResults.Ok(await wanted.Take(http.Caller().Name, Math.Clamp(form.Most, 1, 256), Patience, ct));
    }

    private static async Task<Ok<List<HeldFile>>> Keep(IReadOnlyList<HeldFile> held, Wanted wanted, CancellationToken ct) =>
        TypedResults.Ok(await wanted.Keep(Few(held), ct));

    private static async Task<NoContent> Save(IReadOnlyList<ReadingResult> results, Readings readings, CancellationToken ct)
    {
        await readings.Save(Few(results), ct);
        return TypedResults.NoContent();
    }

    private static IReadOnlyList<T> Few<T>(IReadOnlyList<T> list) => list.Count <= MostAtOnce && !list.Contains(default!) ? list
        : throw Refusal.Invalid("batch-invalid", $"Send at most {MostAtOnce} files, and no empty ones.");
}
