using Microsoft.AspNetCore.Routing;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Xunit;

namespace Dewar.Access;

/// <summary>Walks every route of a running site as every kind of caller, against the written table.</summary>
public abstract class RouteTests(TestSite site) : SiteTests(site), IAsyncLifetime
{
    private readonly Dictionary<string, Func<Task<string>>> _tokens = [];

    public async ValueTask InitializeAsync()
    {
        if (await Site.Database.Number($"select count(*) from access_user where name = {"stranger"}", default) == 0)
        {
            await Furnish();
        }

        string[] users = ["stranger", "reader", "member", "owner", "grouped", "staff", "other"];
        foreach (var (caller, user) in RouteTable.Callers.Skip(1).Zip(users))
        {
            _tokens[caller] = () => Site.Token(user, Scope.Write);
        }

        _tokens["administrator"] = () => Site.Token("admin", Scope.Admin);
        _tokens["administrator, scope read"] = () => Site.Token("admin", Scope.Read);
        _tokens["administrator, scope write"] = () => Site.Token("admin", Scope.Write);
        _tokens["owner, scope read"] = () => Site.Token("owner", Scope.Read);
        _tokens["the station"] = () => StationToken("here");
        _tokens["another station"] = () => StationToken("there");
        _tokens["a worker"] = async () => (await Site.Get<TokenStore>().Make(Caller.Nobody, "worker", "test", null, null, Scope.Worker, TimeSpan.FromDays(1), default)).Secret;
    }

