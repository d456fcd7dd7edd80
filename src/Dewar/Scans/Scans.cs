using Dewar.Hosting;
using Dewar.Jobs;

namespace Dewar.Scans;

/// <summary>Trees compared with the catalogue: files that stay where they are, and what somebody did to a storage by hand.</summary>
internal sealed class ScansModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<ScanStore>()
        .AddSingleton<DifferenceStore>()
        .AddSingleton<KnownFolders>()
        .AddSingleton<Looking>()
        .AddSingleton<Reading>()
        .AddSingleton<Adoption>()
        .AddSingleton<Moves>()
        .AddSingleton<LostFiles>()
        .AddSingleton<Judging>()
        .AddSingleton<ScanPieces>()
        .AddSingleton<IJobHandler, ScanJob>()
        .AddHostedService<ScanTimer>();

    public static void Map(IEndpointRouteBuilder app) => ScanEndpoints.Map(app);
}
