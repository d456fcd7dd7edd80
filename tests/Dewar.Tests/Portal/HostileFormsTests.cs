using System.Net;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Xunit;

namespace Dewar.Portal;

/// <summary>
/// What people who mean harm type into forms and addresses: it comes back as it is, executes nothing, and reaches nobody else's things. That no
/// foreign page can send a form is tried on every route by the route tests.
/// </summary>
public abstract class HostileFormsTests(TestSite site) : SiteTests(site)
{
    private const string Markup = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}";

    public static TheoryData<string> Nasty =>
        [Markup, "‮gpj.exe‬", "bell\u0007 and \u001b[31m", "' or 1=1; drop table access_user; --", "javascript:alert(1)", "../../etc/passwd", "${7*7} %s %00 \\", new string('x', 5000)];

    /// <summary>Every form with text in it, with a field filled for each hole.</summary>
    private static readonly (string Path, string[] Fields)[] Forms =
    [
        ("admin/people", ["name", "full", "email", "role"]), ("admin/people/victim", ["full", "email", "role", "station"]), ("admin/people/victim/password", ["password"]),
        ("admin/groups", ["name", "description"]), ("admin/groups/team/members", ["user"]), ("admin/groups/team/remove", ["user"]), ("admin/tokens", ["name", "expires", "for"]),
        ("admin/types", ["name", "description", "properties"]), ("admin/types/remove", ["name"]), ("admin/stations", ["name", "description"]),
        ("stations/place", ["description", "template", "storage"]), ("stations/place/instruments", ["name", "description", "quiet", "marker", "temporary"]),
        ("account/tokens", ["name", "scope", "expires"]), ("account/password", ["current", "password"]), ("new-experiment", ["name", "type", "title", "description", "proposal", "starts"]),
        ("experiments/hostile/acquire", ["folder", "station", "to", "quiet", "instrument", "include", "exclude", "marker", "for", "meta", "verify", "kind"]),
        ("experiments/hostile/member", ["kind", "member", "role"]), ("sign-in", ["name", "password", "next"]), ("set-password", ["token", "password"]),
    ];

    [Theory, MemberData(nameof(Nasty))]
    public async Task Whatever_is_typed_into_any_form_no_form_fails_and_none_shows_it_as_markup(string typed)
    {
        await Furnish();
        foreach (var (path, fields) in Forms)
        {
            foreach (var one in fields.Append("*"))
            {
                var answer = await Send(Site.Admin, path, [.. fields.Select(field => (field, one == "*" || one == field ? typed : "plain"))]);
                Assert.True(answer.Status < 500, $"{path}, {one}: {answer.Status} {answer.Text}");
                Assert.DoesNotContain("<script>alert", answer.Text);
                Assert.DoesNotContain("<img src=x", answer.Text);
                // Nobody else here makes experiments of a type that is on a list.
                await Send(Site.Admin, "admin/types/remove", [("name", fields is ["name", "description", "properties"] ? one is "name" or "*" ? typed.Trim() : "plain" : "")]);
                Assert.True(answer.Headers.Location is not { } to || to.OriginalString.StartsWith('/') && !to.OriginalString.StartsWith("//", StringComparison.Ordinal), $"{path} leads to {answer.Headers.Location}");
            }
        }
    }

    [Theory, MemberData(nameof(Nasty))]
    public async Task Whatever_stands_in_an_address_pages_show_it_as_text_or_not_at_all(string typed)
    {
        await Furnish();
        var told = Uri.EscapeDataString(typed);
        foreach (var path in new[]
        {
            $"admin/people?text={told}&show={told}", $"admin/people/victim?done={told}", $"admin/groups?done={told}", $"admin/tokens?done={told}", $"admin/types?done={told}", $"account?done={told}",
            $"stations/place?done={told}", $"admin/storages?done={told}", $"admin/audit?text={told}&who={told}&action={told}&subject={told}", $"admin/audit?from={told}", $"admin/audit?before={told}",
            $"experiments/hostile/acquire?folder={told}&to={told}&include={told}&meta={told}&for={told}&quiet={told}&verify={told}&after={told}", $"experiments/hostile/upload?to={told}",
            $"experiments?text={told}&type={told}", $"sign-in?next={told}", $"admin/people/{told}", $"stations/{told}", $"experiments/hostile/acquisitions/{told}", $"experiments/{told}/acquire",
        })
        {
            var answer = await Site.Admin.Send("GET", path, null, ("Accept", "text/html"));
            Assert.True(answer.Status < 500, $"{path}: {answer.Status} {answer.Text}");
            Assert.DoesNotContain("<script>alert", answer.Text);
            Assert.DoesNotContain("<img src=x", answer.Text);
            Assert.DoesNotContain("‮", answer.Text.Replace(" value=\"‮gpj.exe‬\"", "", StringComparison.Ordinal).Replace(">‮gpj.exe‬</textarea>", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Names_with_markup_are_shown_on_every_page_that_lists_them()
    {
        await Furnish();
        await Send(Site.Admin, "admin/groups", [("name", "<i>lab"), ("description", Markup)]);
        await Send(Site.Admin, "admin/types", [("name", "<i>type"), ("description", Markup), ("properties", "<u>key")]);
        await Send(Site.Admin, "admin/people/victim", [("full", Markup), ("email", "<u>mail"), ("role", "user")]);
        await Send(Site.Admin, "stations/place", [("description", Markup), ("template", Instruments.Station.DefaultTemplate)]);
        await Send(Site.Admin, "account/tokens", [("name", Markup), ("scope", "read"), ("expires", "1d")]);
        try
        {
            foreach (var (path, text) in new[]
            {
                ("admin/groups", "<i>lab"), ("admin/types", "<u>key"), ("admin/people", "<u>mail"), ("admin/people/victim", Markup), ("admin/stations", Markup), ("stations/place", Markup),
                ("admin/tokens", Markup), ("account", Markup), ("admin/audit?action=group.added", "<i>lab"),
            })
            {
                var page = (await Site.Admin.Send("GET", path, null, ("Accept", "text/html"))).MustBe(200).Text;
                Assert.DoesNotContain(text, page);
                Assert.Contains(text, WebUtility.HtmlDecode(page));
            }
        }
        finally
        {
            await Send(Site.Admin, "admin/types/remove", [("name", "<i>type")]);
        }
    }

    [Fact]
    public async Task Nobody_reaches_the_things_of_another_by_their_ids()
    {
        await Furnish();
        var (mallory, victim) = (Site.Name("mallory"), Site.Name("victim"));
        using var bad = await Site.User(mallory);
        using var good = await Site.User(victim);
        var own = await Site.Experiment(members: new Member("user", mallory, ExperimentRole.Owner));
        var token = (await good.Post<TokenMade>("api/tokens", new NewToken("mine", Scope.Read))).Token.Id;
        var line = await Site.Beamline();

        (await Send(bad, $"account/tokens/{token}/revoke", [])).MustBe(404);
        Assert.Contains(await good.Get<List<Token>>("api/tokens"), each => each.Id == token);
        Assert.DoesNotContain(token, (await bad.Send("GET", "account", null, ("Accept", "text/html"))).MustBe(200).Text);

        foreach (var act in new[] { "", "/stop", "/retry" })
        {
            // Neither where it is, nor through an experiment of one's own.
            foreach (var experiment in new[] { line.Experiment.Name, own.Name })
            {
                var path = $"experiments/{experiment}/acquisitions/{line.Acquisition.Id}{act}";
                (act.Length == 0 ? await bad.Send("GET", path, null, ("Accept", "text/html")) : await Send(bad, path, [])).MustBe(404);
            }
        }

        (await Send(bad, $"stations/{line.Experiment.Station}", [("description", "mine"), ("template", "x/{experiment}")])).MustBe(403);
        (await Send(bad, $"stations/{line.Experiment.Station}/instruments", [("name", "mine")])).MustBe(403);
        (await Send(bad, $"admin/people/{victim}/password", [("password", "stolen-password")])).MustBe(403);
        (await Send(bad, $"experiments/{line.Experiment.Name}/acquire", [("folder", "/data")])).MustBe(404);
        Assert.Null((await Site.Admin.Get<Acquisition>($"api/experiments/{line.Experiment.Name}/acquisitions/{line.Acquisition.Id}")).StopRequestedAt);
    }

    [Theory]
    [InlineData("admin/people/..%2f..%2fadmin")]
    [InlineData("stations/..%2fadmin")]
    [InlineData("stations/place%00")]
    [InlineData("experiments/..%2fhostile/acquire")]
    [InlineData("experiments/hostile/acquisitions/..%2f..%2fupload")]
    [InlineData("portal/x/..%2f..%2fdewar.db")]
    public async Task Paths_lead_nowhere_else(string path)
    {
        await Furnish();
        var answer = await Site.Admin.Send("GET", path, null, ("Accept", "text/html"));
        Assert.True(answer.Status is 400 or 404, $"{answer.Status}: {answer.Text}");
    }

    [Fact]
    public async Task A_new_password_of_ones_own_needs_the_present_one_even_of_an_administrator()
    {
        var name = Site.Name("boss");
        using var boss = await Site.User(name, Role.Administrator);
        (await Send(boss, "account/password", [("current", "a guess"), ("password", "another-horse")])).MustBe(400);
        Assert.Equal("/sign-in?now=password-set", (await Send(boss, "account/password", [("current", TestSite.Password), ("password", "another-horse")])).Headers.Location!.OriginalString);
    }

    private async Task Furnish()
    {
        if (await Site.Database.Number($"select count(*) from access_user where name = {"victim"}", default) == 0)
        {
            using var _ = await Site.User("victim");
            using var station = await Site.Station("place");
            await Site.Admin.Post<Group>("api/groups", new NewGroup("team"));
            await Site.Experiment("hostile", "place");
        }
    }

    private async Task<Answer> Send(Client client, string path, (string Name, string Value)[] fields)
    {
        var request = client.Request("POST", path);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("Origin", Site.Address.ToString().TrimEnd('/'));
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await client.Send(request);
    }
}

public sealed class HostileFormsTestsOnSqlite(SqliteSite site) : HostileFormsTests(site), IClassFixture<SqliteSite>;

public sealed class HostileFormsTestsOnPostgres(PostgresSite site) : HostileFormsTests(site), IClassFixture<PostgresSite>;
