using Dewar.Database;
using Dewar.Disk;
using Dewar.Jobs;
using Dewar.Storages;

namespace Dewar.Catalogue;

/// <summary>Makes a file that came once more to a path from which it had gone to another experiment the newest version of itself there.</summary>
internal sealed class Merging(StorageStore storages, FileFollowers followers, JobQueue jobs, TimeProvider time)
{
    /// <param name="into">What it was before.</param>
    /// <returns>What it is now.</returns>
    public async Task<MovingFile> Run(Transaction write, MovingFile file, MovingFile into, MoveBetween.Order order, CancellationToken ct)
    {
        var now = time.GetUtcNow().InMicroseconds;
        foreach (var (version, digest, size) in await Contents(write, file, ct))
        {
            if (digest == into.Digest)
            {
                continue;
            }

            await Bytes(write, (file, version, digest), into, ct);
            await Rows(write, (file, version, size), into, ct);
            await FileHistory.Note(write, [new(into.Id, now, "moved", null, null, order.Who, order.Why($"a newer version, from {file.Experiment}: {file.Path}"))], ct);
            into = (await MovingFile.Find(write, into.Id, ct))!;
        }

        if (file.Metadata is { } metadata)
        {
            await FileMetadata.Set(write, into.ExperimentId, (into.Id, into.FolderId, into.Name), into.Metadata, FileMetadata.Merge(into.Metadata, metadata), ct);
        }

        var where = $"It is in {into.Experiment}: {into.Path}";
        await LeftPlaces.Note(write, file, into.Id, ct);
        await write.Execute($"update catalogue_file set deleted_us = {now}, deleted_why = {where} where id = {file.Id}", ct);
        await FolderStore.Count(write, file.ExperimentId, file.Folder, -1, -file.Size, ct);
        await jobs.Add(write, RemoveBytes.JobKind, new RemoveBytes.Order(file.Id), ct);
        await followers.Altered(write, [file.Id], ct);
        await followers.Came(write, [], [into.Id], ct);
        return (await MovingFile.Find(write, into.Id, ct))!;
    }

    /// <summary>What it was since, oldest first, as far as its bytes are there.</summary>
    private static async Task<List<(long Version, string Digest, long Size)>> Contents(Transaction read, MovingFile file, CancellationToken ct) =>
    [
        .. await read.Query($"""
            select v.version, v.sha256, v.size from catalogue_version v where v.file_id = {file.Id}
                and exists (select 1 from catalogue_replica r where r.file_id = v.file_id and r.version = v.version and r.state not in ('deleted', 'missing')) order by v.version
            """, row => (row.GetInt64(0), Convert.ToHexStringLower(row.Bytes(1)), row.GetInt64(2)), ct),
        (file.Version, file.Digest, file.Size),
    ];

    /// <summary>The content before is kept under its digest, as everywhere. Cut short and done once more, it comes to the same.</summary>
    private async Task Bytes(Transaction write, (MovingFile File, long Version, string Digest) content, MovingFile into, CancellationToken ct)
    {
        var kept = RelativePath.Join(into.Root, KeptVersions.PathOf(into.Digest));
        foreach (var (storage, _, _, _) in (await content.File.Replicas(write, ct)).Where(each => each.Version == content.Version && each.State != ReplicaState.Missing))
        {
            await storages.In(storage, tree =>
            {
                if (!tree.TryStatBelow(kept, out _) && tree.TryStatBelow(into.Place, out _))
                {
                    SecondNames.Give(tree, into.WhereIs(tree, into.Digest, ct), kept, replace: false, ct);
                }

                SecondNames.Give(tree, content.File.WhereIs(tree, content.Digest, ct), into.Place, replace: true, ct);
            }, ct);
        }
    }

    private static async Task Rows(Transaction write, (MovingFile File, long Version, long Size) content, MovingFile into, CancellationToken ct)
    {
        var version = 1 + await write.Number($"select max(version) from (select {into.Version} as version union all select version from catalogue_version where file_id = {into.Id}) known", ct);
        await write.Execute($"""
            insert into catalogue_version (file_id, version, size, sha256, modified_ns, registered_us, source_id, delivery)
            select id, version, size, sha256, modified_ns, registered_us, source_id, delivery from catalogue_file where id = {into.Id}
            """, ct);
        await write.Execute($"update catalogue_replica set kept = 1 where file_id = {into.Id} and version = {into.Version}", ct);
        await write.Execute($"update catalogue_replica set file_id = {into.Id}, version = {version}, kept = 0 where file_id = {content.File.Id} and version = {content.Version}", ct);
        Sql of = content.Version == content.File.Version ? $"catalogue_file where id = {content.File.Id}" : (Sql)$"catalogue_version where file_id = {content.File.Id} and version = {content.Version}";
        await write.Execute($"""
            update catalogue_file set version = {version}, size = n.size, sha256 = n.sha256, modified_ns = n.modified_ns, registered_us = n.registered_us, source_id = n.source_id, delivery = n.delivery
            from (select size, sha256, modified_ns, registered_us, source_id, delivery from {of}) n where catalogue_file.id = {into.Id}
            """, ct);
        await FolderStore.Count(write, into.ExperimentId, into.Folder, 0, content.Size - into.Size, ct);
    }
}
