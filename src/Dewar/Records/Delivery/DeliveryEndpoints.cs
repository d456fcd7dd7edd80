using Dewar.Access;
using Dewar.Hosting;
using Dewar.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Records;

/// <summary>Where records are delivered to, and how far each is.</summary>
internal static class DeliveryEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var targets = app.MapGroup("/api/record-targets").WithTags("Sessions");
        targets.MapGet("/", List).NeedsAdministrator().WithSummary("Where records are delivered to and how far they are there, without secrets");
        targets.MapPut("/{target}", Put).NeedsAdministrator().WithSummary("Add a target (folder, webhook, mail, cdcs, elabftw), or change it");
        targets.MapPost("/{target}/try", Try).NeedsAdministrator().WithSummary("Look whether a target answers and would take a record; nothing is delivered");
        targets.MapDelete("/{target}", Remove).NeedsAdministrator().WithSummary("Deliver there no more; what is there stays");

        var session = app.MapGroup("/api/sessions/{session}/deliveries").WithTags("Sessions");
        session.MapGet("", Of).NeedsSignIn().WithSummary("Where the record of a session is, and the last attempts");
        session.MapPost("", Again).NeedsUser().WithSummary("Deliver it once more, now");
    }

    private static async Task<Ok<List<RecordTarget>>> List(TargetStore targets, DeliveryStore deliveries, CancellationToken ct) =>
        TypedResults.Ok(await deliveries.WithStanding(await targets.List(ct), ct));

    private static async Task<Ok<TargetTrial>> Try(string target, TargetStore targets, CancellationToken ct) => TypedResults.Ok(await targets.Try(target, ct));

    public static async Task<Ok<RecordTarget>> Put(HttpContext http, string target, NewTarget form, TargetStore targets, CancellationToken ct) => TypedResults.Ok(await targets.Put(http.Caller(), target, form, ct));

    public static async Task<NoContent> Remove(HttpContext http, string target, TargetStore targets, CancellationToken ct)
    {
        await targets.Remove(http.Caller(), target, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<RecordDeliveries>> Of(HttpContext http, string session, RecordDesk desk, DeliveryStore deliveries, CancellationToken ct) =>
        TypedResults.Ok(await deliveries.Of(await desk.Session(http.Caller(), session, ct), ct));

    public static async Task<NoContent> Again(HttpContext http, string session, SessionDesk sessions, DeliveryStore deliveries, CancellationToken ct)
    {
        await deliveries.Again(await sessions.Changeable(http.Caller(), session, ct), ct);
        return TypedResults.NoContent();
    }
}
