using Dewar.Hosting;

namespace Dewar.Incoming;

/// <summary>What stations send that do not see the storage.</summary>
internal sealed class IncomingModule : IModule
{
    public static void Add(IServiceCollection services) => services.AddSingleton<StationSources>().AddSingleton<Turns>();

    public static void Map(IEndpointRouteBuilder app)
    {
        IncomingEndpoints.Map(app);
        StationUploads.Map(app);
    }
}
