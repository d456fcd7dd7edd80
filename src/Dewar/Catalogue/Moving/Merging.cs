using Dewar.Database;
using Dewar.Disk;
using Dewar.Jobs;
using Dewar.Storages;

namespace Dewar.Catalogue;

/// <summary>Makes a file that came once more to a path from which it had gone to another experiment the newest version of itself there.</summary>
internal sealed class Merging(StorageStore storages, FileFollowers followers, JobQueue jobs, TimeProvider time)
{
    /// <param name="file">With one version, that is somewhere.</param>
    /// <param name="into">What it was before.</param>
    /// <returns>What it is now.</returns>
    public async Task<MovingFile> Run(Transaction write, MovingFile file, MovingFile into, MoveBetween.Order order, CancellationToken ct)
    {
        var (now, where) = (time.GetUtcNow().InMicroseconds, $"It is in {into.Experiment}: {into.Path}");
        if (into.Digest != file.Digest)
        {
            await Bytes(write, file, into, ct);
            await Rows(write, file, into, ct);
            await FileHistory.Note(write, [new(into.Id, now, "moved", null, null, order.Who, order.Why($"a newer version, from {file.Experiment}: {file.Path}"))], ct);
        }

        await LeftPlaces.Note(write, file, into.Id, ct);
        await write.Execute($"update catalogue_file set deleted_us = {now}, deleted_why = {where} where id = {file.Id}", ct);
        await FolderStore.Count(write, file.ExperimentId, file.Folder, -1, -file.Size, ct);
        await jobs.Add(write, RemoveBytes.JobKind, new RemoveBytes.Order(file.Id), ct);
        await followers.Altered(write, [file.Id], ct);
        await followers.Came(write, [], [into.Id], ct);
        return (await MovingFile.Find(write, into.Id, ct))!;
    }

    /// <summary>The content before is kept under its digest, as everywhere.</summary>
    private async Task Bytes(Transaction write, MovingFile file, MovingFile into, CancellationToken ct)
    {
        var before = (await into.Replicas(write, ct)).Where(each => each.Version == into.Version && each.State != ReplicaState.Missing).Select(each => each.Storage).ToHashSet();
        foreach (var (storage, _, _, _) in (await file.Replicas(write, ct)).Where(each => each.State != ReplicaState.Missing))
        {
            await storages.In(storage, tree =>
            {
                if (SecondNames.AreSame(tree, file.Place, into.Place, ct))
                {
                    return;
                }

                if (before.Contains(storage))
                {
                    SecondNames.Give(tree, into.Place, RelativePath.Join(into.Root, KeptVersions.PathOf(into.Digest)), replace: false, ct);
                }

                SecondNames.Give(tree, file.Place, into.Place, replace: true, ct);
            }, ct);
        }
    }

    private static async Task Rows(Transaction write, MovingFile file, MovingFile into, CancellationToken ct)
    {
        var version = 1 + await write.Number($"select max(version) from (select {into.Version} as version union all select version from catalogue_version where file_id = {into.Id}) known", ct);
        await write.Execute($"""
            insert into catalogue_version (file_id, version, size, sha256, modified_ns, registered_us, source_id, delivery)
            select id, version, size, sha256, modified_ns, registered_us, source_id, delivery from catalogue_file where id = {into.Id}
            """, ct);
        await write.Execute($"update catalogue_replica set kept = 1 where file_id = {into.Id} and version = {into.Version}", ct);
        await write.Execute($"update catalogue_replica set file_id = {into.Id}, version = {version} where file_id = {file.Id} and version = {file.Version}", ct);
        await write.Execute($"""
            update catalogue_file set version = {version}, size = n.size, sha256 = n.sha256, modified_ns = n.modified_ns, registered_us = n.registered_us, source_id = n.source_id, delivery = n.delivery
            from (select size, sha256, modified_ns, registered_us, source_id, delivery from catalogue_file where id = {file.Id}) n where catalogue_file.id = {into.Id}
            """, ct);
        await FolderStore.Count(write, into.ExperimentId, into.Folder, 0, file.Size - into.Size, ct);
        if (file.Metadata is { } metadata)
        {
            await FileMetadata.Set(write, into.ExperimentId, (into.Id, into.FolderId, into.Name), into.Metadata, FileMetadata.Merge(into.Metadata, metadata), ct);
        }
    }
}
