using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Viewing;

/// <summary>What is in files, piece by piece: h5grove's API for HDF5, and signals of all formats.</summary>
internal static class ViewingEndpoints
{
    private const string Grove = "h5grove 4: ";

    public static void Map(IEndpointRouteBuilder app)
    {
        var grove = app.MapGroup("/api/experiments/{experiment}/h5grove").WithTags("Looking into files");
        grove.MapGet("/attr", (HttpContext http, Views views, string experiment, string file) => OfHdf5(http, views, file, Questions.Attributes)).NeedsReader()
            .WithSummary(Grove + "values of the attributes of an entity (file, path, attr_keys)");
        grove.MapGet("/data", (HttpContext http, Views views, string experiment, string file) => OfHdf5(http, views, file, Questions.Values)).NeedsReader()
            .WithSummary(Grove + "values of a dataset (file, path, selection, format: json, bin, npy, csv, tiff; dtype: origin, safe; flatten)");
        grove.MapGet("/meta", (HttpContext http, Views views, string experiment, string file) => OfHdf5(http, views, file, Questions.Metadata)).NeedsReader()
            .WithSummary(Grove + "what an entity is, and the children of a group (file, path, resolve_links: only_valid, all, none)");
        grove.MapGet("/paths", (HttpContext http, Views views, string experiment, string file) => OfHdf5(http, views, file, Questions.Paths)).NeedsReader()
            .WithSummary(Grove + "all paths below a group (file, path)");
        grove.MapGet("/stats", (HttpContext http, Views views, string experiment, string file) => OfHdf5(http, views, file, Questions.Statistics)).NeedsReader()
            .WithSummary(Grove + "least, greatest, mean and spread of a dataset (file, path, selection)");

        var api = app.MapGroup("/api/experiments/{experiment}").WithTags("Looking into files");
        api.MapGet("/signals/{**path}", (HttpContext http, Views views, string experiment, string path) => OfAny(http, views, path, Questions.Signals)).NeedsReader()
            .WithSummary("The signals of a file, with their axes and columns");
        api.MapGet("/planes/{**path}", (HttpContext http, Views views, string experiment, string path) => OfAny(http, views, path, Questions.Plane)).NeedsReader()
            .WithSummary("A part of a picture as numbers (signal, at, rows, columns, x, y, width, height, reduce)");
        api.MapGet("/ranges/{**path}", (HttpContext http, Views views, string experiment, string path) => OfAny(http, views, path, Questions.Range)).NeedsReader()
            .WithSummary("How the values of a picture are spread: percentiles and a histogram of a sample (signal, at, rows, columns)");
        api.MapGet("/values/{**path}", (HttpContext http, Views views, string experiment, string path) => OfAny(http, views, path, Questions.Part)).NeedsReader()
            .WithSummary("A part of a signal (signal, start, count, step; format: bin, json, npy, csv)");
        api.MapGet("/rows/{**path}", (HttpContext http, Views views, string experiment, string path) => OfAny(http, views, path, Questions.Rows)).NeedsReader()
            .WithSummary("Rows of a table, with its words (signal, start, count)");
        api.MapGet("/places/{**path}", (HttpContext http, Views views, string experiment, string path) => OfAny(http, views, path, Questions.Places)).NeedsReader()
            .WithSummary("Where the elements of an uneven axis stand (signal, axis)");
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
