using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Experiments;

internal static class ExperimentEndpoints
{
    private const string OnlyStaff = "Only administrators and a station's staff may make experiments.";

    public static void Map(IEndpointRouteBuilder app)
    {
        var experiments = app.MapGroup("/api/experiments").WithTags("Experiments");

        experiments.MapGet("/", List).NeedsSignIn().WithSummary("Experiments you may see, newest first");
        experiments.MapPost("/", Add).NeedsUser().WithSummary("Make an experiment (administrators, and staff for their stations)");
        experiments.MapGet("/{experiment}", Show).NeedsReader().WithSummary("One experiment");
        experiments.MapPatch("/{experiment}", Change).NeedsOwner().WithSummary("Change title, dates, properties");
        experiments.MapPut("/{experiment}/members/{kind}/{member}", PutMember).NeedsOwner().WithSummary("Give a user or group a role");
        experiments.MapDelete("/{experiment}/members/{kind}/{member}", RemoveMember).NeedsOwner().WithSummary("Take a user or group out");
    }

    private static async Task<Ok<Page<Experiment>>> List(
        HttpContext http, ExperimentStore store, CancellationToken ct, string? text = null, string? station = null, string? type = null, bool? open = null,
        bool? mine = null, string? after = null, int limit = 100) =>
        TypedResults.Ok(await store.List(http.Caller(), new(text, station, type, open, mine, after, limit), ct));

    /// <summary>Who may make experiments at all; whether at that station, is asked when one is made.</summary>
    public static Refusal? MayMake(HttpContext http) => http.Caller() is { IsUser: true, Role: not Role.User } ? null : Refusal.Forbidden(OnlyStaff);

    public static async Task<Ok<Experiment>> Add(
        HttpContext http, NewExperiment form, ExperimentStore store, StationStore stations, Proposals proposals, SiteSettings site, CancellationToken ct)
    {
        var caller = http.Caller();
        if (form.FromProposal is not null)
        {
            form = MayMake(http) is { } refused ? throw refused : await proposals.Filled(form, ct);
        }

        var station = form.Station ?? (caller is { Role: Role.Staff, StaffOf: [var first, ..] } ? first : null) ?? await OnlyStation(stations, site, ct);
        if (!caller.IsStaffOf(station))
        {
            throw Refusal.Forbidden(OnlyStaff);
        }

        if (form.Storage is not null && !caller.SeesAll)
        {
            throw Refusal.Forbidden("Only administrators may choose the storage of an experiment.");
        }

        return TypedResults.Ok(await store.Add(caller, form with { Station = station }, ct));
    }

    private static Ok<Experiment> Show(HttpContext http, string experiment) => TypedResults.Ok(http.Experiment());

    public static async Task<Ok<Experiment>> Change(HttpContext http, string experiment, ExperimentChange form, ExperimentStore store, CancellationToken ct)
    {
        await store.Change(http.Caller(), http.Experiment(), form, ct);
        return TypedResults.Ok((await store.Find(http.Caller(), experiment, ct))!);
    }

    public static async Task<NoContent> PutMember(
        HttpContext http, string experiment, string kind, string member, MemberRole form, MemberStore members, CancellationToken ct)
    {
        await members.Put(http.Caller(), http.Experiment(), kind, member, form.Role, ct);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> RemoveMember(HttpContext http, string experiment, string kind, string member, MemberStore members, CancellationToken ct)
    {
        await members.Remove(http.Caller(), http.Experiment(), kind, member, ct);
        return TypedResults.NoContent();
    }

    /// <summary>The station when there is no choice: the only one, or the embedded one.</summary>
    private static async Task<string?> OnlyStation(StationStore stations, SiteSettings site, CancellationToken ct) =>
        await stations.List(ct) is [var only] ? only.Name : site.EmbeddedStation;
}
