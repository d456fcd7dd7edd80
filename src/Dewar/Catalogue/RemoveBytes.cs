using System.Text.Json;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Storages;

namespace Dewar.Catalogue;

/// <summary>Removes the bytes of a deleted file, all its versions, from the storages; not where files are only read.</summary>
internal sealed class RemoveBytes(SiteDatabase database, StorageStore storages, FileFollowers followers, TimeProvider time) : IJobHandler
{
    public const string JobKind = "remove-bytes";

    public string Kind => JobKind;

    public async Task Run(JsonElement payload, CancellationToken ct)
    {
        var id = payload.Deserialize<Order>(Wire.Json)!.File;
        await database.Write(async write =>
        {
            // Under the lock of registering: a file that comes back meanwhile keeps its bytes.
            var file = await write.First($"""
                select f.experiment_id, d.path, f.name, e.storage_path, f.deleted_us, f.sha256, f.size, f.modified_ns
                from catalogue_file f join catalogue_folder d on d.id = f.folder_id join experiments_experiment e on e.id = f.experiment_id where f.id = {id}
                """, row => new
            {
                Experiment = row.GetInt64(0),
                Folder = row.GetString(1),
                Name = row.GetString(2),
                Root = row.GetString(3),
                Deleted = !row.IsDBNull(4),
                Sha256 = Convert.ToHexStringLower(row.Bytes(5)),
                Size = row.GetInt64(6),
                ModifiedNs = row.GetInt64(7),
            }, ct);
            if (file is null)
            {
                return;
            }

            await write.Lock($"files of {file.Experiment}", ct);
            if (await write.Number($"select count(*) from catalogue_file where id = {id} and deleted_us is not null", ct) == 0)
            {
                return;
            }

            var kept = await write.Query($"select sha256 from catalogue_version where file_id = {id}", row => Convert.ToHexStringLower(row.Bytes(0)), ct);
            foreach (var storageId in await write.Query($"select distinct storage_id from catalogue_replica where file_id = {id}", row => row.GetInt64(0), ct))
            {
                var storage = await storages.Get(storageId, ct);
                if (storage.IsInPlace)
                {
                    continue;
                }

                using var root = storage.Open();
                Remove(root, RelativePath.Join(file.Root, file.Folder), file.Name, (folder, entry) => IsThat(folder, file.Name, entry, file.Size, file.ModifiedNs, file.Sha256, ct));
                foreach (var digest in kept.Append(file.Sha256).Distinct())
                {
                    if (await IsFree(write, file.Experiment, id, digest, ct))
                    {
                        Remove(root, RelativePath.Join(file.Root, KeptVersions.FolderOf(digest)), digest, (_, _) => true);
                    }
                }
            }

            await write.Execute($"update catalogue_replica set state = 'deleted', checked_us = null where file_id = {id}", ct);
            await FileHistory.Note(write, [new(id, time.GetUtcNow().InMicroseconds, "removed", null, null, "site", "its bytes, of all versions, were removed from the storages")], ct);
            await followers.Gone(write, id, ct);
        }, ct);
    }

    /// <summary>Kept contents are named by digest, so another file's earlier version may be the same bytes.</summary>
    public static async Task<bool> IsFree(Transaction read, long experimentId, long fileId, string digest, CancellationToken ct) => await read.Number($"""
        select count(*) from catalogue_version v join catalogue_file f on f.id = v.file_id
        where substr(v.sha256, 1, 8) = {Convert.FromHexString(digest)[..8]} and v.sha256 = {Convert.FromHexString(digest)} and +f.experiment_id = {experimentId} and f.id <> {fileId} and f.deleted_us is null
        """, ct) == 0;

    /// <summary>One with another time stamp than it came with was touched, or is on a medium that keeps coarser ones: its bytes tell.</summary>
    private static bool IsThat(Folder folder, string name, Posix.Entry entry, long size, long modifiedNs, string sha256, CancellationToken ct)
    {
        if (entry.Size != size || entry.ModifiedNs == modifiedNs)
        {
            return entry.Size == size;
        }

        using var file = folder.OpenFile(name);
        return FileDigest.Of(file, ct) == sha256;
    }

    public static void Remove(Folder root, string path, string name, Func<Folder, Posix.Entry, bool> isIt)
    {
        try
        {
            using var folder = root.Below(path);
            if (folder.TryStat(name, out var entry) && entry.Kind == EntryKind.File && isIt(folder, entry))
            {
                folder.Remove(name);
            }
        }
        catch (DiskException gone) when (gone.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            // The folder is gone, and the file with it: that is what was wanted.
        }
    }

    internal sealed record Order(long File);
}
