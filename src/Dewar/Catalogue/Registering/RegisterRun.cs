using System.Text.Json;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;

namespace Dewar.Catalogue;

/// <summary>One batch being registered: what is known is loaded once, every file is judged in memory, and all is written in bulk.</summary>
internal sealed class RegisterRun(Transaction write, RegisterPlace place, Registration batch, long nowUs)
{
    private static readonly string[] FileColumns =
        ["id", "experiment_id", "folder_id", "name", "version", "size", "sha256", "modified_ns", "registered_us", "source_id", "delivery", "metadata"];

    private static readonly string[] ReplicaColumns = ["file_id", "version", "storage_id", "state", "verified_us", "kept", "checked_us"];

    private readonly Dictionary<(long Folder, string Name), FileState> _files = [];
    private readonly List<FileState> _new = [];
    private readonly HashSet<FileState> _changed = [];
    private readonly List<object?[]> _oldVersions = [];
    private readonly List<(long File, byte[] Sha256)> _displacedLater = [];
    private readonly List<(long File, long Version, long VerifiedUs, bool IsTold)> _reverified = [];
    private readonly List<(long File, long ModifiedNs)> _touched = [];
    private readonly Dictionary<string, (long Files, long Bytes)> _growth = new(StringComparer.Ordinal);
    private readonly Json? _metadata = batch.Metadata is { Count: > 0 } given ? new(JsonSerializer.Serialize(given, Wire.Json)) : null;
    private Dictionary<string, FolderStore.Known> _folders = [];
    private HashSet<(long Folder, string Name, string Delivery)> _left = [];

    public List<Registered> Results { get; } = new(batch.Files.Count);

    public int Fresh { get; private set; }

    public long FreshBytes { get; private set; }

    /// <summary>Files that have a new current version, by whether they were there before.</summary>
    public (IReadOnlyList<long> Fresh, IReadOnlyList<long> Changed) NewVersions =>
        (_new.ConvertAll(file => file.Id), [.. _changed.Where(file => !file.IsNew).Select(file => file.Id)]);

    /// <summary>Files that were suspect or missing and were brought anew.</summary>
    public int Restored { get; private set; }

    /// <summary>Registers the whole batch.</summary>
    public async Task All(CancellationToken ct)
    {
        await Load(ct);
        foreach (var file in batch.Files)
        {
            Take(file);
        }

        await Save(ct);
    }

    private async Task Load(CancellationToken ct)
    {
        var paths = batch.Files.Where(file => Fault(file) is null).Select(file => RelativePath.Split(file.Path)).ToList();
        _folders = await FolderStore.Ensure(write, place.ExperimentId, paths.Select(path => path.Folder).Distinct(), ct);
        var lookups = paths.Where(path => !_folders[path.Folder].IsNew).Select(path => (_folders[path.Folder].Id, path.Name)).Distinct().ToList();
        foreach (var chunk in lookups.Chunk(FolderStore.Chunk))
        {
            foreach (var file in await write.Query($"""
                select id, folder_id, name, version, size, sha256, modified_ns, registered_us, source_id, delivery, deleted_us
                from {FileStore.Wanted(chunk)}catalogue_file f where {FileStore.IsWanted}
                """, row => new FileState
            {
                Id = row.GetInt64(0),
                FolderId = row.GetInt64(1),
                Name = row.GetString(2),
                Version = row.GetInt64(3),
                LastVersion = row.GetInt64(3),
                Size = row.GetInt64(4),
                Sha256 = row.Bytes(5),
                ModifiedNs = row.GetInt64(6),
                RegisteredUs = row.GetInt64(7),
                SourceId = row.NumberOrNull(8),
                Delivery = row.TextOrNull(9),
                Deleted = !row.IsDBNull(10),
            }, ct))
            {
                _ = file.Delivery is { } delivery && file.Deliveries.Add(delivery);
                _files[(file.FolderId, file.Name)] = file;
            }
        }

        await LoadHistory(ct);
        _left = await LeftPlaces.Of(write, lookups.Where(path => !_files.ContainsKey(path)), ct);
    }

