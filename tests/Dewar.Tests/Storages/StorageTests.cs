using Dewar.Hosting;
using Xunit;

namespace Dewar.Storages;

/// <summary>A storage is known by its mark; an empty mount point is never taken for it.</summary>
public abstract class StorageTests(TestDatabase databases) : DatabaseTests(databases), IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-test-").FullName;

    [Fact]
    public async Task A_storage_is_made_once_and_marked()
    {
        var store = await Store();
        var path = Path.Combine(_folder, "new/main");
        await store.Ensure(new Dictionary<string, string> { ["main"] = path }, default);
        await store.Ensure(new Dictionary<string, string> { ["main"] = path }, default);

        var storage = Assert.Single(await store.List(default));
        Assert.Equal((await File.ReadAllTextAsync(Path.Combine(path, ".dewar-storage"))).Trim(), storage.Mark);
        Assert.True(StorageStore.View(storage) is { Here: true, FreeBytes: > 0, TotalBytes: > 0, Trouble: null });
    }

    [Fact]
    public async Task A_tree_of_another_site_is_not_taken()
    {
        await (await Store()).Ensure(new Dictionary<string, string> { ["main"] = _folder }, default);
        var refusal = await Assert.ThrowsAsync<Refusal>(async () => await (await Store()).Ensure(new Dictionary<string, string> { ["main"] = _folder }, default));
        Assert.Equal("storage-taken", refusal.Code);
    }

    [Fact]
    public async Task One_that_cannot_be_made_is_named_with_what_to_do()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        foreach (var path in new[] { file, Path.Combine(file, "below"), "/proc/dewar" })
        {
            var store = await Store();
            var failure = await Assert.ThrowsAsync<IOException>(() => store.Ensure(new Dictionary<string, string> { ["main"] = path }, default));
            Assert.StartsWith($"The storage 'main' can't be made at '{path}': ", failure.Message);
            Assert.Contains($"that the user '{Environment.UserName}' may write to", failure.Message);
        }
    }

    [Fact]
    public async Task A_moved_storage_must_bring_its_mark()
    {
        var store = await Store();
        var (old, moved, empty) = (Path.Combine(_folder, "old"), Path.Combine(_folder, "moved"), Path.Combine(_folder, "empty"));
        await store.Ensure(new Dictionary<string, string> { ["main"] = old }, default);
        Directory.CreateDirectory(empty);
        await Assert.ThrowsAnyAsync<IOException>(() => store.Ensure(new Dictionary<string, string> { ["main"] = empty }, default));
        Directory.Move(old, moved);
        await store.Ensure(new Dictionary<string, string> { ["main"] = moved }, default);

        Assert.Equal(moved, (await store.List(default)).Single().Path);
    }

    [Fact]
    public async Task One_that_is_not_mounted_says_so()
    {
        var store = await Store();
        await store.Ensure(new Dictionary<string, string> { ["main"] = Path.Combine(_folder, "s") }, default);
        Directory.Move(Path.Combine(_folder, "s"), Path.Combine(_folder, "away"));
        Directory.CreateDirectory(Path.Combine(_folder, "s"));

        var view = StorageStore.View((await store.List(default)).Single());
        Assert.False(view.Here);
        Assert.Contains("not mounted", view.Trouble);
        // Nor is it marked anew at the next start.
        await store.Ensure(new Dictionary<string, string> { ["main"] = Path.Combine(_folder, "s") }, default);
        Assert.False(File.Exists(Path.Combine(_folder, "s/.dewar-storage")));
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task<StorageStore> Store()
    {
        var (database, audit) = await Databases.Ready();
        return new(database, audit, Databases.Clock);
    }
}

public sealed class StorageTestsOnSqlite(SqliteFiles databases) : StorageTests(databases), IClassFixture<SqliteFiles>;

public sealed class StorageTestsOnPostgres(PostgresDatabases databases) : StorageTests(databases), IClassFixture<PostgresDatabases>;
