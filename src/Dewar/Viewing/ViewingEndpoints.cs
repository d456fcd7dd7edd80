using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Viewing;

/// <summary>What is in files, piece by piece: h5grove's API for HDF5, and signals of all formats.</summary>
internal static class ViewingEndpoints
{
    private static readonly (string Route, string Question, string Summary)[] Grove =
    [
        ("/attr", Questions.Attributes, "values of the attributes of an entity (file, path, attr_keys)"),
        ("/data", Questions.Values, "values of a dataset (file, path, selection, format: json, bin, npy, csv, tiff; dtype: origin, safe; flatten)"),
        ("/meta", Questions.Metadata, "what an entity is, and the children of a group (file, path, resolve_links: only_valid, all, none)"),
        ("/paths", Questions.Paths, "all paths below a group (file, path)"),
        ("/stats", Questions.Statistics, "least, greatest, mean and spread of a dataset (file, path, selection)"),
    ];

    private static readonly (string Route, string Question, string Summary)[] Any =
    [
        ("/signals", Questions.Signals, "The signals of a file, with their axes and columns"),
        ("/planes", Questions.Plane, "A part of a picture as numbers (signal, at, rows, columns, x, y, width, height, reduce)"),
        ("/ranges", Questions.Range, "How the values of a picture are spread: percentiles and a histogram of a sample (signal, at, rows, columns)"),
        ("/values", Questions.Part, "A part of a signal (signal, start, count, step; format: bin, json, npy, csv)"),
        ("/rows", Questions.Rows, "Rows of a table, with its words (signal, start, count)"),
        ("/places", Questions.Places, "Where the elements of an uneven axis stand (signal, axis)"),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/experiments/{experiment}").WithTags("Looking into files");
        foreach (var (route, question, summary) in Grove)
        {
            api.MapGet($"/h5grove{route}", (HttpContext http, Views views, string experiment, string file) => OfHdf5(http, views, file, question)).NeedsReader()
                .WithSummary($"h5grove 4: {summary}");
        }

        foreach (var (route, question, summary) in Any)
        {
            api.MapGet($"{route}/{{**path}}", (HttpContext http, Views views, string experiment, string path) => OfAny(http, views, path, question)).NeedsReader()
                .WithSummary(summary);
        }
    }

    /// <summary>Failures in the words and the shape that h5grove's clients expect.</summary>
    private static async Task OfHdf5(HttpContext http, Views views, string file, string question)
    {
        try
        {
            await views.Answer(http, http.Experiment(), file, question);
        }
        catch (ViewFault fault) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = fault.Status;
            await http.Response.WriteAsJsonAsync(new { message = fault.Message }, http.RequestAborted);
        }
    }

    private static async Task OfAny(HttpContext http, Views views, string path, string question)
    {
        try
        {
            await views.Answer(http, http.Experiment(), path, question);
        }
        catch (ViewFault fault) when (!http.Response.HasStarted)
        {
            throw fault.Status == 404 ? Refusal.NotFound("file", path) : new Refusal(fault.Status, "view-refused", fault.Message);
        }
    }
}
