using Dewar.Access;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Reservations;

internal static class SourceEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var sources = app.MapGroup("/api/reservations/sources").WithTags("Reservations");
        sources.MapGet("", List).NeedsAdministrator().WithSummary("Calendars that are looked at, and how it goes with each");
        sources.MapGet("/{source}", One).NeedsAdministrator().WithSummary("One calendar");
        sources.MapPut("/{source}", Put).NeedsAdministrator().WithSummary("Connect a calendar, or change how; a secret that is not said stays");
        sources.MapPost("/{source}/test", Test).NeedsAdministrator().WithSummary("Look at a calendar now and tell what is found, keeping nothing");
        sources.MapDelete("/{source}", Remove).NeedsAdministrator().WithSummary("Disconnect a calendar; what it has still to come is cancelled here, the past stays");
    }

    private static async Task<Ok<List<CalendarSource>>> List(SourceStore sources, CancellationToken ct) => TypedResults.Ok(await sources.List(ct));

    private static async Task<Ok<CalendarSource>> One(string source, SourceStore sources, CancellationToken ct) => TypedResults.Ok(await sources.Get(source, ct));

    private static async Task<Ok<CalendarSource>> Put(HttpContext http, string source, CalendarForm form, SourceStore sources, CancellationToken ct) =>
        TypedResults.Ok(await sources.Put(http.Caller(), source, form, ct));

    private static async Task<Ok<CalendarTrial>> Test(string source, SourceTrials trials, CancellationToken ct) => TypedResults.Ok(await trials.Run(source, ct));

    private static async Task<NoContent> Remove(HttpContext http, string source, SourceStore sources, ReservationFollowers followers, CancellationToken ct)
    {
        await sources.Remove(http.Caller(), source, followers, ct);
        followers.Ring();
        return TypedResults.NoContent();
    }
}
