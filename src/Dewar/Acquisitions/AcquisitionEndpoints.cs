using Dewar.Access;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Acquisitions;

internal static class AcquisitionEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Acquisitions");

        api.MapGet("/acquisitions", All).NeedsSignIn().WithSummary("Acquisitions and uploads you may see, newest first");
        api.MapGet("/experiments/{experiment}/acquisitions", List).NeedsReader().WithSummary("Acquisitions and uploads of an experiment, newest first");
        api.MapPost("/experiments/{experiment}/acquisitions", Start).NeedsMember().WithSummary("Watch folders, or take what is in them once");
        api.MapGet("/experiments/{experiment}/acquisitions/{acquisition}", Show).NeedsReader().WithSummary("One acquisition, with what each station says of it");
        api.MapPost("/experiments/{experiment}/acquisitions/{acquisition}/stop", Stop).NeedsMember().WithSummary("Stop after a last sweep; or abort without one");
        api.MapPost("/experiments/{experiment}/acquisitions/{acquisition}/retry", Retry).NeedsMember().WithSummary("Try at once what failed or waits for its next try");
        api.MapPost("/experiments/{experiment}/close", Close).NeedsOwner().WithSummary("Close an experiment: what runs is stopped, no more files are accepted");
        api.MapPost("/experiments/{experiment}/reopen", Reopen).NeedsOwner().WithSummary("Open a closed experiment again");
    }

    private static async Task<Ok<List<Acquisition>>> All(HttpContext http, AcquisitionStore store, CancellationToken ct, bool active = false, int limit = 100) =>
        TypedResults.Ok(await store.List(http.Caller(), null, active, Math.Clamp(limit, 1, 1000), ct));

    private static async Task<Ok<List<Acquisition>>> List(
        HttpContext http, string experiment, AcquisitionStore store, CancellationToken ct, bool active = false, int limit = 100) =>
        TypedResults.Ok(await store.List(http.Caller(), http.Experiment().Id, active, Math.Clamp(limit, 1, 1000), ct));

    public static async Task<Ok<Acquisition>> Start(
        HttpContext http, string experiment, NewAcquisition form, AcquisitionStore store, InstrumentStore instruments, StationStore stations, CancellationToken ct)
    {
        var (caller, at) = (http.Caller(), http.Experiment().MustTakeFiles());
        var instrument = form.Options?.Instrument is { } name ? await instruments.Find(name, ct) ?? throw Refusal.NotFound("instrument", name) : null;
        var known = await stations.List(ct);
        var sources = form.Sources.Select(source => Complete(source, instrument?.Station ?? at.Station, known, caller)).ToList();
        if (sources.Count is 0 or > 100)
        {
            throw Refusal.Invalid("sources-invalid", "An acquisition has 1 to 100 folders.");
        }

        var options = (form.Options ?? new()) with { Settling = form.Options?.Settling ?? instrument?.Settling ?? new() };
        Check(options);
        var byStaff = sources.All(source => caller.IsStaffOf(source.Station));
        return TypedResults.Ok(await store.Start(caller, at, form with { Sources = sources, Options = options }, byStaff, ct));
    }

    private static async Task<Ok<Acquisition>> Show(HttpContext http, string experiment, string acquisition, AcquisitionStore store, CancellationToken ct) =>
        TypedResults.Ok(await Find(http, acquisition, store, ct));

    public static async Task<Ok<Acquisition>> Stop(
        HttpContext http, string experiment, string acquisition, StopAcquisition form, AcquisitionStore store, CancellationToken ct)
    {
        await store.Stop(http.Caller(), await Find(http, acquisition, store, ct), http.Experiment().Id, form.Abort, ct);
        return TypedResults.Ok(await Find(http, acquisition, store, ct));
    }

    public static async Task<NoContent> Close(HttpContext http, string experiment, AcquisitionStore store, CancellationToken ct)
    {
        await store.Close(http.Caller(), http.Experiment().MustBeOpen(), ct);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> Reopen(HttpContext http, string experiment, AcquisitionStore store, CancellationToken ct)
    {
        await store.Reopen(http.Caller(), http.Experiment(), ct);
        return TypedResults.NoContent();
    }

    /// <summary>What failed, or waits for its next try, is tried now.</summary>
    public static async Task<Ok<Acquisition>> Retry(HttpContext http, string experiment, string acquisition, AcquisitionStore store, CancellationToken ct)
    {
        await store.Retry(http.Caller(), await Find(http, acquisition, store, ct), http.Experiment().Id, ct);
        return TypedResults.Ok(await Find(http, acquisition, store, ct));
    }

    public static async Task<Acquisition> Find(HttpContext http, string id, AcquisitionStore store, CancellationToken ct) =>
        await store.Find(id, http.Experiment().Id, ct) ?? throw Refusal.NotFound("acquisition", id);

    private static NewSource Complete(NewSource source, string? station, List<Instruments.Station> known, Caller caller)
    {
        var name = source.Station ?? station ?? (known is [var only] ? only.Name : null)
            ?? throw Refusal.Invalid("station-missing", "Which station should do it? The experiment has none; name one.");
        if (known.All(each => each.Name != name) && !OwnStation.IsOf(name, caller.Name))
        {
            throw Refusal.NotFound("station", name);
        }

        var to = source.To.Trim('/');
        if (to.Length > 0 && RelativePath.Fault(to) is { } fault)
        {
            throw Refusal.Invalid("destination-invalid", $"'{source.To}' can't be a folder of the experiment: {fault}.");
        }

        return source.Folder.StartsWith('/') && !source.Folder.Contains('\0', StringComparison.Ordinal)
            ? new(source.Folder.Length > 1 ? source.Folder.TrimEnd('/') : "/", name, to)
            : throw Refusal.Invalid("folder-invalid", $"'{source.Folder}' is no absolute path: write the folder as the station '{name}' sees it, from the root.");
    }

    private static void Check(AcquisitionOptions options)
    {
        InstrumentStore.Check(options.Settling!);
        InstrumentStore.CheckPatterns(options.Include.Concat(options.Exclude));
        if (options.StopAfterSeconds is <= 0)
        {
            throw Refusal.Invalid("stop-after-invalid", "The time after which to stop must be positive.");
        }
    }
}
