using Dewar.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Extraction;

internal static class RecentEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/files/recent", Recent).WithTags("Files").NeedsSignIn()
        .WithSummary("The newest files of the experiments that were last fed, with their pictures");

    private static async Task<Ok<List<FileLook>>> Recent(HttpContext http, GalleryStore gallery, CancellationToken ct, bool pictures = false, int limit = 24) =>
        TypedResults.Ok(await gallery.Recent(http.Caller(), pictures, Math.Clamp(limit, 1, GalleryStore.Most), ct));
}
