using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Portal.Viewers;

namespace Dewar.Portal;

/// <param name="Ways">How the file can be looked at, the best first, each with words for it.</param>
/// <param name="Way">The one that is shown.</param>
public sealed record ViewPageView(Experiment Experiment, CatalogueFile File, IReadOnlyList<(string Way, string Words)> Ways, string Way)
{
    public const string Signals = "signals", Hdf5 = "hdf5", Text = "text";

    /// <summary>What the signals of a file make possible; none where nothing in it can be shown.</summary>
    public static IReadOnlyList<(string Way, string Words)> WaysOf(CatalogueFile file)
    {
        var signals = file.Signals ?? [];
        var ways = new List<(string, string)>();
        if (file.MediaType is "application/x-hdf5" or "application/x-hdf" || file.Reader?.Name is "hdf5")
        {
            ways.Add((Hdf5, "Tree and values"));
        }

        if (signals.Any(signal => Show.Text(signal, "type") is not ("text" or "")))
        {
            ways.Add((Signals, "Signals"));
        }

        if (signals.Any(signal => Show.Text(signal, "type") is "text") || file.MediaType is { } type && (type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json"))
        {
            ways.Add((Text, "Text"));
        }

        return ways;
    }
}

/// <summary>Files, looked into.</summary>
internal static class ViewPages
{
    public static async Task<IResult> Show(HttpContext http, string path, FileStore files, IEnumerable<IFileFollower> followers, CancellationToken ct, string? @as = null)
    {
        var file = await files.Find(http.Experiment(), path, ct);
        if (file is null or { DeletedAt: not null })
        {
            throw Refusal.NotFound("file", path);
        }

        foreach (var follower in followers)
        {
            file = await follower.Complete(file, ct);
        }

        var ways = ViewPageView.WaysOf(file);
        // A file that waits to be read, or that no reader knows, may still be looked at by whoever insists.
        var way = @as is ViewPageView.Hdf5 or ViewPageView.Signals or ViewPageView.Text ? @as : ways is [var (first, _), ..] ? first : ViewPageView.Signals;
        return Page.Of<ViewPage, ViewPageView>(new(http.Experiment(), file, ways, way));
    }
}
