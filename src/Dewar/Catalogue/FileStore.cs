using System.Data.Common;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Experiments;

namespace Dewar.Catalogue;

/// <summary>Reads the catalogue. Pages are found by place, not by number: the last page costs what the first does.</summary>
internal sealed class FileStore(SiteDatabase database)
{
    /// <summary>How many folders are looked at in one go on the way to a page.</summary>
    private const int FoldersAtOnce = 200;

    private static Sql Columns => ColumnsOf(Sql.Nothing, isPlain: false);

    private static Sql StoredReplicas =>
        $"(select count(*) from catalogue_replica r where r.file_id = f.id and r.version = f.version and r.state in ('stored', 'verified'))";

    /// <param name="wanted">What the join begins with.</param>
    /// <param name="isPlain">The replicas are not read after it, so those that are stored are counted.</param>
    private static Sql ColumnsOf(Sql wanted, bool isPlain) => $"""
        select f.id, d.path, f.name, f.size, f.sha256, f.version, f.modified_ns, f.registered_us, f.metadata, f.deleted_us, f.deleted_why,
               a.public_id, a.kind, q.station, a.started_by,
               {(isPlain ? StoredReplicas : $"0")}
        from {wanted}catalogue_file f join catalogue_folder d on d.id = f.folder_id
        left join acquisitions_source q on q.id = f.source_id left join acquisitions_acquisition a on a.id = q.acquisition_id
        """;

    public Task<CatalogueFile?> Find(Experiment experiment, string path, CancellationToken ct) => database.Read(async read =>
    {
        var (folder, name) = RelativePath.Split(path);
        var found = await read.First(
            $"{Columns} where {FolderStore.At(experiment.Id, folder)} and f.name = {name}", Row, ct);
        return found is null ? null : (await Complete(read, experiment, [found], ct))[0];
    }, ct);

    /// <summary>Those of the named files that there are and that were not deleted, in the order of a listing; without their replicas.</summary>
    public Task<List<CatalogueFile>> Named(Experiment experiment, IEnumerable<string> paths, CancellationToken ct) => database.Read(async read =>
    {
        var rows = new List<CatalogueFile>();
        foreach (var folder in paths.Distinct(StringComparer.Ordinal).Select(RelativePath.Split).GroupBy(path => path.Folder, path => path.Name).OrderBy(each => each.Key, PathOrder.ByBytes))
        {
            foreach (var names in folder.Order(PathOrder.ByBytes).Chunk(FolderStore.Chunk))
            {
                rows.AddRange(await read.Query($"""
                    {ColumnsOf(Sql.Nothing, isPlain: true)} where {FolderStore.At(experiment.Id, folder.Key)} and f.name in {Sql.List(names)} and f.deleted_us is null order by f.name
                    """, Row, ct));
            }
        }

        return rows;
    }, ct);

    /// <summary>Files in the order of their folders' paths, then of their names.</summary>
    public Task<Page<CatalogueFile>> List(Experiment experiment, FileQuery query, CancellationToken ct) =>
        database.Read(read => List(read, experiment, query, ct), ct);

    public static async Task<Page<CatalogueFile>> List(Transaction read, Experiment experiment, FileQuery query, CancellationToken ct)
    {
        var rows = query.Sha256 is not null ? await ByDigest(read, experiment.Id, query, ct)
            : query.IsSparse ? await new FileSieve(read, experiment.Id, query).Page(ct)
            : await Walk(read, experiment.Id, query, ct);
        var items = rows.Count > query.Limit ? rows[..query.Limit] : rows;
        items = query.Plain ? items : await Complete(read, experiment, items, ct);
        if (rows.Count <= query.Limit)
        {
            return new Page<CatalogueFile>(items, null);
        }

        var (folder, name) = RelativePath.Split(items[^1].Path);
        return new Page<CatalogueFile>(items, FileQuery.Cursor(folder, name));
    }

