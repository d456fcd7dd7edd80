using Xunit;

namespace Dewar.Database;

public sealed class SiteDatabaseTests
{
    [Theory]
    [InlineData("postgres://me:secret@db.example:6543/site", "PostgreSQL db.example:6543/site")]
    [InlineData("postgresql://me@db.example/site?SSL%20Mode=Require", "PostgreSQL db.example:5432/site")]
    public async Task A_database_describes_itself_without_its_secrets(string address, string description)
    {
        await using var database = SiteDatabase.Open(address, "");
        Assert.Equal(description, database.Description);
        Assert.True(database.IsPostgres);
    }

    [Fact]
    public async Task With_nothing_said_it_is_a_file()
    {
        await using var database = SiteDatabase.Open("", "/nowhere/site.db");
        Assert.EndsWith(" /nowhere/site.db", database.Description);
        Assert.False(database.IsPostgres);
    }

    [Fact]
    public void Another_kind_is_refused() =>
        Assert.Contains("write postgres://", Assert.Throws<FormatException>(() => SiteDatabase.Open("mysql://x/y", "")).Message);

    [Fact]
    public async Task A_server_that_is_not_there_is_away()
    {
        await using var database = SiteDatabase.Open("postgres://nobody@127.0.0.1:1/none", "");
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => database.Number($"select 1", default));
        Assert.True(database.IsAway(failure));
        Assert.False(database.IsAway(new InvalidOperationException()));
    }

    /// <summary>A full disk makes SQLite roll back by itself; the roll-back that is then tried in vain must not be what is told.</summary>
    [Fact]
    public async Task When_SQLite_ended_the_transaction_by_itself_the_first_failure_is_told()
    {
        using var folder = new Disk.TestFolder();
        await using var database = SiteDatabase.Open("", System.IO.Path.Combine(folder.Path, "site.db"));
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => database.Write(async write =>
        {
            await write.Execute($"create table t (x bigint)", default);
            await write.Execute($"rollback", default);
            throw new InvalidOperationException("the first");
        }, default));

        Assert.Equal("the first", failure.Message);
        await database.Execute($"create table t (x bigint)", default);
    }

    [Theory, InlineData(20), InlineData(1000)]
    public async Task A_full_disk_is_told_from_a_server_that_is_away_at_the_commit_and_before_it(int rows)
    {
        await using var disk = await Transfers.SmallDisk.Mount(1);
        await using var database = SiteDatabase.Open("", System.IO.Path.Combine(disk.Path, "site.db"));
        await database.Execute($"create table t (x text not null)", default);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => database.Write(async write =>
        {
            for (var row = 0; row < rows; row++)
            {
                await write.Execute($"insert into t values ({new string('x', 100_000)})", default);
            }
        }, default));

        Assert.True(database.IsFull(failure), failure.ToString());
        Assert.False(database.IsAway(failure));
        Assert.Equal(0, await database.Number($"select count(*) from t", default));
        await database.Execute($"insert into t values ('fits')", default);
    }
}
