using Dewar.Access;
using Dewar.Hosting;
using Dewar.Storages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Instruments;

/// <summary>Stations and instruments: where files come from.</summary>
internal sealed class InstrumentsModule : IModule
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<StationStore>()
        .AddSingleton<InstrumentStore>()
        .AddSingleton<StationIsKnown>(site => async (name, ct) => await site.GetRequiredService<StationStore>().Find(name, ct) is not null);

    public static void Map(IEndpointRouteBuilder app)
    {
        var stations = app.MapGroup("/api/stations").WithTags("Stations");
        stations.MapGet("/", Stations).NeedsSignIn().WithSummary("All stations, and when each was last heard");
        stations.MapPost("/", AddStation).NeedsAdministrator().WithSummary("Register a station; its token is in this answer and nowhere else");
        stations.MapGet("/{station}", Station).NeedsSignIn().WithSummary("One station");
        stations.MapPatch("/{station}", ChangeStation).NeedsStaff().WithSummary("Change description, storage and storage path of a station");

        var instruments = app.MapGroup("/api/instruments").WithTags("Instruments");
        instruments.MapGet("/", Instruments).NeedsSignIn().WithSummary("All instruments");
        instruments.MapGet("/{instrument}", Instrument).NeedsSignIn().WithSummary("One instrument");
        instruments.MapPut("/{instrument}", PutInstrument).NeedsUser().WithSummary("Make an instrument of a station whose staff one is, or change its rules");
    }

    private static async Task<Ok<List<Station>>> Stations(StationStore stations, CancellationToken ct) => TypedResults.Ok(await stations.List(ct));

    private static async Task<Ok<StationMade>> AddStation(
        HttpContext http, NewStation form, StationStore stations, StorageStore storages, CancellationToken ct)
    {
        await CheckStorage(storages, form.Storage, ct);
        return TypedResults.Ok(await stations.Add(http.Caller(), form, ct));
    }

    private static async Task<Ok<Station>> Station(string station, StationStore stations, CancellationToken ct) =>
        TypedResults.Ok(await stations.Find(station, ct) ?? throw Refusal.NotFound("station", station));

    private static async Task<Ok<Station>> ChangeStation(
        HttpContext http, string station, StationChange form, StationStore stations, StorageStore storages, CancellationToken ct)
    {
        await CheckStorage(storages, form.Storage, ct);
        return TypedResults.Ok(await stations.Change(http.Caller(), station, form, ct));
    }

    private static async Task CheckStorage(StorageStore storages, string? name, CancellationToken ct)
    {
        if (name is not null && (await storages.List(ct)).All(each => each.Name != name))
        {
            throw Refusal.NotFound("storage", name);
        }
    }

    private static async Task<Ok<List<Instrument>>> Instruments(InstrumentStore instruments, CancellationToken ct) => TypedResults.Ok(await instruments.List(ct));

    private static async Task<Ok<Instrument>> Instrument(string instrument, InstrumentStore instruments, CancellationToken ct) =>
        TypedResults.Ok(await instruments.Find(instrument, ct) ?? throw Refusal.NotFound("instrument", instrument));

    private static async Task<Ok<Instrument>> PutInstrument(
        HttpContext http, string instrument, Instrument form, InstrumentStore instruments, StationStore stations, CancellationToken ct)
    {
        var before = await instruments.Find(instrument, ct);
        if (!http.Caller().IsStaffOf(form.Station) || (before is not null && !http.Caller().IsStaffOf(before.Station)))
        {
            throw Refusal.Forbidden($"Only administrators and the staff of '{before?.Station ?? form.Station}' may set up its instruments.");
        }

        _ = await stations.Find(form.Station, ct) ?? throw Refusal.NotFound("station", form.Station);
        return TypedResults.Ok(await instruments.Put(http.Caller(), form with { Name = instrument }, ct));
    }
}

/// <summary>Permissions at a station, for routes with {station} in them.</summary>
internal static class StationRules
{
    extension<TBuilder>(TBuilder route) where TBuilder : IEndpointConventionBuilder
    {
        public TBuilder NeedsStaff() => route.Needs("staff of the station", http => http.Caller() switch
        {
            var caller when !caller.IsStaffOf(http.Request.RouteValues["station"] as string) => Refusal.Forbidden("Only administrators and the station's staff may do this."),
            { MayChange: false } caller => Rules.TooSmall(caller),
            _ => null,
        });

        public TBuilder NeedsThatStation() => route.Needs("the station itself", http =>
            http.Caller().Station is { } station && station == http.Request.RouteValues["station"] as string
                ? null : Refusal.Forbidden("Only the station itself may do this, with its token."));
    }
}
