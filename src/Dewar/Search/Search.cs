using Dewar.Catalogue;
using Dewar.Hosting;

namespace Dewar.Search;

/// <summary>Finding files by what they are, over all experiments that one may see.</summary>
internal sealed class SearchModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<Changes>()
        .AddSingleton<IFileFollower>(all => all.GetRequiredService<Changes>())
        .AddSingleton<PartStore>()
        .AddSingleton<Searcher>()
        .AddSingleton<Completer>()
        .AddSingleton<SavedSearches>()
        .AddHostedService<Indexer>();

    public static void Map(IEndpointRouteBuilder app) => SearchEndpoints.Map(app);
}
