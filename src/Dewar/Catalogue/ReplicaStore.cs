using System.Data.Common;
using System.Globalization;
using Dewar.Database;

namespace Dewar.Catalogue;

/// <summary>Replicas by what is known of them, and what looks at them found.</summary>
internal sealed class ReplicaStore(SiteDatabase database)
{
    private const int DigestStart = 8;

    private static Sql Columns => $"""
        select r.file_id, r.version, r.storage_id, f.experiment_id, e.name, e.storage_path, d.path, f.name,
               case when r.version = f.version then f.size else v.size end, case when r.version = f.version then f.sha256 else v.sha256 end,
               case when r.version = f.version then f.modified_ns else v.modified_ns end,
               r.state, r.cause, r.verified_us, r.checked_us, r.kept, f.deleted_us
        """;

    private static Sql Joined => $"""
        join catalogue_file f on f.id = r.file_id join catalogue_folder d on d.id = f.folder_id join experiments_experiment e on e.id = f.experiment_id
        left join catalogue_version v on v.file_id = r.file_id and v.version = r.version
        """;

    /// <summary>Of a storage, those that were not looked at since a time, the oldest first.</summary>
    public Task<List<HeldReplica>> Oldest(long storageId, long beforeUs, int limit, CancellationToken ct) => database.Query($"""
        {Columns} from (select * from catalogue_replica where storage_id = {storageId} and checked_us < {beforeUs} order by checked_us limit {limit}) r {Joined}
        order by r.checked_us, r.file_id, r.version
        """, Row, ct);

    /// <summary>All versions of some files, wherever they are; in the order of the files.</summary>
    public Task<List<HeldReplica>> OfFiles(IReadOnlyList<long> files, CancellationToken ct) => database.Read(async read =>
    {
        var found = new List<HeldReplica>();
        foreach (var chunk in files.Chunk(FolderStore.Chunk))
        {
            found.AddRange(await read.Query($"""
                {Columns} from catalogue_replica r {Joined} where r.file_id in {Sql.List(chunk)} and r.checked_us is not null order by r.file_id, r.version
                """, Row, ct));
        }

        return found;
    }, ct);

    /// <summary>
    /// Suspect and missing ones of an experiment, behind a file and version. The plus keeps SQLite from going through all files of the
    /// experiment: those in trouble are fewer.
    /// </summary>
    public Task<List<HeldReplica>> InTrouble(long experimentId, long afterFile, long afterVersion, int limit, CancellationToken ct) => database.Query($"""
        {Columns} from catalogue_replica r {Joined}
        where r.state in ('suspect', 'missing') and r.file_id >= {afterFile} and (r.file_id > {afterFile} or r.version > {afterVersion})
          and +f.experiment_id = {experimentId} and f.deleted_us is null
        order by r.file_id, r.version, r.storage_id limit {limit}
        """, Row, ct);

    /// <summary>By storage: how many replicas are suspect and how many missing.</summary>
    public Task<List<(long StorageId, ReplicaState State, long Count)>> CountTrouble(CancellationToken ct) => database.Query(
        $"select storage_id, state, count(*) from catalogue_replica where state in ('suspect', 'missing') group by storage_id, state",
        row => (row.GetInt64(0), Enum.Parse<ReplicaState>(row.GetString(1), true), row.GetInt64(2)), ct);

    /// <summary>Replicas of these contents, as current or earlier versions of files that were not deleted.</summary>
    /// <param name="experimentId">Of this experiment only; null for all.</param>
    public async Task<ILookup<string, HeldReplica>> OfContents(long? experimentId, IReadOnlyCollection<string> digests, CancellationToken ct)
    {
        var files = new HashSet<long>();
        foreach (var chunk in digests.Distinct().Select(hex => Convert.FromHexString(hex)[..DigestStart]).Chunk(FolderStore.Chunk))
        {
            // The plus again: a digest tells more than an experiment.
            Sql of = experimentId is { } id ? $" and +f.experiment_id = {id}" : Sql.Nothing;
            files.UnionWith(await database.Read(async read => await read.Query($"""
                select f.id from catalogue_file f where {await FileStore.HasDigest(read, chunk, ct)}{of}
                union select f.id from catalogue_version v join catalogue_file f on f.id = v.file_id where substr(v.sha256, 1, 8) in {Sql.List(chunk)}{of}
                """, row => row.GetInt64(0), ct), ct));
        }

        var wanted = digests.ToHashSet(StringComparer.Ordinal);
        return (await OfFiles([.. files], ct)).Where(each => !each.Deleted && wanted.Contains(each.Sha256)).ToLookup(each => each.Sha256);
    }

