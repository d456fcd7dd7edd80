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
        .AddSingleton<RecordDocuments>()
        .AddSingleton<RecordDesk>()
        .AddSingleton<TargetHttp>()
        .AddSingleton<IRecordExporter, FolderExporter>()
        .AddSingleton<IRecordExporter, WebhookExporter>()
        .AddSingleton<IRecordExporter, MailExporter>()
        .AddSingleton<IRecordExporter, CdcsExporter>()
        .AddSingleton<IRecordExporter, ElabExporter>()
        .AddSingleton<TargetStore>()
        .AddSingleton<DeliveryStore>()
        .AddSingleton<RecordStanding>()
        .AddSingleton<RecordPackages>()
        .AddSingleton<Deliverer>()
        .AddHostedService(all => all.GetRequiredService<Deliverer>())
        .AddHostedService<RecordMaker>();

    public static void Map(IEndpointRouteBuilder app)
    {
        RecordEndpoints.Map(app);
        DeliveryEndpoints.Map(app);
    }
}
