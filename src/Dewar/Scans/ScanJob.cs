using System.Text.Json;
using Dewar.Hosting;
using Dewar.Jobs;

namespace Dewar.Scans;

/// <summary>Works on a scan for a while and puts it back in the queue, so that other work has its turn. A kill costs the last piece.</summary>
internal sealed class ScanJob(ScanStore scans, ScanPieces pieces, TimeProvider time) : IJobHandler
{
    public const string JobKind = "scan";

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    public string Kind => JobKind;

    public async Task Run(JsonElement payload, CancellationToken ct)
    {
        var id = payload.Deserialize<Order>(Wire.Json)!.Scan;
        var began = time.GetTimestamp();
        while (await scans.Work(id, ct) is { } scan)
        {
            var wait = await pieces.Do(scan, ct);
            if (wait > TimeSpan.Zero || time.GetElapsedTime(began) > Turn)
            {
                await scans.Later(id, wait, ct);
                return;
            }
        }
    }

    internal sealed record Order(string Scan);
}
