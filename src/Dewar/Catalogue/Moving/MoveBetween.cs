using System.Text.Json;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Storages;

namespace Dewar.Catalogue;

/// <summary>
/// Takes a file to another experiment: its row, its versions, what was said of it, and its bytes in every storage. Whatever interrupts it, the bytes are where
/// the catalogue says, and once more does the rest.
/// </summary>
internal sealed class MoveBetween(SiteDatabase database, StorageStore storages, FileFollowers followers, Merging merging, TimeProvider time) : IJobHandler
{
    public const string JobKind = "move-file";

    public string Kind => JobKind;

    /// <param name="To">The experiment, by its key.</param>
    /// <param name="Who">Asked for it.</param>
    internal sealed record Order(long File, long To, string Who, string Reason)
    {
        public string Why(string what) => Reason.Length > 0 ? $"{what}: {Reason}" : what;
    }

    public async Task Run(JsonElement payload, CancellationToken ct)
    {
        var order = payload.Deserialize<Order>(Wire.Json)!;
        var now = await database.Write(write => Move(write, order, ct), ct);
        followers.Ring();
        if (now is not null)
        {
            await Clear(now, ct);
        }
    }

    /// <returns>Which file it is now; null where there is nothing to take any more.</returns>
    private async Task<MovingFile?> Move(Transaction write, Order order, CancellationToken ct)
    {
        var from = await write.Number($"select coalesce(max(experiment_id), 0) from catalogue_file where id = {order.File}", ct);
        foreach (var experiment in new[] { from, order.To }.Distinct().Order())
        {
            await write.Lock($"files of {experiment}", ct);
        }

        var file = await MovingFile.Find(write, order.File, ct);
        if (file is null || file.Deleted || file.ExperimentId == order.To)
        {
            // Done already, but for clearing up perhaps.
            return file is not { Deleted: true } ? file : await LeftPlaces.Earlier(write, file, order.To, ct) is > 0 and var merged ? await MovingFile.Find(write, merged, ct) : null;
        }

        var root = await write.First($"select storage_path from experiments_experiment where id = {order.To}", row => row.GetString(0), ct) ?? throw Refusal.NotFound("experiment", $"{order.To}");
        var replicas = await file.Replicas(write, ct);
        var earlier = await LeftPlaces.Earlier(write, file, order.To, ct);
        return earlier > 0
            ? await merging.Run(write, file, (await MovingFile.Find(write, earlier, ct))!, order, ct)
            : await Take(write, file, root, replicas, order, ct);
    }

    private async Task<MovingFile> Take(Transaction write, MovingFile file, string root, List<(long Storage, long Version, bool Kept, ReplicaState State)> replicas, Order order, CancellationToken ct)
    {
        var folder = (await FolderStore.Ensure(write, order.To, [file.Folder], ct))[file.Folder].Id;
        var name = await FreeName(write, folder, file.Name, ct);
        var digests = await file.Earlier(write, ct);
        foreach (var of in replicas.Where(each => each.State != ReplicaState.Missing).GroupBy(each => each.Storage))
        {
            await storages.In(of.Key, storage =>
            {
                foreach (var (_, version, kept, _) in of)
                {
                    var digest = kept ? digests[version] : file.Digest;
                    SecondNames.Give(storage, file.WhereIs(storage, digest, ct), RelativePath.Join(root, kept ? KeptVersions.PathOf(digest) : file.Folder + name), replace: false, ct);
                }
            }, ct);
        }

        await LeftPlaces.Note(write, file, file.Id, ct);
        await write.Execute($"update catalogue_file set experiment_id = {order.To}, folder_id = {folder}, name = {name} where id = {file.Id}", ct);
        await FileMetadata.MoveWords(write, file.Metadata, (file.ExperimentId, file.FolderId, file.Name), (order.To, folder, name), ct);
        await FolderStore.Count(write, file.ExperimentId, file.Folder, -1, -file.Size, ct);
        await FolderStore.Count(write, order.To, file.Folder, 1, file.Size, ct);
        await FileHistory.Note(write, [new(file.Id, time.GetUtcNow().InMicroseconds, "moved", file.Version, null, order.Who, order.Why($"from {file.Experiment}: {file.Path}"))], ct);
        await followers.Moved(write, file.Id, order.To, file.Folder, ct);
        return (await MovingFile.Find(write, file.Id, ct))!;
    }

    /// <summary>What lay where it was before has its second name, and loses its first.</summary>
    private async Task Clear(MovingFile file, CancellationToken ct)
    {
        var (left, digests, of) = await database.Read(async read => (await LeftPlaces.Of(read, file.Id, ct), await file.Earlier(read, ct), await file.Replicas(read, ct)), ct);
        foreach (var storage in of.Select(each => each.Storage).Distinct())
        {
            foreach (var (experiment, root, path) in left)
            {
                var free = await database.Read(async read =>
                {
                    var free = new List<string>();
                    foreach (var digest in digests.Values.Append(file.Digest).Distinct())
                    {
                        free.AddRange(await RemoveBytes.IsFree(read, experiment, file.Id, digest, ct) ? [digest] : []);
                    }

                    return free;
                }, ct);
                await storages.In(storage, tree =>
                {
                    // What was its newest content when it went may be an earlier one by now.
                    SecondNames.Take(tree, root, path, [file.Place, .. digests.Values.Distinct().Select(digest => RelativePath.Join(file.Root, KeptVersions.PathOf(digest)))], ct);
                    foreach (var kept in free.Select(KeptVersions.PathOf))
                    {
                        SecondNames.Take(tree, root, kept, [RelativePath.Join(file.Root, kept), file.Place], ct);
                    }
                }, ct);
            }
        }
    }

    /// <summary>The name, or the first with a number that no file has or had: a.tif, a (2).tif.</summary>
    private static async Task<string> FreeName(Transaction read, long folder, string name, CancellationToken ct)
    {
        var dot = name.LastIndexOf('.') is > 0 and var at ? at : name.Length;
        for (var number = 1; ; number++)
        {
            var free = number == 1 ? name : $"{name[..dot]} ({number}){name[dot..]}";
            if (await read.Number($"select count(*) from catalogue_file where folder_id = {folder} and name = {free}", ct) == 0)
            {
                return free;
            }
        }
    }
}
