using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dewar.Access;
using Dewar.Audit;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Acquisitions;

/// <summary>What the site and its stations say to each other, and what people ask of stations.</summary>
internal static class StationEndpoints
{
    /// <summary>How often a station's stream says that the line is alive, and looks for changes that another site process made.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>What a beat says; an element that was never set can't be written.</summary>
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(Array.Empty<int>());

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/stations/{station}").WithTags("Acquisitions");

        api.MapGet("/assignments", Assignments).NeedsThatStation().WithSummary("What the station has to do: the whole list, again at every change; and what people ask of it (SSE)");
        api.MapPost("/report", Report).NeedsThatStation().WithSummary("What the station has done; also its sign of life");
        api.MapPost("/answers/{question:long}", Answer).NeedsThatStation().WithSummary("What the station says to a question");
        api.MapGet("/folder", Folder).NeedsSomebodyWhoBrings().WithSummary("What is in a folder at the station, for whoever may bring files from there");
    }

    /// <summary>Looks into a folder at a station, as far as the caller may have it watched.</summary>
    public static async Task<StationFolder> Look(
        Caller caller, string station, string? path, string? after, int limit, StationStore stations, FolderQuestions questions, CancellationToken ct)
    {
        var it = await stations.Find(station, ct) ?? throw Refusal.NotFound("station", station);
        if (it.Silent)
        {
            throw new Refusal(409, "station-silent", $"The station '{station}' {(it.HeardAt is { } at ? $"was last heard on {at:yyyy-MM-dd HH:mm} UTC" : "was never heard")}, so nobody can look there now. Is it running?");
        }

        var folder = path ?? "";
        if (folder.Length > 0 && (!folder.StartsWith('/') || folder.Contains('\0', StringComparison.Ordinal)))
        {
            throw Refusal.Invalid("folder-invalid", $"'{folder}' is no absolute path: write the folder as the station '{station}' sees it, from the root.");
        }

        return await questions.Ask(station, new(0, folder, caller.IsStaffOf(station), after, Math.Clamp(limit, 1, FolderQuestions.MostEntries)), ct);
    }

    private static async Task<Ok<StationFolder>> Folder(
        HttpContext http, string station, StationStore stations, FolderQuestions questions, CancellationToken ct, string? path = null, string? after = null, int limit = 200)
    {
        var answer = await Look(http.Caller(), station, path, after, limit, stations, questions, ct);
        return answer.Refused is null ? TypedResults.Ok(answer) : throw new Refusal(409, "folder-refused", answer.Refused);
    }

    private static async Task<NoContent> Answer(string station, long question, StationFolder form, FolderQuestions questions, CancellationToken ct)
    {
        await questions.Take(station, question, form, ct);
        return TypedResults.NoContent();
    }

    private static ServerSentEventsResult<JsonElement> Assignments(
        HttpContext http, string station, AcquisitionStore store, FolderQuestions questions, AuditLog audit, IHostApplicationLifetime life)
    {
        var ct = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        http.Response.RegisterForDispose(ct);
        return TypedResults.ServerSentEvents(Stream(station, store, questions, audit, ct.Token));
    }

    private static async IAsyncEnumerable<SseItem<JsonElement>> Stream(
        string station, AcquisitionStore store, FolderQuestions questions, AuditLog audit, [EnumeratorCancellation] CancellationToken ct)
    {
        var bell = new Bell();
        audit.Grew += bell.Ring;
        questions.News += bell.Ring;
        try
        {
            var (told, asked) = ("", new HashSet<long>());
            while (!ct.IsCancellationRequested)
            {
                var list = JsonSerializer.SerializeToElement(await store.Assignments(station, ct), Wire.Json);
                yield return list.GetRawText() == told ? new(Nothing, "beat") : new(list, "assignments");
                told = list.GetRawText();
                var open = await questions.Open(station, ct);
                asked.IntersectWith(open.Select(each => each.Id));
                if (open.FindAll(each => asked.Add(each.Id)) is { Count: > 0 } fresh)
                {
                    yield return new(JsonSerializer.SerializeToElement(fresh, Wire.Json), "questions");
                }

                await ((Task)bell.Wait(Beat, TimeProvider.System, ct)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            audit.Grew -= bell.Ring;
            questions.News -= bell.Ring;
        }
    }

    private static async Task<NoContent> Report(
        string station, StationReport form, AcquisitionStore store, StationStore stations, CancellationToken ct)
    {
        if (!OwnStation.IsOne(station))
        {
            await stations.Heard(station, form.Host, form.Version, form.Disks ?? [], ct);
        }

        await store.Report(station, form.Sources, ct);
        return TypedResults.NoContent();
    }

    extension<TBuilder>(TBuilder route) where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>Whoever may have a folder watched may look for it.</summary>
        private TBuilder NeedsSomebodyWhoBrings() => route.Needs("staff, or member of an experiment", async http => http.Caller() switch
        {
            { IsUser: true, Role: not Role.User } => null,
            { IsUser: true } caller when await http.RequestServices.GetRequiredService<ExperimentStore>().MayBringSomewhere(caller, http.RequestAborted) => null,
            _ => Refusal.Forbidden("Only staff and members of an experiment may look into the folders of a station."),
        });
    }
}
