using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Audit;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Monitoring;

/// <summary>
/// What happens, as it happens. The entries of the audit log are the events, so a listener that comes back with the last number it saw
/// gets all it missed; beside them, without numbers, goes the progress of what runs.
/// </summary>
internal sealed class EventStream(SiteDatabase database, AuditLog audit, AcquisitionStore acquisitions, TimeProvider time)
{
    private const int PageSize = 500;
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new { });
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<SseItem<JsonElement>> Follow(Caller caller, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        var told = "";
        while (!ct.IsCancellationRequested)
        {
            foreach (var (entry, experimentId) in await audit.After(after, PageSize, ct))
            {
                after = entry.Id;
                if (await MaySee(caller, experimentId, ct))
                {
                    yield return new(JsonSerializer.SerializeToElement(new { entry.At, entry.Who, entry.Action, entry.Subject, entry.Detail }, Wire.Json), entry.Action)
                    {
                        EventId = entry.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    };
                }
            }

            var running = await acquisitions.List(caller, null, activeOnly: true, 100, ct);
            var progress = JsonSerializer.Serialize(running.Select(each => new { each.Id, each.Experiment, each.Kind, each.State, each.Totals }), Wire.Json);
            yield return progress == told ? new(Nothing, "beat") : new(JsonSerializer.Deserialize<JsonElement>(progress), "progress");
            told = progress;
            await Task.Delay(Turn, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Entries of an experiment are for those who see it, all others for administrators.</summary>
    private async Task<bool> MaySee(Caller caller, long? experimentId, CancellationToken ct) => caller.SeesAll ||
        (experimentId is { } id && await database.Number($"select count(*) from experiments_experiment e where e.id = {id} and {ExperimentStore.Seen(caller)}", ct) > 0);
}