    private void Take(Arrival arrival)
    {
        if (Fault(arrival) is { } fault)
        {
            Results.Add(new(RegistrationOutcome.Refused, 0, fault));
            return;
        }

        // Whether what it pushed aside is what the catalogue has here; if not, somebody was between them who has not told of it yet.
        byte[]? replaced = null;
        var isTold = false;
        var (path, name) = RelativePath.Split(arrival.Path);
        var folder = _folders[path];
        var sha256 = Convert.FromHexString(arrival.Sha256);
        if (_left.Contains((folder.Id, name, arrival.Delivery)))
        {
            // It was told before, and the file has gone on to another experiment since.
            Results.Add(new(RegistrationOutcome.Known, 1));
            return;
        }

        if (!_files.TryGetValue((folder.Id, name), out var file))
        {
            _files[(folder.Id, name)] = file = new() { FolderId = folder.Id, Name = name, IsNew = true };
            _new.Add(file);
            Put(file, arrival, sha256);
            Count(path, 1, arrival.Size);
            Results.Add(new(RegistrationOutcome.Registered, 1));
        }
        else if (file.Deliveries.Contains(arrival.Delivery) || ((!file.Deleted || place.IsInPlace) && file.Sha256.AsSpan().SequenceEqual(sha256)))
        {
            isTold = file.Deliveries.Contains(arrival.Delivery);
            Again(file, arrival, isTold);
        }
        else
        {
            replaced = file.Sha256;
            isTold = Change(file, path, arrival, sha256);
        }

        Displace(file, arrival, replaced, isTold);
    }

    private async Task Save(CancellationToken ct)
    {
        await SaveNew(ct);
        await SaveChanged(ct);
        foreach (var (file, sha256) in _displacedLater)
        {
            await write.Execute($"insert into catalogue_displaced (file_id, sha256) values ({file}, {sha256}) on conflict do nothing", ct);
        }

        await SaveReverified(ct);
        foreach (var (file, modifiedNs) in _touched)
        {
            await write.Execute($"update catalogue_file set modified_ns = {modifiedNs} where id = {file}", ct);
        }

        if (_growth.Count > 0)
        {
            await FolderStore.Grow(write, place.ExperimentId, _growth, ct);
            await ExperimentStore.Grow(write, place.ExperimentId, _growth.Values.Sum(each => each.Files), _growth.Values.Sum(each => each.Bytes), ct);
        }
    }

    /// <summary>
    /// What a look found is not washed away by older news: a delivery that is told once more, or was read back before the look, says
    /// nothing of how the replica is now.
    /// </summary>
    private async Task SaveReverified(CancellationToken ct)
    {
        foreach (var (file, version, verified, isTold) in _reverified)
        {
            await write.Execute($"""
                update catalogue_replica set state = 'verified', verified_us = {verified}, checked_us = {verified}, cause = null
                where file_id = {file} and version = {version} and storage_id = {place.StorageId}
                    and (state = 'stored' or (state = 'verified' and verified_us < {verified}))
                """, ct);
            if (!isTold)
            {
                var restored = await write.Execute($"""
                    update catalogue_replica set state = 'verified', verified_us = {verified}, checked_us = {verified}, cause = null
                    where file_id = {file} and version = {version} and storage_id = {place.StorageId} and state in ('suspect', 'missing') and checked_us < {verified}
                    """, ct);
                if (restored > 0)
                {
                    Restored += restored;
                    await FileHistory.Note(write, [new(file, verified, "restored", version, place.StorageId, null, "brought anew")], ct);
                }
            }
        }
    }

    private void Again(FileState file, Arrival arrival, bool isTold)
    {
        Results.Add(new(RegistrationOutcome.Known, file.Version));
        if (arrival.VerifiedAt is { } at && file.Id > 0 && (!file.Deleted || place.IsInPlace) && Convert.ToHexStringLower(file.Sha256) == arrival.Sha256)
        {
            // In place a file stays where it is when it is deleted from the catalogue, and it stays deleted.
            if (!file.Deleted)
            {
                _reverified.Add((file.Id, file.Version, Verified(at), isTold));
            }

            if (place.IsFound && file.ModifiedNs != arrival.ModifiedNs)
            {
                _touched.Add((file.Id, arrival.ModifiedNs));
            }
        }
    }

