using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Sessions;

/// <summary>Control computers: made, asked for, confirmed, revoked.</summary>
internal static class ComputerEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var computers = app.MapGroup("/api/computers").WithTags("Sessions");
        computers.MapGet("/", List).NeedsAdministrator().WithSummary("Control computers, and those that ask to be added");
        computers.MapPut("/{computer}", Put).NeedsAdministrator().WithSummary("Make a computer, or give it a new key; the key is in this answer and nowhere else");
        computers.MapPost("/{computer}/confirm", Confirm).NeedsAdministrator().WithSummary("Confirm a computer that asks, when its window shows the same code");
        computers.MapDelete("/{computer}", Revoke).NeedsAdministrator().WithSummary("Revoke a computer's key at once, or refuse one that asks");
        computers.MapPost("/requests", Ask).OpenToAll().WithSummary("Ask to be added (docs/reference/logger.md)");
    }

    private static async Task<Ok<List<ControlComputer>>> List(ComputerStore computers, CancellationToken ct) => TypedResults.Ok(await computers.List(ct));

    public static async Task<Ok<ComputerMade>> Put(HttpContext http, string computer, NewComputer form, ComputerStore computers, InstrumentStore instruments, CancellationToken ct)
    {
        _ = await instruments.Find(form.Instrument, ct) ?? throw Refusal.NotFound("instrument", form.Instrument);
        return TypedResults.Ok(await computers.Put(http.Caller(), computer, form, ct));
    }

    public static async Task<Ok<ControlComputer>> Confirm(HttpContext http, string computer, Confirmation form, ComputerStore computers, InstrumentStore instruments, CancellationToken ct)
    {
        var asking = await computers.Find(computer, ct) ?? throw Refusal.NotFound("computer", computer);
        var instrument = form.Instrument ?? asking.Instrument;
        _ = await instruments.Find(instrument, ct) ?? throw Refusal.Conflict("instrument-not-found", $"There is no instrument '{instrument}'. Say which one it is.");
        await computers.Confirm(http.Caller(), asking, form, ct);
        return TypedResults.Ok((await computers.Find(computer, ct))!);
    }

    public static async Task<NoContent> Revoke(HttpContext http, string computer, ComputerStore computers, CancellationToken ct)
    {
        await computers.Revoke(http.Caller(), await computers.Find(computer, ct) ?? throw Refusal.NotFound("computer", computer), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<RequestTaken>> Ask(HttpContext http, ComputerRequest form, ComputerStore computers, CancellationToken ct)
    {
        StationStore.CheckName("computer", form.Name);
        Refusal.UnlessOneLine("instrument", form.Instrument);
        Refusal.UnlessOneLine("folder", form.Folder);
        Refusal.UnlessOneLine("version", form.Version);
        var agreed = Pairing.Agree(form.Public);
        var key = await computers.Ask(form, http.Connection.RemoteIpAddress?.ToString() ?? "", agreed, ct);
        return TypedResults.Ok(new RequestTaken(form.Name, agreed.Public, key));
    }
}
