using System.Globalization;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Storages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Verification;

internal static class VerificationEndpoints
{
    private const int MostFindings = 5000;

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/experiments/{experiment}").WithTags("Verification");

        api.MapPost("/verifications", Add).NeedsMember().WithSummary("Read the replicas of files again, or repair those in trouble");
        api.MapGet("/verifications", List).NeedsReader().WithSummary("Verifications of an experiment, the newest first");
        api.MapGet("/verifications/{verification}", Show).NeedsReader().WithSummary("One verification: how far it is and what it found");
        api.MapPost("/verifications/{verification}/stop", Stop).NeedsMember().WithSummary("Stop a verification; what it found stays");
        api.MapGet("/findings", Findings).NeedsReader().WithSummary("Replicas that are suspect or missing, with cause and time, a page at a time");
        api.MapPost("/held", Held).NeedsReader().WithSummary("Which contents, by digest, the experiment holds verified, so that other copies are not needed");
        app.MapGet("/api/storages/trouble", Trouble).NeedsAdministrator().WithTags("Verification").WithSummary("How many replicas of each storage are suspect or missing, and reading in the background");
    }

    private static async Task<Ok<Verification>> Add(HttpContext http, string experiment, NewVerification form, RunStore runs, CancellationToken ct) =>
        TypedResults.Ok(await runs.Add(http.Caller(), http.Experiment(), form, ct));

    private static async Task<Ok<List<Verification>>> List(HttpContext http, string experiment, RunStore runs, CancellationToken ct) =>
        TypedResults.Ok(await runs.List(http.Experiment(), ct));

    private static async Task<Ok<Verification>> Show(HttpContext http, string experiment, string verification, RunStore runs, CancellationToken ct) =>
        TypedResults.Ok(await Find(http, verification, runs, ct));

    private static async Task<Ok<Verification>> Stop(HttpContext http, string experiment, string verification, RunStore runs, CancellationToken ct)
    {
        _ = await Find(http, verification, runs, ct);
        await runs.Stop(http.Caller(), http.Experiment(), verification, ct);
        return TypedResults.Ok(await Find(http, verification, runs, ct));
    }

    private static async Task<Ok<Page<Finding>>> Findings(
        HttpContext http, string experiment, ReplicaStore replicas, StorageStore storages, CancellationToken ct, string? after = null, int limit = 1000)
    {
        var (file, version) = Place(after);
        var most = Math.Clamp(limit, 1, MostFindings);
        var names = (await storages.List(ct)).ToDictionary(each => each.Id, each => each.Name);
        var found = await replicas.InTrouble(http.Experiment().Id, file, version, most + 1, ct);
        // Whole versions only, since the place tells no storages.
        var last = found.Count > most ? (found[most - 1].FileId, found[most - 1].Version) : default;
        var page = found.Count > most ? found.FindAll(each => each.FileId < last.FileId || (each.FileId == last.FileId && each.Version <= last.Version)) : found;
        return TypedResults.Ok(new Page<Finding>([.. page.Select(each => new Finding(each.Path, each.Version, names[each.StorageId], each.OwnPlace, each.State, each.Cause ?? "",
            Instant(each.CheckedUs), each.VerifiedUs is { } right ? Instant(right) : null, each.Size, each.Sha256))],
            found.Count > most ? string.Create(CultureInfo.InvariantCulture, $"{last.FileId}.{last.Version}") : null));
    }

    private static async Task<Ok<List<HeldAnswer>>> Held(HttpContext http, string experiment, HeldQuestion form, Holdings holdings, CancellationToken ct) =>
        TypedResults.Ok(await holdings.Ask(http.Experiment(), form, ct));

    private static async Task<Ok<List<StorageTrouble>>> Trouble(ReplicaStore replicas, StorageStore storages, RunStore runs, CancellationToken ct)
    {
        var counts = await replicas.CountTrouble(ct);
        var background = (await runs.Background(ct)).ToLookup(each => each.Storage);
        long Count(long storage, ReplicaState state) => counts.Where(each => each.StorageId == storage && each.State == state).Sum(each => each.Count);
        return TypedResults.Ok((await storages.List(ct)).ConvertAll(each => new StorageTrouble(
            each.Name, Count(each.Id, ReplicaState.Suspect), Count(each.Id, ReplicaState.Missing), background[each.Name].FirstOrDefault())));
    }

    private static async Task<Verification> Find(HttpContext http, string id, RunStore runs, CancellationToken ct) =>
        await runs.Find(http.Experiment(), id, ct) ?? throw Refusal.NotFound("verification", id);

    private static DateTimeOffset Instant(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);

    private static (long File, long Version) Place(string? after)
    {
        var parts = after?.Split('.');
        return parts is null ? (0, 0)
            : parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var file) && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var version) ? (file, version)
            : throw Refusal.Invalid("cursor-invalid", "This place in the list is not one that Dewar gave out.");
    }
}
