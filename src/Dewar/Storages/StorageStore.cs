using Dewar.Audit;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Storages;

/// <summary>The storages of the settings, made known to the database and marked on disk.</summary>
internal sealed class StorageStore(SiteDatabase database, AuditLog audit, TimeProvider time)
{
    public Task<List<Storage>> List(CancellationToken ct) => database.Query(
        $"select id, name, kind, path, mark from storages_storage order by id",
        row => new Storage(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)), ct);

    public async Task<Storage> Get(long id, CancellationToken ct) => (await List(ct)).Single(each => each.Id == id);

    /// <summary>
    /// Makes what the settings name. A storage that was known before must already have its mark: it is never made anew in what may be
    /// the empty mount point of the real one.
    /// </summary>
    public async Task Ensure(IReadOnlyDictionary<string, string> storages, CancellationToken ct)
    {
        foreach (var (name, path) in storages)
        {
            await audit.Write(async write =>
            {
                await write.Lock("storages", ct);
                var known = await write.First($"select path, mark from storages_storage where name = {name}", row => (Path: row.GetString(0), Mark: row.GetString(1)), ct);
                if (known.Mark is null)
                {
                    var mark = MarkTree(name, path);
                    await write.Execute($"""
                        insert into storages_storage (name, kind, path, mark, created_us)
                        values ({name}, 'managed', {path}, {mark}, {time.GetUtcNow().InMicroseconds})
                        """, ct);
                    await audit.Append(write, "site", "storage.added", name, null, new { path }, ct);
                }
                else if (known.Path != path)
                {
                    MarkedTree.Open(path, known.Mark, name).Dispose();
                    await write.Execute($"update storages_storage set path = {path} where name = {name}", ct);
                    await audit.Append(write, "site", "storage.moved", name, null, new { from = known.Path, to = path }, ct);
                }
            }, ct);
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
