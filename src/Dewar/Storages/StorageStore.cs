using Dewar.Audit;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Storages;

/// <summary>The storages of the settings, made known to the database and marked on disk.</summary>
internal sealed class StorageStore(SiteDatabase database, AuditLog audit, TimeProvider time)
{
    public Task<List<Storage>> List(CancellationToken ct) => database.Read(read => List(read, ct), ct);

    /// <summary>In the order in which they were added.</summary>
    public static Task<List<Storage>> List(Transaction read, CancellationToken ct) => read.Query(
        $"select id, name, kind, path, mark from storages_storage order by id",
        row => new Storage(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)), ct);

    public async Task<Storage> Get(long id, CancellationToken ct) => (await List(ct)).Single(each => each.Id == id);

    /// <summary>Does something in the tree of a storage that is Dewar's to change.</summary>
    public async Task In(long id, Action<Folder> work, CancellationToken ct)
    {
        var storage = await Get(id, ct);
        if (storage.IsInPlace)
        {
            throw Refusal.Conflict("storage-in-place", $"The storage '{storage.Name}' is only read; what is in it stays where it is.");
        }

        using var tree = storage.Open();
        work(tree);
    }

    public async Task<Storage> Named(string name, CancellationToken ct) => (await List(ct)).Find(each => each.Name == name) ?? throw Refusal.NotFound("storage", name);

    /// <summary>
    /// Makes what the settings name. A storage that was known before must already have its mark: it is never made anew in what may be
    /// the empty mount point of the real one. In place there is nothing to bring along: whoever names another path says that this is it.
    /// </summary>
    /// <param name="storages">By name, as in the settings.</param>
    public async Task Ensure(IReadOnlyDictionary<string, string> storages, CancellationToken ct)
    {
        foreach (var (name, text) in storages)
        {
            await audit.Write(write => Ensure(write, name, StorageSetting.Of(text), ct), ct);
        }
    }

    /// <summary>Takes what is at an in-place storage's path for that storage from now on.</summary>
    public Task Accept(string who, Storage storage, CancellationToken ct) => audit.Write(async write =>
    {
        if (!storage.IsInPlace)
        {
            throw Refusal.Conflict("storage-marked", $"'{storage.Name}' is a managed storage: it is known by its own {MarkedTree.MarkFile}. Restore that file.");
        }

        var mark = UnmarkedTree.Mark(storage.Path);
        await write.Execute($"update storages_storage set mark = {mark} where id = {storage.Id}", ct);
        await audit.Append(write, who, "storage.accepted", storage.Name, null, new { storage.Path, from = storage.Mark, to = mark }, ct);
    }, ct);

    private async Task Ensure(Transaction write, string name, StorageSetting wanted, CancellationToken ct)
    {
        await write.Lock("storages", ct);
        var known = await write.First($"select kind, path, mark from storages_storage where name = {name}", row => new { Kind = row.GetString(0), Path = row.GetString(1), Mark = row.GetString(2) }, ct);
        if (known is null)
        {
            var mark = wanted.Kind == StorageSetting.InPlace ? MarkInPlace(name, wanted.Path) : MarkTree(name, wanted.Path);
            await write.Execute($"""
                insert into storages_storage (name, kind, path, mark, created_us)
                values ({name}, {wanted.Kind}, {wanted.Path}, {mark}, {time.GetUtcNow().InMicroseconds})
                """, ct);
            await audit.Append(write, "site", "storage.added", name, null, new { wanted.Kind, wanted.Path }, ct);
        }
        else if (known.Kind != wanted.Kind)
        {
            throw Refusal.Conflict("storage-kind", $"The storage '{name}' is {known.Kind} and can't become {wanted.Kind}. Give the other one another name.");
        }
        else if (known.Path != wanted.Path)
        {
            var mark = wanted.Kind == StorageSetting.InPlace ? MarkInPlace(name, wanted.Path) : known.Mark;
            new Storage(0, name, wanted.Kind, wanted.Path, mark).Open().Dispose();
            await write.Execute($"update storages_storage set path = {wanted.Path}, mark = {mark} where name = {name}", ct);
            await audit.Append(write, "site", "storage.moved", name, null, new { from = known.Path, to = wanted.Path }, ct);
        }
    }

    public static StorageView View(Storage storage)
    {
        try
        {
            storage.Open().Dispose();
            var drive = new DriveInfo(storage.Path);
            return new(storage.Name, storage.Kind, storage.Path, true, null, drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (IOException away)
        {
            return new(storage.Name, storage.Kind, storage.Path, false, away.Message, null, null);
        }
    }

    private static string MarkTree(string name, string path)
    {
        try
        {
            return MarkNew(name, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = File.Exists(path) ? "it is a file" : failure.Message.TrimEnd('.');
            throw new IOException($"The storage '{name}' can't be made at '{path}': {reason}. It must be a folder that the user '{Environment.UserName}' may write to; "
                + "a service under systemd also needs it in ReadWritePaths.", failure);
        }
    }

    private static string MarkInPlace(string name, string path)
    {
        try
        {
            return UnmarkedTree.Mark(path);
        }
        catch (IOException failure)
        {
            throw new IOException($"The in-place storage '{name}' can't be read at '{path}': {failure.Message.TrimEnd('.')}. It must be a folder that is there already.", failure);
        }
    }

    private static string MarkNew(string name, string path)
    {
        Directory.CreateDirectory(path);
        var file = Path.Combine(path, MarkedTree.MarkFile);
        if (File.Exists(file))
        {
            throw new Refusal(409, "storage-taken",
                $"'{path}' belongs to another Dewar site already (it has a {MarkedTree.MarkFile}). Give the storage '{name}' a folder of its own.");
        }

        var mark = Guid.CreateVersion7().ToString("N");
        MarkedTree.Mark(path, mark);
        return mark;
    }
}