    /// <summary>True when it is history.</summary>
    private bool Change(FileState file, string path, Arrival arrival, byte[] sha256)
    {
        // Another station's newer content took the path before this one was told: this one is history already.
        // One that pushed the current content aside itself is newer than it, whatever was said of its content before.
        var isNewer = file.Deleted || (arrival.Displaced ?? []).Contains(Convert.ToHexStringLower(file.Sha256));
        var isHistory = file.Displaced.RemoveAll(gone => gone.AsSpan().SequenceEqual(sha256)) > 0 && !isNewer;
        var version = ++file.LastVersion;
        if (isHistory)
        {
            _oldVersions.Add([file, version, arrival.Size, sha256, arrival.ModifiedNs, nowUs, place.Source, arrival.Delivery]);
            file.Arrived.Add((version, arrival, Kept: true));
            file.UsedDisplaced.Add(sha256);
            file.NewDisplaced.RemoveAll(gone => gone.AsSpan().SequenceEqual(sha256));
            file.KnownDigests.Add(arrival.Sha256);
        }
        else
        {
            _oldVersions.Add([file, file.Version, file.Size, file.Sha256, file.ModifiedNs, file.RegisteredUs, file.SourceId, file.Delivery]);
            file.Kept.Add(file.Version);
            Count(path, file.Deleted ? 1 : 0, arrival.Size - (file.Deleted ? 0 : file.Size));
            file.Version = version;
            Put(file, arrival, sha256);
        }

        _changed.Add(file);
        Results.Add(new(RegistrationOutcome.Changed, version));
        return isHistory;
    }

    /// <summary>
    /// Notes what this arrival pushed aside and the catalogue has not been told of. A content that it knows may have come once more, by
    /// a station that has yet to tell: only what is old news, or took the place of the very content, says nothing new.
    /// </summary>
    private static void Displace(FileState file, Arrival arrival, byte[]? replaced, bool isTold)
    {
        foreach (var gone in arrival.Displaced ?? [])
        {
            var sha256 = Convert.FromHexString(gone);
            var isKnown = isTold && file.KnownDigests.Contains(gone);
            if (!isKnown && !file.Sha256.AsSpan().SequenceEqual(sha256) && replaced?.AsSpan().SequenceEqual(sha256) is not true)
            {
                file.Displaced.Add(sha256);
                file.NewDisplaced.Add(sha256);
            }
        }
    }

    private void Put(FileState file, Arrival arrival, byte[] sha256)
    {
        if (file.Version == 0)
        {
            file.Version = file.LastVersion = 1;
        }
        else
        {
            file.KnownDigests.Add(Convert.ToHexStringLower(file.Sha256));
        }

        (file.Size, file.Sha256, file.ModifiedNs, file.RegisteredUs) = (arrival.Size, sha256, arrival.ModifiedNs, nowUs);
        (file.SourceId, file.Delivery, file.Deleted) = (place.Source, arrival.Delivery, false);
        file.Deliveries.Add(arrival.Delivery);
        file.Arrived.Add((file.Version, arrival, Kept: false));
        Fresh++;
        FreshBytes += arrival.Size;
    }

    private void Count(string path, long files, long bytes)
    {
        var (f, b) = _growth.GetValueOrDefault(path);
        _growth[path] = (f + files, b + bytes);
    }

    private async Task SaveNew(CancellationToken ct)
    {
        if (_new.Count == 0)
        {
            return;
        }

        var id = await write.ReserveKeys("catalogue_file", _new.Count, ct);
        foreach (var file in _new)
        {
            file.Id = id++;
        }

        await write.Insert("catalogue_file", FileColumns, _new.Select(file => new object?[]
        {
            file.Id, place.ExperimentId, file.FolderId, file.Name, file.Version, file.Size, file.Sha256, file.ModifiedNs, file.RegisteredUs, file.SourceId, file.Delivery, _metadata,
        }), ct);
        await write.Insert("catalogue_replica", ReplicaColumns, _new.SelectMany(Replicas), ct);
        await FileMetadata.AddWords(write, FileMetadata.Words(place.ExperimentId, _metadata?.Text), _new.ConvertAll(file => (file.FolderId, file.Name)), ct);
        foreach (var file in _new.Where(each => each.NewDisplaced.Count > 0))
        {
            _displacedLater.AddRange(file.NewDisplaced.Select(gone => (file.Id, gone)));
        }
    }

