using Dewar.Hosting;

namespace Dewar.Verification;

/// <summary>Whether what was stored is still what it was.</summary>
internal sealed class VerificationModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<RunStore>()
        .AddSingleton<Looker>()
        .AddSingleton<Repair>()
        .AddSingleton<Findings>()
        .AddSingleton<Pieces>()
        .AddSingleton<PieceReader>()
        .AddSingleton<Holdings>()
        .AddHostedService<Verifier>();

    public static void Map(IEndpointRouteBuilder app) => VerificationEndpoints.Map(app);
}
