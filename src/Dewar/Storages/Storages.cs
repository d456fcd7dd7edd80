using Dewar.Access;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Storages;

/// <summary>The places where replicas are kept.</summary>
internal sealed class StoragesModule : IModule
{
    public static void Add(IServiceCollection services) => services.AddSingleton<StorageStore>();

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/storages").WithTags("Storages");
        api.MapGet("/", List).NeedsAdministrator().WithSummary("Storages, whether they are there, and their free space");
        api.MapPost("/{storage}/accept", Accept).NeedsAdministrator().WithSummary("Take what is at an in-place storage's path now for that storage");
    }

    private static async Task<Ok<List<StorageView>>> List(StorageStore storages, CancellationToken ct) =>
        TypedResults.Ok((await storages.List(ct)).ConvertAll(StorageStore.View));

    private static async Task<Ok<StorageView>> Accept(HttpContext http, string storage, StorageStore storages, CancellationToken ct)
    {
        await storages.Accept(http.Caller().Who, await storages.Named(storage, ct), ct);
        return TypedResults.Ok(StorageStore.View(await storages.Named(storage, ct)));
    }
}
