using Dewar.Hosting;
using Xunit;

namespace Dewar.Database;

/// <summary>Databases are brought up to date once, whoever starts, and never by an older Dewar.</summary>
public abstract class MigratorTests(TestDatabase databases) : DatabaseTests(databases)
{
    [Fact]
    public async Task Every_migration_is_applied_once_and_dated()
    {
        var database = Databases.Open(await Databases.Empty());
        await Migrator.Bring(database, Migrator.OfSite, Databases.Clock, default);
        var first = await Applied(database);
        Databases.Clock.Now += TimeSpan.FromDays(1);
        await Migrator.Bring(database, Migrator.OfSite, Databases.Clock, default);

        Assert.Equal(Migrator.OfSite.Select(Path.GetFileName), first.Select(each => each.Name));
        Assert.Equal(first, await Applied(database));
    }

    [Fact]
    public async Task Processes_that_start_together_take_turns()
    {
        var address = await Databases.Empty();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.Bring(Databases.Open(address), Migrator.OfSite, Databases.Clock, default)));

        Assert.Equal(Migrator.OfSite.Count, (await Applied(Databases.Open(address))).Count);
    }

    [Fact]
    public async Task A_database_of_a_newer_Dewar_is_left_alone()
    {
        var (database, _) = await Databases.Ready();
        await database.Execute($"insert into database_migration (name, applied_us) values ('2099-01-01 future.sql', 1)", default);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => Migrator.Bring(database, Migrator.OfSite, Databases.Clock, default));
        Assert.Contains("last used by a newer Dewar (it has '2099-01-01 future.sql')", failure.Message);
        Assert.Contains(database.Description, failure.Message);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        var database = Databases.Open(await Databases.Empty());
        await database.Execute($"create table jobs_job (id bigint)", default);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Migrator.Bring(database, Migrator.OfSite, Databases.Clock, default));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.Number($"select count(*) from access_user", default));
    }

    [Fact]
    public async Task A_transaction_happens_as_a_whole_or_not()
    {
        var (database, _) = await Databases.Ready();
        await Assert.ThrowsAsync<FormatException>(() => database.Write(async write =>
        {
            await write.Execute($"insert into access_group (name, description) values ('half', '')", default);
            throw new FormatException();
        }, default));
        Assert.Equal(0, await database.Number($"select count(*) from access_group", default));
    }

    [Fact]
    public async Task Many_writers_at_once_lose_no_update()
    {
        var (database, _) = await Databases.Ready();
        await database.Execute($"insert into jobs_job (kind, payload, due_us, attempts) values ('count', '', 0, 0)", default);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => database.Write(async write =>
        {
            await write.Lock("count", default);
            var before = await write.Number($"select attempts from jobs_job", default);
            await write.Execute($"update jobs_job set attempts = {before + 1}", default);
        }, default)));

        Assert.Equal(20, await database.Number($"select attempts from jobs_job", default));
    }

    [Fact]
    public async Task Values_travel_as_parameters_and_text_sorts_by_its_bytes()
    {
        var (database, _) = await Databases.Ready();
        string[] names = ["'; drop table access_group; --", "Z", "a", "é", "\uFFFD", "\U0001F600", "@p0", "{json}"];
        await database.Write(write => write.Insert("access_group", ["id", "name", "description"], names.Select((name, i) => new object?[] { i + 1L, name, "" }), default), default);

        Assert.Equal(names.Order(Disk.PathOrder.ByBytes), await database.Query($"select name from access_group order by name", row => row.GetString(0), default));
        Assert.Equal(1, await database.Number($"select id from access_group where name = {names[0]}", default));
        Assert.Equal(0, await database.Number($"select count(*) from access_group where name in {Sql.List(Array.Empty<string>())}", default));
        Assert.Equal(9, await database.Write(write => write.ReserveKeys("catalogue_file", 1, default), default) + 8);
    }

    private static Task<List<(string Name, long At)>> Applied(SiteDatabase database) =>
        database.Query($"select name, applied_us from database_migration order by name", row => (row.GetString(0), row.GetInt64(1)), default);
}

public sealed class MigratorTestsOnSqlite(SqliteFiles databases) : MigratorTests(databases), IClassFixture<SqliteFiles>;

public sealed class MigratorTestsOnPostgres(PostgresDatabases databases) : MigratorTests(databases), IClassFixture<PostgresDatabases>;
