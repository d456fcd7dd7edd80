using Dewar.Hosting;

namespace Dewar.Downloads;

/// <summary>Many files at once on their way out: archives, manifests, and the verbs that fetch.</summary>
internal sealed class DownloadsModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<Selection>()
        .AddSingleton<ChecksumStore>()
        .AddSingleton<Archives>();

    public static void Map(IEndpointRouteBuilder app) => DownloadEndpoints.Map(app);
}
