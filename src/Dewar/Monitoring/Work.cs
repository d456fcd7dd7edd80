using Dewar.Extraction;
using Dewar.Jobs;
using Dewar.Scans;
using Dewar.Verification;

namespace Dewar.Monitoring;

/// <summary>What the site does in the background: what waits, and why.</summary>
/// <param name="Kinds">The queue of jobs, counted by kind.</param>
/// <param name="Jobs">Its beginning.</param>
public sealed record WorkView(
    IReadOnlyList<JobKind> Kinds, IReadOnlyList<JobView> Jobs, ReadingQueueView Reading, IReadOnlyList<Verification.Verification> Verifications,
    IReadOnlyList<Verification.Verification> Background, IReadOnlyList<Scan> Scans);

/// <summary>Gathers what waits from the rooms that have queues.</summary>
internal sealed class Work(JobQueue jobs, ReadingQueue reading, RunStore verifications, ScanStore scans)
{
    private const int MostJobs = 100;

    public async Task<WorkView> View(CancellationToken ct) => new(await jobs.Kinds(ct), [.. (await jobs.List(ct)).Take(MostJobs)], await reading.View(ct),
        await verifications.Unfinished(ct), await verifications.Background(ct), await scans.Unfinished(ct));
}
