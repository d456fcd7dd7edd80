using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Downloads;
using Dewar.Experiments;
using Dewar.Extraction;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Dewar.Sharing;

internal static class ShareEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/experiments/{experiment}/shares").WithTags("Sharing");
        api.MapGet("", List).NeedsOwner().WithSummary("Links that show a part of the experiment to whoever has them, newest first");
        api.MapPost("", Make).NeedsOwner().WithSummary("Make a link that shows the experiment, a folder or some files, to be read, for a while");
        api.MapDelete("/{share}", Revoke).NeedsOwner().WithSummary("End a link at once");

        // Whoever has a link needs no account. What it shows is looked up in the handler: to all others it is not there.
        var link = app.MapGroup("/shared/{share}").ExcludeFromDescription();
        link.MapMethods("/content/{**path}", [HttpMethods.Get, HttpMethods.Head], Content).OpenToAll();
        link.MapGet("/picture/{**path}", Picture).OpenToAll();
        link.MapMethods("/archive.zip", [HttpMethods.Get, HttpMethods.Head], Archive).OpenToAll();
    }

    private static async Task<Ok<List<Share>>> List(HttpContext http, string experiment, ShareStore shares, CancellationToken ct) =>
        TypedResults.Ok(await shares.List(http.Experiment(), ct));

    public static async Task<Ok<ShareMade>> Make(HttpContext http, string experiment, NewShare form, ShareStore shares, CancellationToken ct)
    {
        var (share, secret) = await shares.Make(http.Caller(), http.Experiment(), form, ct);
        return TypedResults.Ok(new ShareMade(share, $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/shared/{secret}"));
    }

    public static async Task<NoContent> Revoke(HttpContext http, string experiment, string share, ShareStore shares, CancellationToken ct)
    {
        await shares.Revoke(http.Caller(), http.Experiment(), share, ct);
        return TypedResults.NoContent();
    }

    private static async Task<FileStreamHttpResult> Content(HttpContext http, string share, string path, ShareStore shares, FileStore files, Content content, CancellationToken ct)
    {
        var open = await shares.Open(share, ct);
        await shares.File(open, path, ct);
        http.Features.Set(open.Experiment);
        return await CatalogueEndpoints.Download(http, open.Experiment.Name, path, files, content, ct);
    }

    private static async Task<IResult> Picture(HttpContext http, string share, string path, ShareStore shares, FileStore files, Drawings drawings, Pictureshelf shelf, CancellationToken ct, string? size = null)
    {
        var open = await shares.Open(share, ct);
        await shares.File(open, path, ct);
        http.Features.Set(open.Experiment);
        return await ExtractionEndpoints.Preview(http, open.Experiment.Name, path, files, drawings, shelf, ct, size);
    }

    private static async Task<IResult> Archive(HttpContext http, string share, ShareStore shares, Archives archives, CancellationToken ct)
    {
        var open = await shares.Open(share, ct);
        var name = $"{open.Experiment.Name}{(open.Root.Length > 0 ? $"-{open.Root.Replace('/', '-')}" : "")}.zip";
        if (!open.IsSelection)
        {
            var below = open.Root.Length > 0 ? $"{open.Root}/" : "";
            var (whole, digest) = await archives.Of(open.Experiment, new() { Below = below, Limit = Selection.PerPage, Plain = true }, bag: false, ct);
            return TypedResults.Stream(whole, DownloadEndpoints.Zip, name, null, new EntityTagHeaderValue($"\"{digest}\""), enableRangeProcessing: true);
        }

        var files = await shares.Files(open, 0, Selection.MostNamed, ct);
        var stream = await archives.Of(open.Experiment, new NamedFiles([.. files.Items.Select(file => file.Path)]), ct);
        http.Response.ContentLength = stream.Length;
        return TypedResults.Stream(stream, DownloadEndpoints.Zip, name);
    }
}
