using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Hosting;
using Dewar.Portal.Pages;
using Dewar.Scans;
using Dewar.Storages;

namespace Dewar.Portal;

/// <param name="Suspect">Replicas whose bytes are not what they should be.</param>
/// <param name="Scan">The last one of the whole storage.</param>
public sealed record StorageCard(StorageView It, long Suspect, long Missing, Scan? Scan);

public sealed record StoragesView(IReadOnlyList<StorageCard> Storages, string? Done = null, string? Refused = null);

/// <summary>Where bytes are, for administrators.</summary>
internal static class StoragePages
{
    public static async Task<IResult> List(StorageStore storages, ReplicaStore replicas, ScanStore scans, CancellationToken ct, string? done = null) =>
        Page.Of<StoragesPage, StoragesView>(await View(storages, replicas, scans, ct) with { Done = done == "yes" ? "Done." : null });

    public static Task<IResult> Scan(HttpContext http, string storage, StorageStore storages, ReplicaStore replicas, ScanStore scans, CancellationToken ct) => Act(storages, replicas, scans, async () =>
        await scans.Add(http.Caller().Who, await storages.Named(storage, ct), null, new(Quick: (await FormFields.Read(http, ct))["quick"] == "yes"), ct), ct);

    public static Task<IResult> Accept(HttpContext http, string storage, StorageStore storages, ReplicaStore replicas, ScanStore scans, CancellationToken ct) => Act(storages, replicas, scans, async () =>
        await storages.Accept(http.Caller().Who, await storages.Named(storage, ct), ct), ct);

    private static async Task<IResult> Act(StorageStore storages, ReplicaStore replicas, ScanStore scans, Func<Task> act, CancellationToken ct)
    {
        try
        {
            await act();
            return new SeeOther("/admin/storages?done=yes");
        }
        catch (Refusal refusal) when (refusal.Status is 400 or 409)
        {
            return Page.Of<StoragesPage, StoragesView>(await View(storages, replicas, scans, ct) with { Refused = refusal.Message }, refusal.Status);
        }
    }

    private static async Task<StoragesView> View(StorageStore storages, ReplicaStore replicas, ScanStore scans, CancellationToken ct)
    {
        var trouble = await replicas.CountTrouble(ct);
        long Count(long storage, ReplicaState state) => trouble.Where(each => each.StorageId == storage && each.State == state).Sum(each => each.Count);
        var cards = new List<StorageCard>();
        foreach (var storage in await storages.List(ct))
        {
            cards.Add(new(StorageStore.View(storage), Count(storage.Id, ReplicaState.Suspect), Count(storage.Id, ReplicaState.Missing), (await scans.List(storage.Id, null, ct)).FirstOrDefault()));
        }

        return new(cards);
    }
}