    /// <summary>
    /// Writes what looks found, and returns those that hold. One that somebody else looked at or brought anew in the meantime is left as
    /// it is, and so is one whose file was deleted.
    /// </summary>
    public static async Task<List<ReplicaLook>> Note(Transaction write, IReadOnlyList<ReplicaLook> looks, CancellationToken ct)
    {
        var held = new List<ReplicaLook>(looks.Count);
        foreach (var chunk in looks.Where(look => look.IsRight).Chunk(FolderStore.Chunk))
        {
            Sql values = Sql.Nothing;
            var separator = "";
            foreach (var look in chunk)
            {
                values.AppendLiteral(string.Create(CultureInfo.InvariantCulture,
                    $"{separator}({look.Replica.FileId}, {look.Replica.Version}, {look.Replica.StorageId}, {look.Replica.CheckedUs}, {look.AtUs})"));
                separator = ", ";
            }

            var done = (await write.Query($"""
                with seen (seen_file, seen_version, seen_storage, was_us, at_us) as (values {values})
                update catalogue_replica set state = 'verified', verified_us = seen.at_us, checked_us = seen.at_us, cause = null
                from seen where catalogue_replica.file_id = seen.seen_file and catalogue_replica.version = seen.seen_version
                    and catalogue_replica.storage_id = seen.seen_storage and catalogue_replica.checked_us = seen.was_us
                returning file_id, version, storage_id
                """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), ct)).ToHashSet();
            held.AddRange(chunk.Where(look => done.Contains(look.Replica.Key)));
        }

        foreach (var look in looks.Where(look => !look.IsRight))
        {
            if (await write.Execute($"""
                update catalogue_replica set state = {Word(look.State)}, cause = {look.Cause}, checked_us = {look.AtUs}
                where file_id = {look.Replica.FileId} and version = {look.Replica.Version} and storage_id = {look.Replica.StorageId}
                    and checked_us = {look.Replica.CheckedUs}
                    and not exists (select 1 from catalogue_file f where f.id = catalogue_replica.file_id and f.deleted_us is not null)
                """, ct) > 0)
            {
                held.Add(look);
            }
        }

        // That a right one is still right is not news.
        await FileHistory.Note(write, held.Where(look => look.IsRight ? look.Replica.IsInTrouble : look.State != look.Replica.State || look.Cause != look.Replica.Cause).Select(look =>
            new HistoryNote(look.Replica.FileId, look.AtUs, look.IsRight ? "restored" : Word(look.State), look.Replica.Version, look.Replica.StorageId, null, look.Cause)), ct);
        return held;
    }

    /// <summary>Puts replicas of deleted files behind the others; their bytes are about to go.</summary>
    public static async Task PutOff(Transaction write, IEnumerable<HeldReplica> replicas, long nowUs, CancellationToken ct)
    {
        foreach (var replica in replicas)
        {
            await write.Execute($"""
                update catalogue_replica set checked_us = {nowUs}
                where file_id = {replica.FileId} and version = {replica.Version} and storage_id = {replica.StorageId} and checked_us = {replica.CheckedUs}
                """, ct);
        }
    }

    private static string Word(ReplicaState state) => state switch
    {
        ReplicaState.Suspect => "suspect",
        ReplicaState.Missing => "missing",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A look finds a replica right, suspect or missing."),
    };

    private static HeldReplica Row(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5), row.GetString(6) + row.GetString(7),
        row.GetInt64(8), Convert.ToHexStringLower(row.Bytes(9)), row.GetInt64(10), Enum.Parse<ReplicaState>(row.GetString(11), true), row.TextOrNull(12),
        row.NumberOrNull(13), row.NumberOrNull(14) ?? 0, row.GetInt64(15) != 0, !row.IsDBNull(16));
}
