using Dewar.Hosting;

namespace Dewar.Acquisitions;

/// <summary>Watching folders for experiments: what is wanted, and what the stations say of it.</summary>
internal sealed class AcquisitionsModule : IModule
{
    public static void Add(IServiceCollection services) => services.AddSingleton<AcquisitionStore>().AddSingleton<OwnUploads>().AddSingleton<FolderQuestions>();

    public static void Map(IEndpointRouteBuilder app)
    {
        AcquisitionEndpoints.Map(app);
        StationEndpoints.Map(app);
    }
}
