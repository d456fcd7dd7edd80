using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Scans;

namespace Dewar.Portal;

/// <summary>Gathers what the page of an experiment shows.</summary>
internal sealed class ExperimentParts(AcquisitionStore acquisitions, FileStore files, ScanStore scans, DifferenceStore differences, TimeProvider time)
{
    /// <summary>One more than the page names, so that it can tell that there are more.</summary>
    private const int MostDifferences = 21;

    public async Task<ExperimentView> View(HttpContext http, CancellationToken ct)
    {
        var it = http.Experiment();
        var root = await files.Browse(it, "", null, FilePages.PerPage, ct);
        return new(it, root!, await acquisitions.List(http.Caller(), it.Id, activeOnly: false, 20, ct), await scans.Last(it, ct),
            (await differences.List(it.StorageId, it.Id, null, MostDifferences, ct)).Items, time.GetUtcNow());
    }
}
