using Dewar.Hosting;
using Dewar.Jobs;

namespace Dewar.Uploads;

/// <summary>Files that people's programs send over HTTP.</summary>
internal sealed class UploadsModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<UploadStore>()
        .AddSingleton<OpenUploads>()
        .AddSingleton<DisplacedNotes>()
        .AddSingleton<GiveUpUpload>()
        .AddSingleton<FinishUpload>()
        .AddSingleton<IJobHandler, CheckUpload>()
        .AddSingleton<IJobHandler, JoinUpload>()
        .AddHostedService<Upkeep>();

    public static void Map(IEndpointRouteBuilder app) => UploadEndpoints.Map(app);
}
