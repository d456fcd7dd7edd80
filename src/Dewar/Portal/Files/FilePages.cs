using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Extraction;
using Dewar.Hosting;
using Dewar.Portal.Pages;
using Dewar.Search;

namespace Dewar.Portal;

/// <summary>A page of a folder's files.</summary>
/// <param name="Looks">How the files of the page look, by their paths.</param>
/// <param name="After">The last name of the page before; null on the first.</param>
/// <param name="Done">What was just done to files, and to how many.</param>
public sealed record FilesView(
    Experiment Experiment, FolderView Folder, IReadOnlyDictionary<string, FileLook> Looks, bool IsGallery, string? After, (string What, int Files)? Done = null)
{
    /// <summary>A search for all in the folder, at any depth.</summary>
    public string Search(string? sort = null) => Query.Of("/search",
        ("q", $"experiment:{Experiment.Name} {(Folder.Path.Length == 0 ? "" : $"path:{WishText.Quoted($"{Glob.Exactly(Folder.Path)}/**")} ")}"), ("sort", sort), ("view", sort is null ? null : "table"));
}

/// <param name="Levels">The folders from the root to this one, each with those in it.</param>
public sealed record FolderPageView(FilesView Files, IReadOnlyList<TreeLevel> Levels);

/// <param name="Folders">The first of those in it.</param>
public sealed record TreeLevel(string Path, IReadOnlyList<FolderEntry> Folders, bool HasMore);

/// <param name="Find">What the metadata is filtered by.</param>
/// <param name="Refused">Why a change was not made, and what was typed.</param>
public sealed record FileView(
    Experiment Experiment, CatalogueFile File, IReadOnlyList<FileVersion> Versions, IReadOnlyList<FileEvent> History, IReadOnlyList<string> Beside, string? Find, bool Changed = false);

/// <summary>Folders and files of an experiment.</summary>
internal static class FilePages
{
    public const int PerPage = 200;

    /// <summary>How many folders a level of the tree shows.</summary>
    private const int PerLevel = 100;

    public static async Task<IResult> Folder(HttpContext http, FileParts parts, FileStore files, CancellationToken ct, string? path = null)
    {
        var view = await parts.View(http, path ?? "", ct);
        var levels = new List<TreeLevel>();
        for (var (folder, more) = ("", true); more;)
        {
            var folders = await files.Folders(http.Experiment(), folder, PerLevel + 1, ct);
            levels.Add(new(folder, [.. folders.Take(PerLevel)], folders.Count > PerLevel));
            more = folder.Length < view.Folder.Path.Length;
            var cut = more ? view.Folder.Path.IndexOf('/', folder.Length == 0 ? 0 : folder.Length + 1) : 0;
            folder = !more ? folder : cut < 0 ? view.Folder.Path : view.Folder.Path[..cut];
        }

        return Page.Of<FolderPage, FolderPageView>(new(view, levels));
    }

    public static async Task<IResult> File(
        HttpContext http, string path, FileStore files, FileFollowers followers, FileHistory history, GalleryStore gallery, CancellationToken ct, string? meta = null, string? done = null)
    {
        var experiment = http.Experiment();
        var file = await files.Find(experiment, path, ct) ?? throw Refusal.NotFound("file", path);
        file = await followers.Complete(file, ct);
        var versions = await files.Versions(experiment, file, ct);
        return Page.Of<FilePage, FileView>(new(experiment, file, versions, await history.Of(file, versions, ct), await gallery.Beside(experiment, file, ct), meta, done == "described"));
    }
}