    /// <summary>One folder: its folders with their totals, and a page of its files. Null when there is no such folder.</summary>
    public Task<FolderView?> Browse(Experiment experiment, string path, string? after, int limit, CancellationToken ct) => database.Read(async read =>
    {
        var folder = path.Trim('/') is { Length: > 0 } trimmed ? $"{trimmed}/" : "";
        var found = await read.First($"select id, files, bytes from catalogue_folder d where {FolderStore.At(experiment.Id, folder)}",
            row => (Id: row.GetInt64(0), Files: row.GetInt64(1), Bytes: row.GetInt64(2)), ct);
        if (found.Id == 0)
        {
            return folder.Length == 0 ? new FolderView("", 0, 0, [], [], null) : null;
        }

        // A place in the list that ends in a slash is a folder's.
        var isInFolders = after is null or [.., '/'];
        var folders = isInFolders ? await Folders(read, found.Id, folder, after, limit + 1, ct) : [];
        if (folders.Count > limit)
        {
            return new(folder.TrimEnd('/'), found.Files, found.Bytes, folders[..limit], [], $"{folders[limit - 1].Name}/");
        }

        var rows = await read.Query($"""
            {Columns} where f.folder_id = {found.Id} and f.name > {(isInFolders ? "" : after)} and f.deleted_us is null order by f.name limit {limit - folders.Count + 1}
            """, Row, ct);
        var hasMore = rows.Count > limit - folders.Count;
        var items = await Complete(read, experiment, hasMore ? rows[..^1] : rows, ct);
        var last = items.Count > 0 ? RelativePath.Split(items[^1].Path).Name : folders.Count > 0 ? $"{folders[^1].Name}/" : null;
        return new FolderView(folder.TrimEnd('/'), found.Files, found.Bytes, folders, items, hasMore ? last : null);
    }, ct);

    /// <summary>The first folders in a folder.</summary>
    public Task<List<FolderEntry>> Folders(Experiment experiment, string path, int limit, CancellationToken ct) => database.Read(async read =>
    {
        var folder = path.Length > 0 ? $"{path}/" : "";
        var id = await read.First($"select d.id from catalogue_folder d where {FolderStore.At(experiment.Id, folder)}", row => row.GetInt64(0), ct);
        return await Folders(read, id, folder, null, limit, ct);
    }, ct);

    private static Task<List<FolderEntry>> Folders(Transaction read, long parent, string folder, string? after, int limit, CancellationToken ct) => read.Query(
        $"select path, files, bytes from catalogue_folder where parent_id = {parent} and path > {folder + after} and files > 0 order by path limit {limit}",
        row => new FolderEntry(row.GetString(0)[folder.Length..^1], row.GetString(0)[..^1], row.GetInt64(1), row.GetInt64(2)), ct);

    /// <summary>All versions of a file, the current one first.</summary>
    public Task<List<FileVersion>> Versions(Experiment experiment, CatalogueFile file, CancellationToken ct) =>
        database.Read(async read => (await Versions(read, experiment, [file], ct))[0], ct);

    /// <summary>Files in the order of a listing, each with all its versions.</summary>
    public async Task<Page<VersionedFile>> ListVersions(Experiment experiment, FileQuery query, CancellationToken ct)
    {
        var page = await List(experiment, query, ct);
        var versions = await database.Read(read => Versions(read, experiment, page.Items, ct), ct);
        return new([.. page.Items.Zip(versions, (file, all) => new VersionedFile(file.Path, all))], page.Next);
    }

    private static async Task<List<List<FileVersion>>> Versions(Transaction read, Experiment experiment, IReadOnlyList<CatalogueFile> files, CancellationToken ct)
    {
        var all = new List<List<FileVersion>>(files.Count);
        foreach (var chunk in files.Chunk(FolderStore.Chunk))
        {
            var ids = Sql.List(chunk.Select(file => file.Id));
            var earlier = (await read.Query($"""
                select file_id, version, size, sha256, modified_ns, registered_us from catalogue_version where file_id in {ids} order by file_id, version desc
                """, row => (File: row.GetInt64(0), Version: row.GetInt64(1), Size: row.GetInt64(2), Sha256: Hex(row.Bytes(3)), ModifiedNs: row.GetInt64(4), At: row.Instant(5)), ct))
                .ToLookup(each => each.File);
            var replicas = (await Replicas(read, experiment, $"r.file_id in {ids}", ct)).ToLookup(row => (row.FileId, row.Version));
            all.AddRange(chunk.Select(file => (List<FileVersion>)[
                new(file.Version, true, file.Size, file.Sha256, file.ModifiedAt, file.RegisteredAt, file.Replicas),
                .. earlier[file.Id].Select(each => new FileVersion(each.Version, false, each.Size, each.Sha256, Instant(each.ModifiedNs), each.At,
                    [.. replicas[(file.Id, each.Version)].Select(row => row.As(file.Path, each.Sha256))])),
            ]));
        }

        return all;
    }

