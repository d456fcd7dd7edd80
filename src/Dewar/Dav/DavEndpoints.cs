using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Dav;

internal static class DavEndpoints
{
    private const int PerPage = 1000;

    /// <param name="more">What is allowed besides.</param>
    public static IResult Options(HttpContext http, string more)
    {
        http.Response.Headers["DAV"] = "1";
        http.Response.Headers["MS-Author-Via"] = "DAV";
        http.Response.Headers.Allow = $"{more}OPTIONS, PROPFIND";
        return TypedResults.Ok();
    }

    public static async Task FindExperiments(HttpContext http, ExperimentStore experiments, CancellationToken ct)
    {
        if (await Question(http, ct) is not { } question)
        {
            return;
        }

        var top = $"{http.Request.PathBase}/dav/";
        var page = await experiments.List(http.Caller(), new(Limit: PerPage), ct);
        using var answer = new DavAnswer(http.Response, question);
        await answer.Add(new(top, "Dewar"), ct);
        while (IsDeep(http))
        {
            foreach (var experiment in page.Items)
            {
                await answer.Add(DavItem.Of(top, experiment), ct);
            }

            if (page.Next is null)
            {
                break;
            }

            page = await experiments.List(http.Caller(), new(After: page.Next, Limit: PerPage), ct);
        }

        await answer.End(ct);
    }

    public static async Task Find(HttpContext http, string experiment, FileStore files, CancellationToken ct, string? path = null)
    {
        if (await Question(http, ct) is not { } question)
        {
            return;
        }

        var top = $"{http.Request.PathBase}/dav/{Uri.EscapeDataString(experiment)}/";
        var place = path?.Trim('/') ?? "";
        if (place.Length > 0 && await files.Find(http.Experiment(), place, ct) is { DeletedAt: null } file)
        {
            using var one = new DavAnswer(http.Response, question);
            await one.Add(DavItem.Of(top, file), ct);
            await one.End(ct);
            return;
        }

        var limit = IsDeep(http) ? PerPage : 1;
        // Where all was deleted there is no folder any more; an experiment that has nothing yet is one.
        var folder = await files.Browse(http.Experiment(), place, null, limit, ct) is { } found && (found.Files > 0 || place.Length == 0) ? found : throw Refusal.NotFound("file", place);
        using var answer = new DavAnswer(http.Response, question);
        await answer.Add(place.Length == 0 ? DavItem.Of($"{http.Request.PathBase}/dav/", http.Experiment()) : new($"{top}{Query.Path(place)}/", place[(place.LastIndexOf('/') + 1)..]), ct);
        if (IsDeep(http))
        {
            for (var page = folder; page is not null; page = page.Next is null ? null : await files.Browse(http.Experiment(), place, page.Next, limit, ct))
            {
                foreach (var each in page.Folders)
                {
                    await answer.Add(DavItem.Of(top, each), ct);
                }

                foreach (var each in page.Items)
                {
                    await answer.Add(DavItem.Of(top, each), ct);
                }
            }
        }

        await answer.End(ct);
    }

    public static async Task<IResult> Read(HttpContext http, string experiment, FileStore files, Content content, CancellationToken ct, string? path = null)
    {
        var place = path?.Trim('/') ?? "";
        if (place.Length == 0 || await files.Find(http.Experiment(), place, ct) is not { DeletedAt: null })
        {
            if (await files.Browse(http.Experiment(), place, null, 1, ct) is { } folder && (folder.Files > 0 || place.Length == 0))
            {
                http.Response.Headers.Allow = "OPTIONS, PROPFIND";
                throw new Refusal(405, "method-not-allowed", $"'{place}' is a folder: PROPFIND lists it, and the portal shows it.");
            }

            throw Refusal.NotFound("file", place);
        }

        return await CatalogueEndpoints.Download(http, experiment, place, files, content, ct);
    }

    private static bool IsDeep(HttpContext http) => http.Request.Headers["Depth"] == "1";

    /// <summary>Null when it was refused: how, RFC 4918 says in 9.1, and our problems say otherwise.</summary>
    private static async Task<DavQuestion?> Question(HttpContext http, CancellationToken ct)
    {
        switch (http.Request.Headers["Depth"].ToString().ToLowerInvariant())
        {
            case "0" or "1":
                return await DavQuestion.Read(http.Request, ct);
            case "" or "infinity":
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
                http.Response.ContentType = "application/xml; charset=utf-8";
                await http.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"utf-8\"?><D:error xmlns:D=\"DAV:\"><D:propfind-finite-depth/></D:error>", ct);
                return null;
            case var depth:
                throw Refusal.Invalid("depth-invalid", $"'{depth}' is no depth: 0 or 1.");
        }
    }
}
