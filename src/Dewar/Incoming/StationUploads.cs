using Dewar.Access;
using Dewar.Uploads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Dewar.Incoming;

/// <summary>Large files of stations, by tus. The station has them read back, places and registers them.</summary>
internal static class StationUploads
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var stations = app.MapGroup("/api/incoming/{source:long}/uploads").WithTags("Incoming").AddEndpointFilter(Tus.Speak).WithMetadata(new DisableRequestSizeLimitAttribute());
        stations.MapGet("/{upload}", Show).NeedsStation().WithSummary("One large file of a station's: how much is there, its digest when it was read back");
        stations.MapPost("/", Create).NeedsStation().WithSummary("Begin to send a large file (tus 1.0)");
        stations.MapMethods("/{upload}", [HttpMethods.Head], Head).NeedsStation().WithSummary("How much of it is there (tus 1.0)");
        stations.MapPatch("/{upload}", Patch).NeedsStation().WithSummary("Send the next bytes (tus 1.0)");
    }

    private static async Task<Ok<UploadView>> Show(HttpContext http, long source, string upload, OpenUploads uploads, StationSources sources, CancellationToken ct) =>
        TypedResults.Ok((await uploads.Find(await Station(http, source, sources, ct), upload, ct)).View);

    private static async Task<IResult> Create(HttpContext http, long source, OpenUploads uploads, StationSources sources, CancellationToken ct) =>
        await Tus.Create(http, await Station(http, source, sources, ct), uploads, ct);

    private static async Task<IResult> Head(HttpContext http, long source, string upload, OpenUploads uploads, StationSources sources, CancellationToken ct) =>
        await Tus.Head(http, await Station(http, source, sources, ct), upload, uploads, ct);

    private static async Task<IResult> Patch(
        HttpContext http, long source, string upload, OpenUploads uploads, UploadStore store, StationSources sources, CancellationToken ct) =>
        await Tus.Patch(http, await Station(http, source, sources, ct), upload, uploads, store, ct);

    private static async Task<UploadMaker> Station(HttpContext http, long source, StationSources sources, CancellationToken ct)
    {
        var place = await sources.Place(http.Caller().Station!, source, ct);
        return new(place.Station, place.ExperimentId, place.Experiment, _ => Task.FromResult(source), $"/api/incoming/{source}/uploads");
    }
}
