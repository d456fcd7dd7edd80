using Dewar.Catalogue;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>What is in files: read by workers, kept with the catalogue, drawn.</summary>
internal sealed class ExtractionModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<ReadingQueue>().AddSingleton<Pictureshelf>()
        .AddSingleton<Wanted>()
        .AddSingleton<IFileFollower>(all => all.GetRequiredService<Wanted>())
        .AddSingleton<Companions>()
        .AddSingleton<Readings>()
        .AddSingleton<Drawings>()
        .AddSingleton<GalleryStore>()
        .AddSingleton<Again>();

    public static void Map(IEndpointRouteBuilder app)
    {
        ExtractionEndpoints.Map(app);
    }
}
