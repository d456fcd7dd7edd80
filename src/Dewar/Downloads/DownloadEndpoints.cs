using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Dewar.Downloads;

internal static class DownloadEndpoints
{
    public const string Zip = "application/zip";

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/experiments/{experiment}").WithTags("Downloads");

        api.MapMethods("/archive.zip", [HttpMethods.Get, HttpMethods.Head], Archive).NeedsReader()
            .WithSummary("Files as one ZIP, filtered as the listing is, with its length, ranges and an ETag; with bag=true it is a bag (RFC 8493)");
        api.MapPost("/archive.zip", Named).NeedsReader().WithSummary("Named files as one ZIP");
        app.MapGet("/api/search/archive.zip", FoundArchive.Of).NeedsSignIn().WithTags("Search").WithSummary("What a query finds in one experiment, as one ZIP");
        api.MapGet("/manifest", Manifest).NeedsReader()
            .WithSummary("Digests or addresses of files, filtered as the listing is, for sha256sum, BagIt, aria2, wget or any program");
    }

    private static async Task<FileStreamHttpResult> Archive(
        HttpContext http, string experiment, [AsParameters] SelectionParameters filters, Archives archives, CancellationToken ct, bool bag = false)
    {
        var (stream, digest) = await archives.Of(http.Experiment(), filters.Query, bag, ct);
        var name = filters.Folder?.Trim('/') is { Length: > 0 } folder ? $"{experiment}-{folder.Replace('/', '-')}" : experiment;
        return TypedResults.Stream(stream, Zip, $"{name}.zip", null, new EntityTagHeaderValue($"\"{digest}\""), enableRangeProcessing: true);
    }

    private static async Task<FileStreamHttpResult> Named(HttpContext http, string experiment, NamedFiles form, Archives archives, CancellationToken ct)
    {
        var stream = await archives.Of(http.Experiment(), form, ct);
        http.Response.ContentLength = stream.Length;
        return TypedResults.Stream(stream, Zip, $"{experiment}.zip");
    }

    private static PushStreamHttpResult Manifest(HttpContext http, string experiment, [AsParameters] SelectionParameters filters, Selection selection,
        string format = "sha256sum")
    {
        var wanted = Downloads.Manifest.Parse(format);
        var (query, contents) = (filters.Query, $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/api/experiments/{Uri.EscapeDataString(experiment)}/content/");
        return TypedResults.Stream(output => Downloads.Manifest.Write(output, wanted, selection.Pages(http.Experiment(), query, http.RequestAborted),
            path => contents + Query.Path(path), http.RequestAborted), Downloads.Manifest.TypeOf(wanted));
    }
}
