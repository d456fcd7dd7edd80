using System.Globalization;
using Dewar.Catalogue;
using Dewar.Extraction;
using Dewar.Hosting;
using Dewar.Portal.Pages;
using Dewar.Sharing;

namespace Dewar.Portal;

/// <param name="Folder">Null for single files.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record SharedView(OpenShare Share, FolderView? Folder, IReadOnlyList<FileLook> Files, string? Next, bool IsFirst);

public sealed record SharedFileView(OpenShare Share, CatalogueFile File);

/// <summary>What whoever has a link sees: no account, nothing to change, and no way to what the link does not show.</summary>
internal static class SharedPages
{
    public static async Task<IResult> Folder(HttpContext http, string share, ShareStore shares, FileStore files, GalleryStore gallery, CancellationToken ct, string? path = null, string? after = null)
    {
        var open = await Open(http, share, shares, ct);
        if (open.IsSelection)
        {
            var from = after is null ? 0 : long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place
                : throw Refusal.Invalid("cursor-invalid", "This place in the list is not one that Dewar gave out.");
            var page = await shares.Files(open, from, FilePages.PerPage, ct);
            return Page.Of<SharedFolderPage, SharedView>(new(open, null, await Looks(open, page.Items, gallery, ct), page.Next, after is null));
        }

        var at = path?.Trim('/') is { Length: > 0 } below ? below : open.Root;
        var folder = open.Holds(at) ? await files.Browse(open.Experiment, at, after, FilePages.PerPage, ct) : null;
        return folder is null ? throw Refusal.NotFound("folder", at)
            : Page.Of<SharedFolderPage, SharedView>(new(open, folder, await Looks(open, folder.Items, gallery, ct), folder.Next, after is null));
    }

    public static async Task<IResult> File(HttpContext http, string share, string path, ShareStore shares, FileFollowers followers, CancellationToken ct)
    {
        var open = await Open(http, share, shares, ct);
        var file = await followers.Complete(await shares.File(open, path, ct), ct);
        return Page.Of<SharedFilePage, SharedFileView>(new(open, file with { Preview = Own(open, path, file.Preview) }));
    }

    private static async Task<OpenShare> Open(HttpContext http, string share, ShareStore shares, CancellationToken ct)
    {
        // What is meant for a few is found by nobody who looks for it, and no other site learns where one came from.
        http.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        return await shares.Open(share, ct);
    }

    private static async Task<IReadOnlyList<FileLook>> Looks(OpenShare open, IReadOnlyList<CatalogueFile> files, GalleryStore gallery, CancellationToken ct)
    {
        var looks = await gallery.Of(open.Experiment, files, ct);
        return [.. files.Select(file => looks[file.Path]).Select(look => look with { Preview = Own(open, look.Path, look.Preview) })];
    }

    /// <summary>The pictures by way of the link: who has it may not ask the API.</summary>
    private static Pictures? Own(OpenShare open, string path, Pictures? pictures) =>
        pictures is null ? null : pictures with { Thumbnail = $"{open.Address}/picture/{Query.Path(path)}?size=thumbnail", Preview = $"{open.Address}/picture/{Query.Path(path)}" };
}
