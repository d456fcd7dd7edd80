using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Search;

namespace Dewar.Downloads;

/// <summary>What a search found as one ZIP. An archive is of one experiment, as the names in it are.</summary>
internal static class FoundArchive
{
    public static async Task<IResult> Of(HttpContext http, Searcher searcher, ExperimentStore experiments, Archives archives, CancellationToken ct, string q = "")
    {
        var (names, paths) = (new HashSet<string>(), new List<string>());
        await foreach (var file in searcher.All(http.Caller(), new(q), ct))
        {
            names.Add(file.Experiment);
            paths.Add(file.Path);
            if (names.Count > 1)
            {
                throw Refusal.Invalid("found-in-several", $"Files of several experiments were found; an archive is of one. Add for instance {Query(file.Experiment)} to the query.");
            }

            if (paths.Count > Selection.MostNamed)
            {
                throw Refusal.Invalid("found-too-many", $"More than {Selection.MostNamed} files were found. Narrow the query down, or download the experiment by 'dewar download'.");
            }
        }

        if (paths.Count == 0)
        {
            throw new Refusal(404, "files-not-found", "No file fits, so there is nothing to put into an archive.");
        }

        var experiment = await experiments.Find(http.Caller(), names.Single(), ct) ?? throw Refusal.NotFound("experiment", names.Single());
        var stream = await archives.Of(experiment, new NamedFiles(paths), ct);
        http.Response.ContentLength = stream.Length;
        return TypedResults.Stream(stream, DownloadEndpoints.Zip, $"{experiment.Name}-found.zip");
    }

    private static string Query(string experiment) => Facets.Term(SearchKeys.Experiment, experiment);
}
