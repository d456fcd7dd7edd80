using Dewar.Hosting;

namespace Dewar.Experiments;

/// <summary>Experiments and their members.</summary>
internal sealed class ExperimentsModule : IModule
{
    public static void Add(IServiceCollection services) => services.AddSingleton<ExperimentStore>().AddSingleton<MemberStore>().AddSingleton<ExperimentTypes>().AddSingleton<Proposals>();

    public static void Map(IEndpointRouteBuilder app)
    {
        ExperimentEndpoints.Map(app);
        ExperimentTypes.Map(app);
        Proposals.Map(app);
    }
}