    private static async Task<List<CatalogueFile>> ByDigest(Transaction read, long experimentId, FileQuery query, CancellationToken ct)
    {
        // The plus keeps SQLite from going through all files of the experiment: a digest tells more.
        Sql which = $"{await HasDigest(read, [query.Sha256!], ct)} and f.sha256 = {query.Sha256} and +f.experiment_id = {experimentId}";
        var rows = await Rows(read, query, which, Sql.Nothing, ct);
        var from = query.After ?? ("", "");
        return [.. InOrder(rows.Where(row => Matches(query, row)))
            .Where(row => IsBehind(RelativePath.Split(row.Path), from) || query.After is null).Take(query.Limit + 1)];
    }

    /// <summary>Files with digests that begin as these do, by way of their index, which has sections.</summary>
    public static async Task<Sql> HasDigest(Transaction read, IEnumerable<byte[]> digests, CancellationToken ct)
    {
        var last = await read.Number($"select max(id) >> 17 from catalogue_file", ct);
        var sections = Enumerable.Range(0, (int)last + 1).Select(section => (long)section);
        return $"f.id >> 17 in {Sql.List(sections)} and substr(f.sha256, 1, 8) in {Sql.List(digests.Select(digest => digest[..8]))}";
    }

    private static Task<List<CatalogueFile>> Rows(Transaction read, FileQuery query, Sql which, Sql order, CancellationToken ct) =>
        read.Query($"{ColumnsOf(Sql.Nothing, query.Plain)} where {which} {Filter(query)} {order}", Row, ct);

    /// <summary>Those of some files that a query leaves.</summary>
    public static async Task<List<CatalogueFile>> Rows(Transaction read, FileQuery query, IEnumerable<(long Folder, string Name)> files, CancellationToken ct) =>
        (await read.Query($"{ColumnsOf(Wanted(files), query.Plain)} where {IsWanted} {Filter(query)}", Row, ct)).FindAll(row => Matches(query, row));

