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
}
