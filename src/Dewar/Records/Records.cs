using Dewar.Hosting;

namespace Dewar.Records;

/// <summary>Activities of sessions, and the documents that tell them.</summary>
internal sealed class RecordsModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<RecordStore>()
        .AddSingleton<RecordBuilder>()
        .AddSingleton<RecordPictures>()
        .AddSingleton<CorrectionStore>()
        .AddSingleton<RecordDesk>()
        .AddHostedService<RecordMaker>();

    public static void Map(IEndpointRouteBuilder app) => RecordEndpoints.Map(app);
}
