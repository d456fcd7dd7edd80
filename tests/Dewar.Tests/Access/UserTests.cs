using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Access;

/// <summary>Accounts, roles and groups.</summary>
public abstract class UserTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task An_account_is_made_changed_disabled_and_enabled()
    {
        var (name, one, two) = (Site.Name("ada"), Site.Name("at"), Site.Name("at"));
        using var _ = await Site.Station(one);
        using var __ = await Site.Station(two);
        var made = await Site.Admin.Post<UserMade>("api/users", new NewUser(name, TestSite.Password, "Ada L.", "ada@example.org", Role.Staff, [two, one, one]));
        Assert.Equal(("Ada L.", Role.Staff, string.Join(' ', new[] { one, two }.Order(StringComparer.Ordinal)), true, null), (made.User.FullName, made.User.Role, string.Join(' ', made.User.StaffOf), made.User.HasPassword, made.SetupToken));
        using var her = await Site.SignIn(name);

        var changed = (await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(Email: "", Role: Role.User, StaffOf: []))).As<User>();
        Assert.Equal(("Ada L.", "", Role.User, 0), (changed.FullName, changed.Email, changed.Role, changed.StaffOf.Count));
        Assert.Equal(Role.User, (await her.Get<Me>("api/me")).Role);

        Assert.NotNull((await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(Disabled: true))).As<User>().DisabledAt);
        (await her.Send("GET", "api/me")).MustBe(401, "token-invalid");
        using var nobody = Site.Nobody();
        (await nobody.Send("POST", "api/sign-in", new SignIn(name, TestSite.Password, "x"))).MustBe(401, "sign-in-failed");
        Assert.Null((await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(Disabled: false))).As<User>().DisabledAt);
        (await nobody.Send("POST", "api/sign-in", new SignIn(name, TestSite.Password, "x"))).MustBe(200);
        (await her.Send("GET", "api/me")).MustBe(401, "token-invalid");
    }

    [Theory]
    [InlineData("", "name-invalid"), InlineData("a b", "name-invalid"), InlineData("-a", "name-invalid"), InlineData("../a", "name-invalid"), InlineData("admin", "user-exists")]
    public async Task A_bad_or_taken_name_is_refused(string name, string code)
    {
        var answer = await Site.Admin.Send("POST", "api/users", new NewUser(name, TestSite.Password));
        answer.MustBe(code == "user-exists" ? 409 : 400, code);
    }

    [Theory, InlineData(301, ""), InlineData(1, "\n"), InlineData(1, "\u001b[31m")]
    public async Task A_full_name_and_an_address_are_one_line(int length, string end)
    {
        var (name, text) = (Site.Name("long"), new string('x', length) + end);
        foreach (var made in new[] { new NewUser(name, FullName: text), new NewUser(name, Email: text) })
        {
            (await Site.Admin.Send("POST", "api/users", made)).MustBe(400, "text-invalid");
        }

        await Site.Admin.Post<UserMade>("api/users", new NewUser(name, FullName: new string('x', 300), Email: "é@example.org"));
        foreach (var change in new[] { new UserChange(FullName: text), new UserChange(Email: text) })
        {
            (await Site.Admin.Send("PATCH", $"api/users/{name}", change)).MustBe(400, "text-invalid");
        }

        Assert.Equal("é@example.org", (await Site.Admin.Get<User>($"api/users/{name}")).Email);
    }

    [Fact]
    public async Task A_short_password_makes_no_account()
    {
        var name = Site.Name("short");
        (await Site.Admin.Send("POST", "api/users", new NewUser(name, "1234567"))).MustBe(400, "password-too-short");
        (await Site.Admin.Send("GET", $"api/users/{name}")).MustBe(404, "user-not-found");
    }

    [Theory, InlineData("nowhere"), InlineData(""), InlineData("../a"), InlineData("größe"), InlineData("a' or 'a'='a")]
    public async Task Nobody_is_staff_of_a_station_that_is_not_there(string nowhere)
    {
        var (name, here) = (Site.Name("staff"), Site.Name("here"));
        using var _ = await Site.Station(here);

        var refusal = (await Site.Admin.Send("POST", "api/users", new NewUser(name, TestSite.Password, Role: Role.Staff, StaffOf: [here, nowhere]))).MustBe(404, "station-not-found");
        Assert.Contains($"no station '{nowhere}'", refusal.Title);
        (await Site.Admin.Send("GET", $"api/users/{name}")).MustBe(404, "user-not-found");

        await Site.Admin.Post<UserMade>("api/users", new NewUser(name, TestSite.Password, Role: Role.Staff, StaffOf: [here]));
        (await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(FullName: "changed", StaffOf: [nowhere]))).MustBe(404, "station-not-found");
        var after = await Site.Admin.Get<User>($"api/users/{name}");
        Assert.Equal(("", here), (after.FullName, Assert.Single(after.StaffOf)));
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        foreach (var change in new[] { new UserChange(Disabled: true), new UserChange(Role: Role.User), new UserChange(Role: Role.Staff, StaffOf: []) })
        {
            (await Site.Admin.Send("PATCH", "api/users/admin", change)).MustBe(409, "last-administrator");
        }

        Assert.Equal(Role.Administrator, (await Site.Admin.Get<Me>("api/me")).Role);
        var second = Site.Name("admin");
        using var other = await Site.User(second, Role.Administrator);
        (await Site.Admin.Send("PATCH", $"api/users/{second}", new UserChange(Disabled: true))).MustBe(200);
    }

    [Fact]
    public async Task A_group_opens_and_shuts_an_experiment_for_its_members()
    {
        var (user, group) = (Site.Name("user"), Site.Name("lab"));
        using var her = await Site.User(user);
        Assert.Equal((group, "ours", 0), (await Site.Admin.Post<Group>("api/groups", new NewGroup(group, "ours"))) is var made ? (made.Name, made.Description, made.Members.Count) : default);
        (await Site.Admin.Send("POST", "api/groups", new NewGroup(group))).MustBe(409, "group-exists");
        (await Site.Admin.Send("POST", "api/groups", new NewGroup(""))).MustBe(400, "name-invalid");
        var experiment = await Site.Experiment(null, null, new Member("group", group, ExperimentRole.Member));

        (await her.Send("GET", $"api/experiments/{experiment.Name}")).MustBe(404);
        for (var i = 0; i < 2; i++)
        {
            (await Site.Admin.Send("PUT", $"api/groups/{group}/members/{user}")).MustBe(204);
        }

        Assert.Equal(ExperimentRole.Member, (await her.Get<Experiment>($"api/experiments/{experiment.Name}")).Role);
        Assert.Equal([user], (await her.Get<List<Group>>("api/groups")).Single(each => each.Name == group).Members);
        // The larger of two roles counts.
        (await Site.Admin.Send("PUT", $"api/experiments/{experiment.Name}/members/user/{user}", new MemberRole(ExperimentRole.Reader))).MustBe(204);
        Assert.Equal(ExperimentRole.Member, (await her.Get<Experiment>($"api/experiments/{experiment.Name}")).Role);
        (await Site.Admin.Send("DELETE", $"api/groups/{group}/members/{user}")).MustBe(204);
        Assert.Equal(ExperimentRole.Reader, (await her.Get<Experiment>($"api/experiments/{experiment.Name}")).Role);
        (await Site.Admin.Send("PUT", $"api/groups/none/members/{user}")).MustBe(404, "group-not-found");
        (await Site.Admin.Send("PUT", $"api/groups/{group}/members/none")).MustBe(404, "user-not-found");
    }

    [Fact]
    public async Task A_token_acts_with_the_role_its_user_has_now()
    {
        var name = Site.Name("risen");
        using var her = await Site.User(name);
        (await her.Send("GET", "api/users")).MustBe(403);
        await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(Role: Role.Administrator));
        (await her.Send("GET", "api/users")).MustBe(200);
        (await her.Send("POST", "api/groups", new NewGroup("x"))).MustBe(403, "scope-too-small");
        await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(Role: Role.User));
        (await her.Send("GET", "api/users")).MustBe(403, "not-permitted");
    }
}

public sealed class UserTestsOnSqlite(SqliteSite site) : UserTests(site), IClassFixture<SqliteSite>;

public sealed class UserTestsOnPostgres(PostgresSite site) : UserTests(site), IClassFixture<PostgresSite>;
