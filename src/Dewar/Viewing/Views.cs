using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Storages;

namespace Dewar.Viewing;

/// <summary>Has a question about a file answered, and sends the answer as it comes.</summary>
internal sealed class Views(FileStore files, StorageStore storages, ViewingPool pool)
{
    /// <param name="path">The file, in the experiment.</param>
    /// <exception cref="ViewFault">There is no answer.</exception>
    public async Task Answer(HttpContext http, Experiment experiment, string path, string question)
    {
        var ct = http.RequestAborted;
        var file = RelativePath.Fault(path) is null ? await files.Find(experiment, path, ct) : null;
        if (file is null or { DeletedAt: not null })
        {
            throw ViewFault.NotThere("File not found!");
        }

        var storage = await storages.Get(experiment.StorageId, ct);
        // Says that it is away, or another one, before anything is opened there.
        storage.Open().Dispose();
        var order = new ViewOrder(storage.Path, experiment.StoragePath, file.Path, file.Size, file.Version, question,
            http.Request.Query.ToDictionary(each => each.Key, each => (IReadOnlyList<string>)[.. each.Value.Select(value => value ?? "")]));
        await pool.Ask(order, paths => Leave(experiment, paths, ct), head => Begin(http, head), ct);
    }

    /// <summary>Members of an experiment may read all that is catalogued in it, and nothing else that lies there.</summary>
    private async Task<ViewLeave> Leave(Experiment experiment, IReadOnlyList<string> paths, CancellationToken ct) =>
        new((await files.Named(experiment, paths.Where(path => RelativePath.Fault(path) is null), ct)).ToDictionary(file => file.Path, file => file.Size));

    private static Stream Begin(HttpContext http, ViewHead head)
    {
        var response = http.Response;
        response.StatusCode = head.Status;
        response.ContentType = head.Type;
        response.ContentLength = head.Length;
        // The bytes of a version never change, but who may see them does.
        response.Headers.CacheControl = "private, no-cache";
        if (head.FileName is { } name)
        {
            response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        }

        if (head.Element is { } element)
        {
            response.Headers["X-Dewar-Element"] = element;
        }

        return response.Body;
    }
}
