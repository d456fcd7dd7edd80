using System.Globalization;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Extraction;
using Dewar.Hosting;

namespace Dewar.Portal;

/// <summary>Gathers what a listing of files shows; the address says which page of it, and how.</summary>
internal sealed class FileParts(FileStore files, GalleryStore gallery)
{
    public async Task<FilesView> View(HttpContext http, string path, CancellationToken ct)
    {
        var (experiment, query) = (http.Experiment(), http.Request.Query);
        var after = query["after"].ToString() is { Length: > 0 } name ? name : null;
        var folder = await files.Browse(experiment, path, after, FilePages.PerPage, ct) ?? throw Refusal.NotFound("folder", path);
        var done = query["done"].ToString() is { Length: > 0 } what && int.TryParse(query["files"], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? (what, count) : ((string, int)?)null;
        return new(experiment, folder, await gallery.Of(experiment, folder.Items, ct), query["view"] == "gallery", after, done);
    }
}
