using Dewar.Access;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Dewar.Catalogue;

internal static class CatalogueEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/experiments/{experiment}").WithTags("Files");

        api.MapGet("/files", List).NeedsReader().WithSummary("Files, filtered, in the order of their paths, a page at a time");
        api.MapGet("/files/{**path}", Show).NeedsReader().WithSummary("One file: size, digest, version, replicas, metadata");
        api.MapGet("/versions", ListVersions).NeedsReader().WithSummary("Files as in their listing, each with all its versions, a page at a time");
        api.MapGet("/versions/{**path}", Versions).NeedsReader().WithSummary("All versions of a file, the current one first");
        api.MapGet("/history/{**path}", History).NeedsReader().WithSummary("What happened to a file, with times and causes, newest first");
        api.MapGet("/folders/{**path}", Browse).NeedsReader().WithSummary("A folder: its folders with their totals, and a page of its files");
        api.MapMethods("/content/{**path}", [HttpMethods.Get, HttpMethods.Head], Download).NeedsReader().WithSummary("The bytes, with ranges and conditional requests; the ETag is the SHA-256");
        api.MapPost("/metadata", SetMetadata).NeedsMember().WithSummary("Add, change or remove metadata of files");
        api.MapPost("/delete", Delete).NeedsMember().WithSummary("Delete files, with a reason");
        api.MapPost("/move", Move).NeedsMember().WithSummary("Move files to another experiment of which one is a member, with their versions and metadata");
        api.MapPost("/registrations", Register).Needs("a station that works for the experiment", http => http.Caller().Station is null
            ? Refusal.NotFound("experiment", (string)http.Request.RouteValues["experiment"]!) : null).WithSummary("Register files that a station has stored, in batches");
    }

    private static async Task<Ok<Page<CatalogueFile>>> List(
        HttpContext http, string experiment, [AsParameters] FileParameters filters, FileStore files, CancellationToken ct) =>
        TypedResults.Ok(await files.List(http.Experiment(), FileQuery.Read(filters), ct));

    private static async Task<Ok<Page<VersionedFile>>> ListVersions(
        HttpContext http, string experiment, [AsParameters] FileParameters filters, FileStore files, CancellationToken ct) =>
        TypedResults.Ok(await files.ListVersions(http.Experiment(), FileQuery.Read(filters), ct));

    private static async Task<Ok<CatalogueFile>> Show(HttpContext http, string experiment, string path, FileStore files, FileFollowers followers, CancellationToken ct) =>
        TypedResults.Ok(await followers.Complete(await Find(http, path, files, ct), ct));

    private static async Task<Ok<List<FileEvent>>> History(
        HttpContext http, string experiment, string path, FileStore files, FileFollowers followers, FileHistory history, CancellationToken ct)
    {
        var file = await followers.Complete(await Find(http, path, files, ct), ct);
        return TypedResults.Ok(await history.Of(file, await files.Versions(http.Experiment(), file, ct), ct));
    }

    private static async Task<Ok<List<FileVersion>>> Versions(HttpContext http, string experiment, string path, FileStore files, CancellationToken ct) =>
        TypedResults.Ok(await files.Versions(http.Experiment(), await Find(http, path, files, ct), ct));

    private static async Task<Ok<FolderView>> Browse(
        HttpContext http, string experiment, FileStore files, CancellationToken ct, string? path = null, string? after = null, int limit = 1000) =>
        TypedResults.Ok(await files.Browse(http.Experiment(), path ?? "", after, Math.Clamp(limit, 1, FileQuery.MostPerPage), ct) ?? throw Refusal.NotFound("folder", path!));

    /// <summary>Also serves the portal's links.</summary>
    public static async Task<FileStreamHttpResult> Download(
        HttpContext http, string experiment, string path, FileStore files, Content content, CancellationToken ct, long? version = null)
    {
        var file = await Find(http, path, files, ct);
        if (file.DeletedAt is not null)
        {
            throw new Refusal(410, "file-deleted", $"'{path}' was deleted on {file.DeletedAt:yyyy-MM-dd}: {file.DeletedWhy}");
        }

        var versions = version is null || version == file.Version
            ? [new(file.Version, true, file.Size, file.Sha256, file.ModifiedAt, file.RegisteredAt, file.Replicas)]
            : await files.Versions(http.Experiment(), file, ct);
        var wanted = versions.FirstOrDefault(each => each.Version == (version ?? file.Version))
            ?? throw Refusal.NotFound("version", $"{version} of {path}");
        var stream = await content.Open(http.Experiment(), file, wanted, ct);
        http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(wanted.Sha256))}:";
        http.Response.Headers["Dewar-Version"] = wanted.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return TypedResults.Stream(stream, "application/octet-stream", RelativePath.Split(path).Name, wanted.ModifiedAt,
            new EntityTagHeaderValue($"\"{wanted.Sha256}\""), enableRangeProcessing: true);
    }

    private static async Task<Ok<BatchResult>> SetMetadata(HttpContext http, string experiment, MetadataChange form, ChangeFiles changes, CancellationToken ct) =>
        TypedResults.Ok(await changes.SetMetadata(http.Caller(), http.Experiment(), form, ct));

    private static async Task<Ok<BatchResult>> Delete(HttpContext http, string experiment, Deletion form, ChangeFiles changes, CancellationToken ct) =>
        TypedResults.Ok(await changes.Delete(http.Caller(), http.Experiment(), form, ct));

    private static async Task<Ok<BatchResult>> Move(HttpContext http, string experiment, FileMoving form, ChangeFiles changes, ExperimentStore experiments, CancellationToken ct) =>
        TypedResults.Ok(await changes.Move(http.Caller(), http.Experiment(), await Target(http.Caller(), form.To, experiments, ct), form, ct));

    /// <summary>Where one may bring files.</summary>
    public static async Task<Experiment> Target(Caller caller, string name, ExperimentStore experiments, CancellationToken ct)
    {
        var target = await experiments.Find(caller, name, ct) ?? throw Refusal.NotFound("experiment", name);
        return target.Role != ExperimentRole.Reader ? target : throw Refusal.Forbidden($"You may look at '{name}', and bring no files there. Its owner can make you a member.");
    }

    private static async Task<Ok<IReadOnlyList<Registered>>> Register(HttpContext http, string experiment, Registration form, Register register, CancellationToken ct) =>
        TypedResults.Ok(await register.Run(http.Caller().Who, http.Caller().Station!, experiment, form, ct));

    private static async Task<CatalogueFile> Find(HttpContext http, string path, FileStore files, CancellationToken ct) =>
        await files.Find(http.Experiment(), path, ct) ?? throw Refusal.NotFound("file", path);
}
