using Dewar.Experiments;

namespace Dewar.Portal;

/// <summary>The pages on which files are brought.</summary>
internal static class AcquireRoutes
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/experiments/{experiment}/acquire", AcquireForms.New).NeedsMember();
        pages.MapPost("/experiments/{experiment}/acquire", AcquireForms.Start).NeedsMember();
        pages.MapGet("/experiments/{experiment}/acquisitions/{acquisition}", AcquireForms.Follow).NeedsReader();
        pages.MapPost("/experiments/{experiment}/acquisitions/{acquisition}/stop", AcquireForms.Stop).NeedsMember();
        pages.MapPost("/experiments/{experiment}/acquisitions/{acquisition}/retry", AcquireForms.Retry).NeedsMember();
        pages.MapGet("/experiments/{experiment}/upload", UploadPages.Form).NeedsMember();
    }
}
