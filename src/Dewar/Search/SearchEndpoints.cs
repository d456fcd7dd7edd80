using Dewar.Access;
using Dewar.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dewar.Search;

internal static class SearchEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Search");

        api.MapGet("/search", Find).NeedsSignIn().WithSummary("Files that a query finds in all that you may see, a page at a time, with counts of their values");
        api.MapGet("/search/keys", Keys).NeedsSignIn().WithSummary("What can be asked for by name");
        api.MapGet("/search/complete", Complete).NeedsSignIn().WithSummary("What may follow at a place of a query");
        api.MapGet("/search/export", Export).NeedsSignIn().WithSummary("All that a query finds, as CSV or JSON");
        api.MapGet("/searches", Saved).NeedsSignIn().WithSummary("Queries that you keep, and those that others share");
        api.MapPut("/searches/{search}", Save).NeedsUser().WithSummary("Keep a query under a name");
        api.MapDelete("/searches/{search}", Remove).NeedsUser().WithSummary("Keep it no more");
    }

    private static async Task<Ok<Found>> Find(HttpContext http, [AsParameters] SearchParameters form, Searcher searcher, CancellationToken ct) =>
        TypedResults.Ok(await searcher.Find(http.Caller(), form, ct));

    private static async Task<Ok<List<KnownKey>>> Keys(HttpContext http, Searcher searcher, CancellationToken ct) =>
        TypedResults.Ok(await searcher.Keys(http.Caller(), ct));

    private static async Task<Ok<List<Suggestion>>> Complete(HttpContext http, Completer completer, CancellationToken ct, string q = "", int? at = null) =>
        TypedResults.Ok(await completer.Complete(http.Caller(), q, at ?? q.Length, ct));

    /// <summary>Also serves the portal's links.</summary>
    public static async Task<IResult> Export(HttpContext http, [AsParameters] SearchParameters form, Searcher searcher, CancellationToken ct, string format = "csv")
    {
        // Once before the answer begins, so that a query that can't be understood is told as one.
        await searcher.Find(http.Caller(), form with { Limit = 1, Facets = null }, ct);
        var files = searcher.All(http.Caller(), form, http.RequestAborted);
        return format switch
        {
            "csv" => TypedResults.Stream(output => SearchExport.Csv(output, files, form.Columns ?? [], http.RequestAborted), "text/csv; charset=utf-8", "search.csv"),
            "json" => TypedResults.Stream(output => SearchExport.Json(output, files, http.RequestAborted), "application/json", "search.json"),
            _ => throw Refusal.Invalid("format-unknown", $"There is no format '{format}': ask for csv or json."),
        };
    }

    private static async Task<Ok<List<SavedSearch>>> Saved(HttpContext http, SavedSearches searches, CancellationToken ct) =>
        TypedResults.Ok(await searches.List(http.Caller(), ct));

    public static async Task<Ok<SavedSearch>> Save(HttpContext http, string search, NewSearch form, SavedSearches searches, CancellationToken ct) =>
        TypedResults.Ok(await searches.Put(http.Caller(), search, form, ct));

    private static async Task<NoContent> Remove(HttpContext http, string search, SavedSearches searches, CancellationToken ct)
    {
        await searches.Remove(http.Caller(), search, ct);
        return TypedResults.NoContent();
    }
}
