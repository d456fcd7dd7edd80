using Dewar.Hosting;
using Xunit;

namespace Dewar.Access;

/// <summary>Nothing has a default password: the first administrator sets one with a token that works once.</summary>
public abstract class FirstAdministratorTests(TestDatabase databases) : DatabaseTests(databases)
{
    [Fact]
    public async Task The_first_start_gives_a_token_and_the_next_one_another_until_it_was_used()
    {
        var (users, tokens) = await Stores();
        var first = (await users.EnsureAdministrator(null, default))!;
        var second = (await users.EnsureAdministrator(null, default))!;
        Assert.Null(await tokens.Recognise(first, default));
        var found = (await tokens.Recognise(second, default))!.Value;
        Assert.Equal(("setup", "admin"), (found.Kind, found.Caller.Name));

        await users.SetPassword(found.Caller, "admin", TestSite.Password, default);
        Assert.Null(await tokens.Recognise(second, default));
        Assert.Null(await users.EnsureAdministrator(null, default));
        Assert.Equal(Role.Administrator, (await users.Check("admin", TestSite.Password, default))?.Role);
    }

    [Fact]
    public async Task A_password_file_sets_the_password_at_the_first_start_only()
    {
        var (users, _) = await Stores();
        Assert.Null(await users.EnsureAdministrator(TestSite.Password, default));
        Assert.Null(await users.EnsureAdministrator("another password", default));
        Assert.NotNull(await users.Check("admin", TestSite.Password, default));
        Assert.Null(await users.Check("admin", "another password", default));
    }

    [Fact]
    public async Task A_password_file_helps_when_the_link_was_lost()
    {
        var (users, tokens) = await Stores();
        var token = (await users.EnsureAdministrator(null, default))!;
        Assert.Null(await users.EnsureAdministrator(TestSite.Password, default));
        Assert.NotNull(await users.Check("admin", TestSite.Password, default));
        Assert.Null(await tokens.Recognise(token, default));
    }

    [Fact]
    public async Task The_token_runs_out_in_a_week()
    {
        var (users, tokens) = await Stores();
        var token = (await users.EnsureAdministrator(null, default))!;
        Databases.Clock.Now += TimeSpan.FromDays(7);
        Assert.Null(await tokens.Recognise(token, default));
        Assert.NotNull(await tokens.Recognise((await users.EnsureAdministrator(null, default))!, default));
    }

    [Fact]
    public async Task A_password_that_is_too_short_makes_no_administrator()
    {
        var (users, _) = await Stores();
        Assert.Equal("password-too-short", (await Assert.ThrowsAsync<Refusal>(() => users.EnsureAdministrator("short", default))).Code);
        Assert.Empty(await users.List(default));
    }

    private async Task<(UserStore Users, TokenStore Tokens)> Stores()
    {
        var (database, audit) = await Databases.Ready();
        var tokens = new TokenStore(database, audit, Databases.Clock);
        return (new(database, audit, tokens, Databases.Clock), tokens);
    }
}

public sealed class FirstAdministratorTestsOnSqlite(SqliteFiles databases) : FirstAdministratorTests(databases), IClassFixture<SqliteFiles>;

public sealed class FirstAdministratorTestsOnPostgres(PostgresDatabases databases) : FirstAdministratorTests(databases), IClassFixture<PostgresDatabases>;
