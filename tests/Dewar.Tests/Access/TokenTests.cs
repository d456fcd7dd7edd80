using Dewar.Audit;
using Dewar.Database;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Access;

/// <summary>Tokens: what they carry, how long, and who may end them.</summary>
public abstract class TokenTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task A_token_is_listed_without_its_secret_and_revoked_by_id_or_name()
    {
        using var me = await Site.User(Site.Name("user"));
        var one = await me.Post<TokenMade>("api/tokens", new NewToken("one", Scope.Read, "30d"));
        var two = await me.Post<TokenMade>("api/tokens", new NewToken("two", Scope.Write));
        Assert.StartsWith($"dewar_{one.Token.Id}_", one.Secret);
        Assert.Equal(TimeSpan.FromDays(30), one.Token.ExpiresAt - one.Token.CreatedAt);

        var listed = (await me.Send("GET", "api/tokens")).MustBe(200);
        Assert.Equal(["one", "test", "two"], listed.As<List<Token>>().Select(each => each.Name).Order());
        Assert.DoesNotContain(one.Secret.Split('_', 3)[2], listed.Text);

        (await me.Send("DELETE", "api/tokens/one")).MustBe(204);
        (await me.Send("DELETE", $"api/tokens/{two.Token.Id}")).MustBe(204);
        foreach (var secret in new[] { one.Secret, two.Secret })
        {
            using var revoked = Site.With(secret);
            (await revoked.Send("GET", "api/me")).MustBe(401, "token-invalid");
        }

        (await me.Send("DELETE", "api/tokens/one")).MustBe(404, "token-not-found");
    }

    [Fact]
    public async Task Ones_own_computer_gets_a_token_that_is_its_own_only_and_ends_with_its_person()
    {
        var name = Site.Name("user");
        using var me = await Site.User(name);
        using var reading = Site.With(await Site.Token(name, Scope.Read));
        var own = await me.Post<TokenMade>("api/tokens", new NewToken("laptop", Scope.Station, "1d", OwnStation.Of(name, "laptop-1")));
        using var laptop = Site.With(own.Secret);

        Assert.Equal(OwnStation.Of(name, "laptop-1"), (await laptop.Get<Me>("api/me")).Station);
        (await laptop.Send("GET", $"api/stations/{Uri.EscapeDataString(OwnStation.Of(name, "laptop-2"))}/assignments")).MustBe(403);
        (await laptop.Send("GET", "api/tokens")).MustBe(200);
        Assert.Contains((await me.Get<List<Token>>("api/tokens")), token => token.Id == own.Token.Id);
        foreach (var station in new[] { OwnStation.Of("admin", "laptop-1"), OwnStation.Of(name), OwnStation.Of(name + "x", "a"), "~", "tem1" })
        {
            (await me.Send("POST", "api/tokens", new NewToken("laptop", Scope.Station, "1d", station))).MustBe(403, "not-permitted");
        }

        (await reading.Send("POST", "api/tokens", new NewToken("laptop", Scope.Station, "1d", OwnStation.Of(name, "laptop-1")))).MustBe(403);
        (await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(Disabled: true))).MustBe(200);
        (await laptop.Send("GET", "api/me")).MustBe(401, "token-invalid");
    }

    [Fact]
    public async Task Of_two_tokens_with_a_name_one_must_be_named_by_id()
    {
        using var me = await Site.User(Site.Name("user"));
        var tokens = new[] { await me.Post<TokenMade>("api/tokens", new NewToken("same", Scope.Read)), await me.Post<TokenMade>("api/tokens", new NewToken("same", Scope.Read)) };

        var refusal = (await me.Send("DELETE", "api/tokens/same")).MustBe(409, "token-ambiguous");
        Assert.All(tokens, token => Assert.Contains(token.Token.Id, refusal.Title));
        (await me.Send("DELETE", $"api/tokens/{tokens[0].Token.Id}")).MustBe(204);
    }

    [Fact]
    public async Task One_sees_and_ends_only_ones_own_tokens_an_administrator_all()
    {
        using var me = await Site.User(Site.Name("user"));
        using var other = await Site.User(Site.Name("user"));
        var mine = await me.Post<TokenMade>("api/tokens", new NewToken(Site.Name("mine"), Scope.Read));

        (await other.Send("DELETE", $"api/tokens/{mine.Token.Id}")).MustBe(404, "token-not-found");
        Assert.DoesNotContain(await other.Get<List<Token>>("api/tokens"), each => each.Id == mine.Token.Id);
        (await other.Send("GET", "api/tokens?all=true")).MustBe(403, "not-permitted");
        Assert.Contains(await Site.Admin.Get<List<Token>>("api/tokens?all=true"), each => each.Id == mine.Token.Id);
        (await Site.Admin.Send("DELETE", $"api/tokens/{mine.Token.Id}")).MustBe(204);
    }

    [Fact]
    public async Task A_token_never_carries_more_than_the_one_that_made_it()
    {
        using var user = await Site.User(Site.Name("user"));
        (await user.Send("POST", "api/tokens", new NewToken("x", Scope.Admin))).MustBe(403, "scope-too-small");
        using var adminWrites = Site.With(await Site.Token("admin", Scope.Write));
        (await adminWrites.Send("POST", "api/tokens", new NewToken("x", Scope.Admin))).MustBe(403, "scope-too-small");
        (await Site.Admin.Send("POST", "api/tokens", new NewToken("x", Scope.Admin))).MustBe(200);
        using var reads = Site.With((await user.Post<TokenMade>("api/tokens", new NewToken("r", Scope.Read))).Secret);
        (await reads.Send("POST", "api/tokens", new NewToken("x", Scope.Read))).MustBe(403, "scope-too-small");
    }

    [Fact]
    public async Task A_stations_token_is_made_by_its_staff_only()
    {
        var (here, there) = (Site.Name("here"), Site.Name("there"));
        using var _ = await Site.Station(here);
        using var __ = await Site.Station(there);
        using var staff = await Site.User(Site.Name("staff"), Role.Staff, here);
        var made = await staff.Post<TokenMade>("api/tokens", new NewToken(here, Scope.Station));
        Assert.Equal((here, "station", null), (made.Token.Station, made.Token.Kind, made.Token.User));
        (await staff.Send("POST", "api/tokens", new NewToken(there, Scope.Station))).MustBe(403, "not-permitted");
        (await staff.Send("POST", "api/tokens", new NewToken("x", Scope.Station, Station: there))).MustBe(403, "not-permitted");
        using var station = Site.With(made.Secret);
        Assert.Equal((here, Scope.Station), (await station.Get<Me>("api/me")) is var me ? (me.Station, me.Scope) : default);
    }

    [Fact]
    public async Task No_token_is_made_for_a_station_that_is_not_there()
    {
        var (here, gone) = (Site.Name("here"), Site.Name("gone"));
        using var _ = await Site.Station(here);

        (await Site.Admin.Send("POST", "api/tokens", new NewToken(gone, Scope.Station))).MustBe(404, "station-not-found");
        // The station is the one that is named, not what the token is called.
        Assert.Contains($"'{gone}'", (await Site.Admin.Send("POST", "api/tokens", new NewToken(here, Scope.Station, Station: gone))).MustBe(404, "station-not-found").Title);
        // Who would not be allowed to is not told whether it is there.
        using var user = await Site.User(Site.Name("user"));
        (await user.Send("POST", "api/tokens", new NewToken(gone, Scope.Station))).MustBe(403, "not-permitted");
        Assert.DoesNotContain(await Site.Admin.Get<List<Token>>("api/tokens?all=true"), each => each.Station == gone || each.Name == gone);

        Assert.Equal(here, (await Site.Admin.Post<TokenMade>("api/tokens", new NewToken(gone, Scope.Station, Station: here))).Token.Station);
    }

    [Fact]
    public async Task A_station_and_another_scope_do_not_go_together()
    {
        var here = Site.Name("here");
        using var _ = await Site.Station(here);
        (await Site.Admin.Send("POST", "api/tokens", new NewToken("x", Scope.Read, Station: here))).MustBe(400, "scope-invalid");
    }

    [Theory]
    [InlineData("""{"name":"x","scope":"read","expires":"soon"}""", "expiry-invalid")]
    [InlineData("""{"name":"x","scope":"read","expires":"0s"}""", "expiry-invalid")]
    [InlineData("""{"name":"x","scope":"read","expires":"9999d"}""", "expiry-invalid")]
    [InlineData("""{"name":" ","scope":"read"}""", "name-invalid")]
    [InlineData("""{"name":"a\nb","scope":"read"}""", "name-invalid")]
    [InlineData("""{"name":"x","scope":"everything"}""", "request-invalid")]
    [InlineData("""{"name":"x"}""", "request-invalid")]
    public async Task A_token_that_makes_no_sense_is_refused(string body, string code) => (await Site.Admin.Send("POST", "api/tokens", body)).MustBe(400, code);

    [Fact]
    public async Task A_token_ends_at_its_hour()
    {
        var clock = new SetClock { Now = TimeProvider.System.GetUtcNow() };
        var tokens = new TokenStore(Site.Database, new AuditLog(Site.Database, clock), clock);
        var made = await tokens.Make(Caller.Nobody, "program", "short", 1, null, Scope.Read, TimeSpan.FromHours(1), default);

        clock.Now += TimeSpan.FromMinutes(59);
        Assert.Equal("admin", (await tokens.Recognise(made.Secret, default))?.Caller.Name);
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Null(await tokens.Recognise(made.Secret, default));
        Assert.DoesNotContain(await tokens.List(1, default), each => each.Name == "short");
    }

    [Fact]
    public async Task A_name_means_no_token_that_has_ended()
    {
        var clock = new SetClock { Now = TimeProvider.System.GetUtcNow() };
        var tokens = new TokenStore(Site.Database, new AuditLog(Site.Database, clock), clock);
        var name = Site.Name("renewed");
        var old = await tokens.Make(Caller.Nobody, "program", name, 1, null, Scope.Read, TimeSpan.FromHours(1), default);
        var young = await tokens.Make(Caller.Nobody, "program", name, 1, null, Scope.Read, TimeSpan.FromHours(2), default);
        await Assert.ThrowsAsync<Refusal>(() => tokens.Revoke(Caller.Nobody, 1, name, default));

        clock.Now += TimeSpan.FromHours(1);
        await tokens.Revoke(Caller.Nobody, 1, name, default);
        Assert.Null(await tokens.Recognise(young.Secret, default));
        Assert.Equal("token-not-found", (await Assert.ThrowsAsync<Refusal>(() => tokens.Revoke(Caller.Nobody, 1, name, default))).Code);
        await tokens.Revoke(Caller.Nobody, 1, old.Token.Id, default);
    }

    [Fact]
    public async Task Use_is_noted_but_not_at_every_request()
    {
        var clock = new SetClock { Now = TimeProvider.System.GetUtcNow() };
        var tokens = new TokenStore(Site.Database, new AuditLog(Site.Database, clock), clock);
        var made = await tokens.Make(Caller.Nobody, "program", Site.Name("used"), 1, null, Scope.Read, TimeSpan.FromHours(1), default);
        async Task<DateTimeOffset?> Used()
        {
            await tokens.Recognise(made.Secret, default);
            return (await tokens.List(1, default)).Single(each => each.Id == made.Token.Id).UsedAt;
        }

        var first = await Used();
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(first, await Used());
        clock.Now += TimeSpan.FromMinutes(5);
        Assert.True(await Used() > first);
    }
}

public sealed class TokenTestsOnSqlite(SqliteSite site) : TokenTests(site), IClassFixture<SqliteSite>;

public sealed class TokenTestsOnPostgres(PostgresSite site) : TokenTests(site), IClassFixture<PostgresSite>;