    /// <summary>Named files to begin a join with. SQLite keeps to the order of a cross join; from a list behind <c>in</c> it would look through all files.</summary>
    public static Sql Wanted(IEnumerable<(long Folder, string Name)> files)
    {
        Sql values = Sql.Nothing;
        var separator = "";
        foreach (var (folder, name) in files)
        {
            values.AppendLiteral(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{separator}({folder}, "));
            values.AppendFormatted(name);
            values.AppendLiteral(")");
            separator = ", ";
        }

        return $"(values {values}) w cross join ";
    }

    public static Sql IsWanted => $"f.folder_id = w.column1 and f.name = w.column2";

    public static IEnumerable<CatalogueFile> InOrder(IEnumerable<CatalogueFile> files) =>
        files.OrderBy(row => RelativePath.Split(row.Path).Folder, PathOrder.ByBytes).ThenBy(row => row.Path, PathOrder.ByBytes);

    private static bool IsBehind((string Folder, string Name) one, (string Folder, string Name) other) =>
        PathOrder.ByBytes.Compare(one.Folder, other.Folder) is var order && (order > 0 || (order == 0 && PathOrder.ByBytes.Compare(one.Name, other.Name) > 0));

    /// <summary>Goes through the folders in order, as many at once as the page can need, until the page is full.</summary>
    private static async Task<List<CatalogueFile>> Walk(Transaction read, long experimentId, FileQuery query, CancellationToken ct)
    {
        var rows = new List<CatalogueFile>();
        var (folder, name) = query.After ?? (query.Below, "");
        Sql counted = query.Deleted ? Sql.Nothing : $" and own_files > 0";
        while (rows.Count <= query.Limit)
        {
            var folders = await read.Query($"""
                select id, path, own_files from catalogue_folder d
                where {FolderStore.From(experimentId, folder, query.Below)}{counted} order by substr(d.path, 1, 500), d.path limit {FoldersAtOnce}
                """, row => (Id: row.GetInt64(0), Path: row.GetString(1), Own: row.GetInt64(2)), ct);
            var rest = new Queue<(long Id, string Path, long Own)>(folders);
            while (rest.Count > 0 && query.Limit + 1 - rows.Count is var wanted and > 0)
            {
                if (rest.Peek().Path == folder && name.Length > 0 || rest.Peek().Own > wanted)
                {
                    var part = rest.Dequeue();
                    rows.AddRange(await Rows(read, query, $"f.folder_id = {part.Id} and f.name > {(part.Path == folder ? name : "")}", $"order by f.name limit {wanted}", ct));
                    continue;
                }

                var ids = new List<long>();
                for (long files = 0; rest.Count > 0 && (ids.Count == 0 || files + rest.Peek().Own <= wanted); files += rest.Dequeue().Own)
                {
                    ids.Add(rest.Peek().Id);
                }

                rows.AddRange(InOrder(await Rows(read, query, $"f.folder_id in {Sql.List(ids)}", Sql.Nothing, ct)));
            }

            if (folders.Count < FoldersAtOnce)
            {
                break;
            }

            (folder, name) = (folders[^1].Path + "\u0001", "");
        }

        return rows;
    }

    private static Sql Filter(FileQuery query)
    {
        Sql filter = query.Deleted ? $"and f.deleted_us is not null" : (Sql)$"and f.deleted_us is null";
        filter = query.Since is { } since ? filter + $" and f.modified_ns >= {since.InMicroseconds * 1000}" : filter;
        filter = query.Until is { } until ? filter + $" and f.modified_ns < {until.InMicroseconds * 1000}" : filter;
        filter = query.SmallestSize is { } smallest ? filter + $" and f.size >= {smallest}" : filter;
        return query.LargestSize is { } largest ? filter + $" and f.size <= {largest}" : filter;
    }

    private static bool Matches(FileQuery query, CatalogueFile file) => (query.Path?.Matches(file.Path) ?? true) &&
        query.Metadata.All(pair => file.Metadata.TryGetValue(pair.Key, out var value) && value.ToString() == pair.Value) &&
        file.Path.StartsWith(query.Below, StringComparison.Ordinal);

    private static async Task<List<CatalogueFile>> Complete(Transaction read, Experiment experiment, List<CatalogueFile> files, CancellationToken ct)
    {
        var replicas = new Dictionary<long, List<ReplicaRow>>();
        foreach (var chunk in files.Chunk(FolderStore.Chunk))
        {
            foreach (var row in await Replicas(read, experiment, $"r.file_id in {Sql.List(chunk.Select(file => file.Id))}", ct))
            {
                (replicas.TryGetValue(row.FileId, out var list) ? list : replicas[row.FileId] = []).Add(row);
            }
        }

        return files.ConvertAll(file =>
        {
            var own = replicas.GetValueOrDefault(file.Id, []).Where(row => row.Version == file.Version).Select(row => row.As(file.Path, file.Sha256)).ToList();
            return file with { Replicas = own, AtHand = own.Exists(replica => replica.State is ReplicaState.Stored or ReplicaState.Verified) };
        });
    }

    private static Task<List<ReplicaRow>> Replicas(Transaction read, Experiment experiment, Sql which, CancellationToken ct) => read.Query($"""
        select r.file_id, r.version, s.name, s.path, r.state, r.verified_us, r.kept, r.cause
        from catalogue_replica r join storages_storage s on s.id = r.storage_id where {which} order by r.file_id, r.version, s.id
        """, row => new ReplicaRow(row.GetInt64(0), row.GetInt64(1), row.GetString(2), $"{row.GetString(3)}/{experiment.StoragePath}",
        Enum.Parse<ReplicaState>(row.GetString(4), true), row.InstantOrNull(5), row.GetInt64(6) != 0, row.TextOrNull(7)), ct);

    private static CatalogueFile Row(DbDataReader row) => new(
        row.GetString(1) + row.GetString(2), row.GetInt64(3), Hex(row.Bytes(4)), row.GetInt64(5), Instant(row.GetInt64(6)), row.Instant(7),
        FileMetadata.Parse(row.TextOrNull(8)), [], row.IsDBNull(11) ? null : new(row.GetString(11), row.GetString(12), row.GetString(13), row.GetString(14)),
        row.InstantOrNull(9), row.TextOrNull(10))
    {
        Id = row.GetInt64(0),
        ModifiedNs = row.GetInt64(6),
        AtHand = row.GetInt64(15) > 0,
    };

    private static string Hex(byte[] digest) => Convert.ToHexStringLower(digest);

    private static DateTimeOffset Instant(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);

    private sealed record ReplicaRow(
        long FileId, long Version, string Storage, string Root, ReplicaState State, DateTimeOffset? VerifiedAt, bool Kept, string? Cause)
    {
        public Replica As(string path, string sha256) => new(Storage, $"{Root}/{(Kept ? KeptVersions.PathOf(sha256) : path)}", State, VerifiedAt, Cause);
    }
}
