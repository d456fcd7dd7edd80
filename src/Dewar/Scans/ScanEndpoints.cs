using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Storages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Scans;

internal static class ScanEndpoints
{
    private const int MostDifferences = 5000;

    public static void Map(IEndpointRouteBuilder app)
    {
        var one = app.MapGroup("/api/experiments/{experiment}").WithTags("Scans");
        one.MapPost("/scans", Add).NeedsMember().WithSummary("Compare an experiment's folder in the storage with the catalogue");
        one.MapGet("/scans", List).NeedsReader().WithSummary("Scans of this experiment, the newest first");
        one.MapGet("/scans/{scan}", Show).NeedsReader().WithSummary("One scan and how far it is");
        one.MapPost("/scans/{scan}/stop", Stop).NeedsMember().WithSummary("Stop a scan; what it found stays");
        one.MapGet("/differences", Differences).NeedsReader().WithSummary("What differs between the folder and the catalogue, a page at a time");

        var all = app.MapGroup("/api/storages/{storage}").WithTags("Scans");
        all.MapPost("/scans", AddAll).NeedsAdministrator().WithSummary("Compare a whole storage with the catalogue");
        all.MapGet("/scans", ListAll).NeedsAdministrator().WithSummary("Scans of this storage, the newest first");
        all.MapGet("/scans/{scan}", ShowAll).NeedsAdministrator().WithSummary("One scan and how far it is");
        all.MapPost("/scans/{scan}/stop", StopAll).NeedsAdministrator().WithSummary("Stop a scan; what it found stays");
        all.MapGet("/differences", AllDifferences).NeedsAdministrator().WithSummary("What differs between a storage and the catalogue, a page at a time");
    }

    public static async Task<Ok<Scan>> Add(HttpContext http, string experiment, NewScan form, ScanStore scans, StorageStore storages, CancellationToken ct) =>
        TypedResults.Ok(await scans.Add(http.Caller().Who, await storages.Get(http.Experiment().StorageId, ct), form.Adopt ? http.Experiment().MustBeOpen() : http.Experiment(), form, ct));

    private static async Task<Ok<List<Scan>>> List(HttpContext http, string experiment, ScanStore scans, CancellationToken ct) =>
        TypedResults.Ok(await scans.List(http.Experiment().StorageId, http.Experiment().Id, ct));

    private static async Task<Ok<Scan>> Show(HttpContext http, string experiment, string scan, ScanStore scans, CancellationToken ct) =>
        TypedResults.Ok(await Find(scans, http.Experiment().StorageId, http.Experiment().Id, scan, ct));

    private static async Task<Ok<Scan>> Stop(HttpContext http, string experiment, string scan, ScanStore scans, CancellationToken ct)
    {
        await scans.Stop(http.Caller(), await Find(scans, http.Experiment().StorageId, http.Experiment().Id, scan, ct), ct);
        return await Show(http, experiment, scan, scans, ct);
    }

    private static async Task<Ok<Page<Difference>>> Differences(
        HttpContext http, string experiment, DifferenceStore differences, CancellationToken ct, string? after = null, int limit = 1000) =>
        TypedResults.Ok(await differences.List(http.Experiment().StorageId, http.Experiment().Id, after, Math.Clamp(limit, 1, MostDifferences), ct));

    private static async Task<Ok<Scan>> AddAll(HttpContext http, string storage, NewScan form, ScanStore scans, StorageStore storages, CancellationToken ct) =>
        TypedResults.Ok(await scans.Add(http.Caller().Who, await storages.Named(storage, ct), null, form, ct));

    private static async Task<Ok<List<Scan>>> ListAll(string storage, ScanStore scans, StorageStore storages, CancellationToken ct) =>
        TypedResults.Ok(await scans.List((await storages.Named(storage, ct)).Id, null, ct));

    private static async Task<Ok<Scan>> ShowAll(string storage, string scan, ScanStore scans, StorageStore storages, CancellationToken ct) =>
        TypedResults.Ok(await Find(scans, (await storages.Named(storage, ct)).Id, null, scan, ct));

    private static async Task<Ok<Scan>> StopAll(HttpContext http, string storage, string scan, ScanStore scans, StorageStore storages, CancellationToken ct)
    {
        await scans.Stop(http.Caller(), await Find(scans, (await storages.Named(storage, ct)).Id, null, scan, ct), ct);
        return await ShowAll(storage, scan, scans, storages, ct);
    }

    private static async Task<Ok<Page<Difference>>> AllDifferences(
        string storage, DifferenceStore differences, StorageStore storages, CancellationToken ct, string? after = null, int limit = 1000) =>
        TypedResults.Ok(await differences.List((await storages.Named(storage, ct)).Id, null, after, Math.Clamp(limit, 1, MostDifferences), ct));

    private static async Task<Scan> Find(ScanStore scans, long storage, long? experiment, string id, CancellationToken ct) =>
        await scans.Find(storage, experiment, id, ct) ?? throw Refusal.NotFound("scan", id);
}
