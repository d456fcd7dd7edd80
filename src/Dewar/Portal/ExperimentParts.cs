using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Scans;
using Dewar.Sharing;

namespace Dewar.Portal;

/// <summary>Gathers what the page of an experiment shows.</summary>
internal sealed class ExperimentParts(AcquisitionStore acquisitions, FileParts files, ScanStore scans, DifferenceStore differences, ShareStore shares)
{
    /// <summary>One more than the page names, so that it can tell that there are more.</summary>
    private const int MostDifferences = 21;

    public async Task<ExperimentView> View(HttpContext http, CancellationToken ct)
    {
        var it = http.Experiment();
        return new(it, await files.View(http, "", ct), await acquisitions.List(http.Caller(), it.Id, activeOnly: false, 20, ct), await scans.Last(it, ct),
            (await differences.List(it.StorageId, it.Id, null, MostDifferences, ct)).Items,
            it.Role == ExperimentRole.Owner ? await shares.List(it, ct) : [], http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
    }
}