    private async Task Furnish()
    {
        using var here = await Site.Station("here");
        using var there = await Site.Station("there");
        (await Site.Admin.Send("PUT", "api/instruments/instrument", new Instrument("instrument", "here", "", new()))).MustBe(200);
        foreach (var name in new[] { "stranger", "reader", "member", "owner", "grouped", "disabled" })
        {
            await Site.User(name);
        }

        await Site.User("staff", Role.Staff, "here");
        await Site.User("other", Role.Staff, "there");
        await Site.Admin.Post<Group>("api/groups", new NewGroup("lab"));
        await Site.Admin.Send("PUT", "api/groups/lab/members/grouped");
        await Site.Experiment("seen", "here", new("user", "reader", ExperimentRole.Reader), new("user", "member", ExperimentRole.Member),
            new("user", "owner", ExperimentRole.Owner), new("group", "lab", ExperimentRole.Member));
        await Site.Experiment("unseen", "there");
        await Site.Admin.Post<Acquisition>("api/experiments/seen/acquisitions", new NewAcquisition([new("/data", "here")]));
        var file = new Arrival("a/b", 1, Beamline.Sha256("x"), 0, "d");
        (await here.Send("POST", "api/experiments/seen/registrations", new Registration(1, [file]))).MustBe(200);
        var folder = Directory.CreateDirectory(Path.Combine(Site.StorageRoot, (await Site.Admin.Get<Experiment>("api/experiments/seen")).StoragePath, "a"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "b"), "x");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_route_is_in_the_table_and_the_other_way_round()
    {
        var routes = ((IEndpointRouteBuilder)Site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}")).ToHashSet();
        var written = RouteTable.Rows.Select(row => $"{row.Method} {row.Route}").ToHashSet();

        Assert.Empty(routes.Except(written));
        Assert.Empty(written.Except(routes));
    }

    [Fact]
    public async Task Every_caller_may_do_what_the_table_says_and_nothing_else()
    {
        var wrong = new List<string>();
        foreach (var row in RouteTable.Rows)
        {
            for (var column = 0; column < RouteTable.Callers.Length; column++)
            {
                var caller = RouteTable.Callers[column];
                using var client = _tokens.TryGetValue(caller, out var token) ? Site.With(await token()) : Site.Nobody();
                var answer = await Ask(client, row);
                var found = Verdict(answer, row);
                if (found != row.Expected[column])
                {
                    wrong.Add($"{row.Method} {row.Route} as {caller}: expected {row.Expected[column]}, found {found} ({answer.Status} {answer.Text})");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task Expired_revoked_and_made_up_tokens_and_those_of_disabled_users_open_nothing()
    {
        var expired = await Site.Token("owner", Scope.Admin);
        await Site.Database.Execute($"update access_token set expires_us = 1 where public_id = {expired.Split('_')[1]}", default);
        var revoked = await Site.Token("owner", Scope.Admin);
        (await Site.Admin.Send("DELETE", $"api/tokens/{revoked.Split('_')[1]}")).MustBe(204);
        var disabled = await Site.Token("disabled", Scope.Write);
        await Site.Admin.Send("PATCH", "api/users/disabled", new UserChange(Disabled: true));
        var genuine = await Site.Token("owner", Scope.Write);
        foreach (var bad in new[] { expired, revoked, disabled, genuine[..^1] + (genuine[^1] == 'A' ? 'B' : 'A'), "dewar__", "x", "" })
        {
            using var client = Site.With(bad.Length == 0 ? "dewar_000000000000_x" : bad);
            foreach (var row in RouteTable.Rows)
            {
                Assert.Equal((row, "token-invalid"), (row, (await Ask(client, row)).MustBe(401) is var answer && row.Method == "HEAD" ? "token-invalid" : answer.Code));
            }
        }
    }

    [Fact]
    public async Task A_page_of_another_site_can_change_nothing_with_a_browsers_cookie()
    {
        using var nobody = Site.Nobody();
        foreach (var (origin, isOurs) in new[]
        {
            (("Origin", "https://evil.example"), false), (("Sec-Fetch-Site", "cross-site"), false), (("Sec-Fetch-Site", "same-site"), false),
            (("Referer", "https://evil.example/page"), false), (("Origin", "null"), false), (("X-None", "1"), false),
            (("Origin", Site.Address.ToString().TrimEnd('/')), true), (("Sec-Fetch-Site", "same-origin"), true),
        })
        {
            var cookie = (await nobody.Send("POST", "api/sign-in", new SignIn("owner", TestSite.Password))).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            foreach (var row in RouteTable.Rows.Where(row => !row.Route.Contains("sign-out", StringComparison.Ordinal)))
            {
                var request = nobody.Request(row.Method, row.In("seen"), row.IsSafe ? null : row.Body);
                request.Headers.TryAddWithoutValidation("Cookie", cookie);
                request.Headers.TryAddWithoutValidation(origin.Item1, origin.Item2);
                var answer = await nobody.Send(request, readsBody: false);
                var owner = row.Expected[Array.IndexOf(RouteTable.Callers, "owner")];
                Assert.Equal((row, row.IsSafe || isOurs ? owner : '3', !row.IsSafe && !isOurs), (row, Verdict(answer, row), answer.Code == "foreign-page"));
            }
        }
    }

    [Fact]
    public async Task What_one_may_not_see_answers_as_what_is_not_there()
    {
        using var stranger = Site.With(await Site.Token("stranger", Scope.Write));
        using var station = Site.With(await StationToken("there"));
        foreach (var client in new[] { stranger, station })
        {
            foreach (var row in RouteTable.Rows.Where(row => row.Route.Contains("{experiment}", StringComparison.Ordinal)))
            {
                var hidden = await client.Send(row.Method, row.In("seen"), row.IsSafe ? null : row.Body);
                var absent = await client.Send(row.Method, row.In("absent"), row.IsSafe ? null : row.Body);
                Assert.Equal((row, absent.Status, absent.Text), (row, hidden.Status, hidden.Text.Replace("seen", "absent")));
            }
        }
    }

    [Fact]
    public async Task Lists_hold_only_what_one_may_see()
    {
        var all = new[] { ("stranger", ""), ("reader", "seen"), ("grouped", "seen"), ("owner", "seen"), ("staff", "seen"), ("other", "unseen") };
        foreach (var (user, expected) in all)
        {
            using var client = await Site.SignIn(user);
            var experiments = await client.Get<Page<Experiment>>("api/experiments");
            Assert.Equal((user, expected), (user, string.Join(' ', experiments.Items.Select(each => each.Name).Where(name => name is "seen" or "unseen"))));
            var acquisitions = await client.Get<List<Acquisition>>("api/acquisitions");
            Assert.Equal((user, expected == "seen" ? 1 : 0), (user, acquisitions.Count));
        }
    }

    private async Task<string> StationToken(string name) =>
        (await Site.Get<TokenStore>().Make(Caller.Nobody, "station", "test", null, name, Scope.Station, TimeSpan.FromDays(1), default)).Secret;

    private static Task<Answer> Ask(Client client, RouteTable.Row row) =>
        client.Send(client.Request(row.Method, row.In("seen"), row.IsSafe ? null : row.Body), readsBody: false);

    /// <summary>What the caller was told about permission; whatever else was wrong with the request does not matter.</summary>
    private static char Verdict(Answer answer, RouteTable.Row row) => answer.Status switch
    {
        401 when answer.Code is "not-signed-in" or "token-invalid" or null => '1',
        403 => '3',
        404 when answer.Code == "experiment-not-found" || row.Method == "HEAD" => '4',
        409 when answer.Code == "source-ended" => '4',
        500 => '!',
        _ => '+',
    };
}

public sealed class RouteTestsOnSqlite(SqliteSite site) : RouteTests(site), IClassFixture<SqliteSite>;

public sealed class RouteTestsOnPostgres(PostgresSite site) : RouteTests(site), IClassFixture<PostgresSite>;
