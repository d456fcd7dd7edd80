using Dewar.Hosting;
using Dewar.Jobs;

namespace Dewar.Catalogue;

/// <summary>What files there are, where their bytes are, and what is known of them.</summary>
internal sealed class CatalogueModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<FileStore>()
        .AddSingleton<ReplicaStore>()
        .AddSingleton<FileFollowers>()
        .AddSingleton<Register>()
        .AddSingleton<ChangeFiles>()
        .AddSingleton<FileHistory>()
        .AddSingleton<Content>()
        .AddSingleton<IJobHandler, RemoveBytes>()
        .AddSingleton<Merging>()
        .AddSingleton<IJobHandler, MoveBetween>();

    public static void Map(IEndpointRouteBuilder app) => CatalogueEndpoints.Map(app);
}
