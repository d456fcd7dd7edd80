using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Portal.Pages;

namespace Dewar.Portal;

public sealed record FolderPageView(Experiment Experiment, FolderView Folder, string? After);

public sealed record FileView(Experiment Experiment, CatalogueFile File, IReadOnlyList<FileVersion> Versions);

/// <summary>Folders and files of an experiment.</summary>
internal static class FilePages
{
    public const int PerPage = 200;

    public static async Task<IResult> Folder(
        HttpContext http, FileStore files, CancellationToken ct, string? path = null, string? after = null)
    {
        var folder = await files.Browse(http.Experiment(), path ?? "", after, PerPage, ct) ?? throw Refusal.NotFound("folder", path!);
        return Page.Of<FolderPage, FolderPageView>(new(http.Experiment(), folder, after));
    }

    public static async Task<IResult> File(HttpContext http, string path, FileStore files, FileFollowers followers, CancellationToken ct)
    {
        var file = await files.Find(http.Experiment(), path, ct) ?? throw Refusal.NotFound("file", path);
        file = await followers.Complete(file, ct);

        return Page.Of<FilePage, FileView>(new(http.Experiment(), file, await files.Versions(http.Experiment(), file, ct)));
    }
}
