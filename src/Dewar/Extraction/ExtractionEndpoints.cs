using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Extraction;

/// <summary>How far the reading of an experiment's files is.</summary>
/// <param name="Trouble">Files that wait because they could not be had, and why; a few.</param>
public sealed record ReadingStanding(long Waiting, long Read, long Damaged, long Failed, IReadOnlyList<ReaderCount> Readers, IReadOnlyList<string> Trouble);

/// <summary>How many files a reader has read.</summary>
public sealed record ReaderCount(string Name, long Version, long Files);

internal static class ExtractionEndpoints
{
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
        work.MapPost("", Save).NeedsWorker().WithSummary("For workers: what was found in files");
    }

    private static async Task<IResult> Preview(HttpContext http, string experiment, string path, FileStore files, Wanted wanted, Pictureshelf shelf, CancellationToken ct, string? size = null)
    {
        if (size is not (null or "preview" or "thumbnail"))
        {
            throw Refusal.Invalid("size-invalid", $"There is no size '{size}': ask for 'preview' or 'thumbnail'.");
        }

        var found = await files.Find(http.Experiment(), path, ct) ?? throw Refusal.NotFound("file", path);
        var file = await wanted.Complete(found, ct);
        var picture = shelf.PathOf(file.Id, size is "thumbnail");
        if (file.Preview is null || file.DeletedAt is not null || !File.Exists(picture))
        {
            throw Refusal.NotFound("picture", path);
        }

        http.Response.Headers.CacheControl = "private, max-age=86400";
        return TypedResults.PhysicalFile(picture, "image/png", lastModified: file.ReadAt);
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
        long Count(string state) => counts.Where(each => each.State == state).Sum(each => each.Count);
        return TypedResults.Ok(new ReadingStanding(waiting, Count("read"), Count("damaged"), Count("failed"),
            [.. counts.GroupBy(each => (each.Reader, each.Version)).OrderBy(each => each.Key).Select(each => new ReaderCount(each.Key.Reader, each.Key.Version, each.Sum(one => one.Count)))], trouble));
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

    private static async Task<NoContent> Save(IReadOnlyList<ReadingResult> results, Readings readings, CancellationToken ct)
    {
        await readings.Save(results, ct);
        return TypedResults.NoContent();
    }
}
