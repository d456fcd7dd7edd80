using Dewar.Audit;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Access;

/// <summary>An administrator sees what somebody else sees; people are found by letters of their names.</summary>
public abstract class ActingTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task An_administrator_sees_what_somebody_sees_and_can_change_nothing()
    {
        var name = Site.Name("seen");
        using var seen = await Site.User(name);
        var own = await Site.Experiment(members: new Member("user", name, ExperimentRole.Owner));
        var hidden = await Site.Experiment();

        var made = await Site.Admin.Post<TokenMade>($"api/users/{name}/view", new ViewReason("a folder is missing"));

        Assert.Equal((Scope.Read, "viewed by admin"), (made.Token.Scope, made.Token.Name));
        Assert.True(made.Token.ExpiresAt - made.Token.CreatedAt <= Acting.Life);
        using var viewer = Site.With(made.Secret);
        Assert.Equal(name, (await viewer.Get<Me>("api/me")).Name);
        (await viewer.Send("GET", $"api/experiments/{own.Name}")).MustBe(200);
        (await viewer.Send("GET", $"api/experiments/{hidden.Name}")).MustBe(404);
        (await viewer.Send("PATCH", $"api/experiments/{own.Name}", new ExperimentChange("other"))).MustBe(403, "scope-too-small");
        (await viewer.Send("POST", "api/tokens", new NewToken("mine", Scope.Read))).MustBe(403);
        (await viewer.Send("POST", $"api/experiments/{own.Name}/shares", new { })).MustBe(403);
        var entry = (await Site.Admin.Get<List<AuditEntry>>("api/audit?limit=10")).First(entry => entry.Action == "view.began");
        Assert.Equal(("admin", name, "a folder is missing"), (entry.Who, entry.Subject, entry.Detail.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Without_a_reason_or_a_point_nobody_is_looked_at()
    {
        var (name, other) = (Site.Name("plain"), Site.Name("head"));
        using var plain = await Site.User(name);
        using var head = await Site.User(other, Role.Administrator);

        (await Site.Admin.Send("POST", $"api/users/{name}/view", new ViewReason(" "))).MustBe(400, "reason-missing");
        (await Site.Admin.Send("POST", $"api/users/{name}/view", new ViewReason("a\nb"))).MustBe(400, "text-invalid");
        (await Site.Admin.Send("POST", $"api/users/{other}/view", new ViewReason("x"))).MustBe(409, "view-pointless");
        (await Site.Admin.Send("POST", "api/users/nobody-here/view", new ViewReason("x"))).MustBe(404, "user-not-found");
        (await plain.Send("POST", $"api/users/{other}/view", new ViewReason("x"))).MustBe(403);
        (await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(Disabled: true))).MustBe(200);
        (await Site.Admin.Send("POST", $"api/users/{name}/view", new ViewReason("x"))).MustBe(409, "view-pointless");
    }

    [Fact]
    public async Task People_and_groups_are_found_by_letters_of_their_names_and_never_all()
    {
        var letters = Site.Name("Zq");
        using var made = await Site.Admin.Post<Group>("api/groups", new NewGroup($"{letters}-lab", "Ångström")) is var _ ? await Site.User($"{letters}-user") : null;
        (await Site.Admin.Send("PATCH", $"api/users/{letters}-user", new UserChange(FullName: "Anna 100% Gold"))).MustBe(200);

        async Task<string> Found(string text) => string.Join(' ', (await made!.Get<List<Person>>($"api/people?text={Uri.EscapeDataString(text)}")).Select(person => $"{person.Kind}:{person.Name}"));

        Assert.Equal($"user:{letters}-user group:{letters}-lab", await Found(letters.ToUpperInvariant()));
        Assert.Equal($"user:{letters}-user", await Found("100% go"));
        Assert.Equal("", await Found("100_ go"));
        Assert.Equal("", await Found(""));
        Assert.Equal("", await Found("z"));
        Assert.Equal("", await Found("%"));
        using var station = await Site.Station(Site.Name("station"));
        (await station.Send("GET", "api/people?text=an")).MustBe(403);
    }
}

public sealed class ActingTestsOnSqlite(SqliteSite site) : ActingTests(site), IClassFixture<SqliteSite>;

public sealed class ActingTestsOnPostgres(PostgresSite site) : ActingTests(site), IClassFixture<PostgresSite>;
