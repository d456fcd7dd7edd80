using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Dav;

/// <summary>The catalogue as a folder of the network (WebDAV, RFC 4918, class 1), to be read: for Explorer, Finder, davfs2, rclone.</summary>
internal sealed class DavModule : IModule
{
    public const string Find = "PROPFIND";

    public static void Add(IServiceCollection services)
    {
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var dav = app.MapGroup("/dav").ExcludeFromDescription();

        dav.MapMethods("/", [HttpMethods.Options], (HttpContext http) => DavEndpoints.Options(http, "")).NeedsSignIn();
        dav.MapMethods("/", [Find], DavEndpoints.FindExperiments).NeedsSignIn();
        dav.MapMethods("/{experiment}/{**path}", [HttpMethods.Options], (HttpContext http) => DavEndpoints.Options(http, "GET, HEAD, ")).NeedsReader();
        dav.MapMethods("/{experiment}/{**path}", [Find], DavEndpoints.Find).NeedsReader();
        dav.MapMethods("/{experiment}/{**path}", [HttpMethods.Get, HttpMethods.Head], DavEndpoints.Read).NeedsReader();
    }
}