    private async Task SaveChanged(CancellationToken ct)
    {
        foreach (var file in _changed.Where(each => !each.IsNew))
        {
            await write.Execute($"""
                update catalogue_file
                set version = {file.Version}, size = {file.Size}, sha256 = {file.Sha256}, modified_ns = {file.ModifiedNs}, registered_us = {file.RegisteredUs},
                    source_id = {file.SourceId}, delivery = {file.Delivery}, deleted_us = null, deleted_why = null
                where id = {file.Id}
                """, ct);
            foreach (var version in file.Kept)
            {
                await Keep(file.Id, version, ct);
            }

            foreach (var used in file.UsedDisplaced)
            {
                await write.Execute($"delete from catalogue_displaced where file_id = {file.Id} and sha256 = {used}", ct);
            }

            if (_metadata is { } metadata)
            {
                var before = await write.First($"select metadata from catalogue_file where id = {file.Id}", row => row.TextOrNull(0), ct);
                await FileMetadata.Set(write, place.ExperimentId, (file.Id, file.FolderId, file.Name), before, FileMetadata.Merge(before, metadata.Text), ct);
            }

            await write.Insert("catalogue_replica", ReplicaColumns, Replicas(file), ct);
            _displacedLater.AddRange(file.NewDisplaced.Select(gone => (file.Id, gone)));
        }

        await write.Insert("catalogue_version", ["file_id", "version", "size", "sha256", "modified_ns", "registered_us", "source_id", "delivery"],
            _oldVersions.Select(row => (object?[])[((FileState)row[0]!).Id, .. row[1..]]), ct);
    }

    private async Task Keep(long file, long version, CancellationToken ct)
    {
        await write.Execute($"update catalogue_replica set kept = 1 where file_id = {file} and version = {version} and storage_id = {place.StorageId}", ct);
        if (place.IsFound && !place.IsInPlace)
        {
            // Whether its bytes were put away before they were written over is not known until they are looked for.
            await write.Execute($"""
                update catalogue_replica set state = 'stored', checked_us = 0
                where file_id = {file} and version = {version} and storage_id = {place.StorageId} and state = 'verified'
                """, ct);
        }

        if (place.Overwritten is not null)
        {
            await write.Execute($"""
                update catalogue_replica set state = 'deleted', cause = {place.Overwritten}, checked_us = null
                where file_id = {file} and version = {version} and storage_id = {place.StorageId} and state <> 'deleted'
                """, ct);
        }
    }

    private IEnumerable<object?[]> Replicas(FileState file) => file.Arrived.Select(each => new object?[]
    {
        file.Id, each.Version, place.StorageId, each.Arrival.VerifiedAt is null ? "stored" : "verified", each.Arrival.VerifiedAt is { } at ? Verified(at) : null,
        each.Kept || (each.Version != file.Version) ? 1L : 0L, each.Arrival.VerifiedAt is { } last ? Verified(last) : 0L,
    });

    /// <summary>A station's clock may be ahead; nothing was read back in the future.</summary>
    private long Verified(DateTimeOffset at) => Math.Min(at.InMicroseconds, nowUs);

    /// <summary>For files that are there already: which versions they had, and what was reported as displaced.</summary>
    private async Task LoadHistory(CancellationToken ct)
    {
        var byId = _files.Values.ToDictionary(file => file.Id);
        foreach (var chunk in byId.Keys.Chunk(FolderStore.Chunk))
        {
            foreach (var (id, version, sha256, delivery) in await write.Query(
                $"select file_id, version, sha256, delivery from catalogue_version where file_id in {Sql.List(chunk)}",
                row => (row.GetInt64(0), row.GetInt64(1), row.Bytes(2), row.TextOrNull(3)), ct))
            {
                var file = byId[id];
                file.LastVersion = Math.Max(file.LastVersion, version);
                file.KnownDigests.Add(Convert.ToHexStringLower(sha256));
                _ = delivery is not null && file.Deliveries.Add(delivery);
            }

            foreach (var (id, sha256) in await write.Query(
                $"select file_id, sha256 from catalogue_displaced where file_id in {Sql.List(chunk)}", row => (row.GetInt64(0), row.Bytes(1)), ct))
            {
                byId[id].Displaced.Add(sha256);
            }
        }
    }

    private static string? Fault(Arrival file) =>
        RelativePath.Fault(file.Path) is { } fault ? $"'{file.Path}': {fault}."
        : (file.Displaced ?? []).Prepend(file.Sha256).FirstOrDefault(hex => !IsDigest(hex)) is { } odd ? $"'{file.Path}': '{odd}' is no SHA-256."
        : file.Size < 0 ? $"'{file.Path}': a size of {file.Size}." : null;

    private static bool IsDigest(string? hex) => hex is { Length: 64 } && hex.All(char.IsAsciiHexDigitLower);
}
