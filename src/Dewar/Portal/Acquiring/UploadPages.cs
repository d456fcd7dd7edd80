using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Portal.Pages;
using Dewar.Uploads;

namespace Dewar.Portal;

/// <param name="To">A folder of the experiment.</param>
/// <param name="Largest">The largest file in bytes; 0 for any.</param>
public sealed record UploadPageView(Experiment Experiment, string To, IReadOnlyList<UploadView> Uploads, long Largest);

/// <summary>Sending files from the computer in front of one.</summary>
internal static class UploadPages
{
    private const int MostShown = 50;

    public static async Task<IResult> Form(HttpContext http, UploadStore uploads, SiteSettings site, CancellationToken ct, string? to = null)
    {
        var experiment = http.Experiment().MustTakeFiles();
        var mine = await uploads.Of(experiment.Id, OwnStation.Of(http.Caller().Name), ct);
        return Page.Of<UploadPage, UploadPageView>(new(experiment, to?.Trim('/') ?? "", [.. mine.Take(MostShown).Select(upload => upload.View)], site.LargestUpload));
    }
}
