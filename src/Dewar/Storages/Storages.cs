using Dewar.Access;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Storages;

/// <summary>The places where replicas are kept.</summary>
internal sealed class StoragesModule : IModule
{
    public static void Add(IServiceCollection services) => services.AddSingleton<StorageStore>();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/storages", List).NeedsAdministrator().WithTags("Storages").WithSummary("Storages, whether they are there, and their free space");

    private static async Task<Ok<List<StorageView>>> List(StorageStore storages, CancellationToken ct) =>
        TypedResults.Ok((await storages.List(ct)).ConvertAll(StorageStore.View));
}
