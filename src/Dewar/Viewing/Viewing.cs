using Dewar.Hosting;

namespace Dewar.Viewing;

/// <summary>Looking into files of any size without fetching them: slices, tiles, rows, read by processes that may die.</summary>
internal sealed class ViewingModule : IModule
{
    public static void Add(IServiceCollection services) => services.AddSingleton<ViewingPool>().AddSingleton<Views>();

    public static void Map(IEndpointRouteBuilder app) => ViewingEndpoints.Map(app);
}
