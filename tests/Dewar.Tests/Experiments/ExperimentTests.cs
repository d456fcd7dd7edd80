using Dewar.Access;
using Dewar.Hosting;
using Dewar.Instruments;
using Xunit;

namespace Dewar.Experiments;

/// <summary>Experiments: where their files go, who belongs to them, closed and open.</summary>
public abstract class ExperimentTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task The_stations_template_makes_the_storage_path()
    {
        var (station, name) = (Site.Name("32-id"), Site.Name("fe"));
        using var _ = await Site.Station(station, "{type}/{station}/{year}/{month}-{day}/{proposal}/{experiment}-x");
        var made = await Site.Admin.Post<Experiment>("api/experiments",
            new NewExperiment(name, "xrd", Station: station, Proposal: "GUP-7", StartsAt: new DateTimeOffset(2026, 3, 9, 23, 30, 0, TimeSpan.FromHours(-5))));

        Assert.Equal($"xrd/{station}/2026/03-10/GUP-7/{name}-x", made.StoragePath);
        Assert.Equal((name, "main", "admin", null), (made.Title, made.Storage, made.CreatedBy, made.ClosedAt));
        Assert.Equal([new Member("user", "admin", ExperimentRole.Owner)], made.Members);
        var other = await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment($"{name}-b", "t", Station: station));
        Assert.Contains("/no-proposal/", other.StoragePath);
    }

    [Theory]
    [InlineData("""{"name":"","type":"t"}""", 400, "name-invalid")]
    [InlineData("""{"name":"a b","type":"t"}""", 400, "name-invalid")]
    [InlineData("""{"name":"../a","type":"t"}""", 400, "name-invalid")]
    [InlineData("""{"name":".a","type":"t"}""", 400, "name-invalid")]
    [InlineData("""{"name":"a","type":" "}""", 400, "type-invalid")]
    [InlineData("""{"name":"a","type":"x/y"}""", 400, "type-invalid")]
    [InlineData("""{"name":"a","type":"t","station":"none"}""", 404, "station-not-found")]
    [InlineData("""{"name":"a","type":"t","storagePath":"../x"}""", 400, "storage-path-invalid")]
    [InlineData("""{"name":"a","type":"t","storagePath":"/x"}""", 400, "storage-path-invalid")]
    [InlineData("""{"name":"a","type":"t","storagePath":".dewar/x"}""", 400, "storage-path-invalid")]
    [InlineData("""{"name":"a","type":"t","startsAt":"2026-02-01T00:00:00Z","endsAt":"2026-01-01T00:00:00Z"}""", 400, "dates-invalid")]
    [InlineData("""{"name":"a","type":"t","members":[{"kind":"user","name":"none","role":"owner"}]}""", 404, "user-not-found")]
    [InlineData("""{"name":"a","type":"t","members":[{"kind":"robot","name":"r","role":"owner"}]}""", 400, "member-invalid")]
    [InlineData("""{"name":"a","type":"t","members":[{"kind":"user","name":"admin","role":"owner"},{"kind":"user","name":"admin","role":"reader"}]}""", 400, "member-invalid")]
    [InlineData("""{"name":"a","type":"t","members":[{"kind":"user","name":"admin","role":"king"}]}""", 400, "request-invalid")]
    public async Task What_makes_no_experiment_is_refused_with_the_reason(string body, int status, string code)
    {
        (await Site.Admin.Send("POST", "api/experiments", body)).MustBe(status, code);
        (await Site.Admin.Send("GET", "api/experiments/a")).MustBe(404);
    }

    [Fact]
    public async Task A_type_or_proposal_leads_nowhere_outside_the_template()
    {
        var station = Site.Name("s");
        using var _ = await Site.Station(station, "{type}/{proposal}/{experiment}");
        foreach (var (type, proposal) in new[] { ("..", "p"), ("t", "../.."), (".dewar", "p"), ("t", "") })
        {
            var answer = await Site.Admin.Send("POST", "api/experiments", new NewExperiment(Site.Name("e"), type, Station: station, Proposal: proposal));
            Assert.True(answer.Status == 400 || answer.As<Experiment>().StoragePath.StartsWith("t/..-../", StringComparison.Ordinal), $"{type} {proposal}: {answer.Text}");
        }
    }

    [Fact]
    public async Task Two_experiments_never_share_a_folder()
    {
        var root = Site.Name("Root");
        await Add($"{root}/a/b");
        foreach (var taken in new[] { $"{root}/a/b", $"{root}/a", root, $"{root}/a/b/c", $"{root}/A/B" })
        {
            (await Site.Admin.Send("POST", "api/experiments", new NewExperiment(Site.Name("e"), "t", StoragePath: taken))).MustBe(409, "storage-path-taken");
        }

        await Add($"{root}/a/bc");
        await Add($"{root}/ab");

        Task<Experiment> Add(string path) => Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(Site.Name("e"), "t", StoragePath: path));
    }

    [Fact]
    public async Task A_name_is_given_once_also_when_two_ask_at_once()
    {
        var name = Site.Name("e");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Site.Admin.Send("POST", "api/experiments", new NewExperiment(name, "t"))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.MustBe(409, "experiment-exists"));
    }

    [Fact]
    public async Task Staff_make_experiments_for_their_stations_and_own_them()
    {
        var (here, there) = (Site.Name("here"), Site.Name("there"));
        using var _ = await Site.Station(here);
        using var __ = await Site.Station(there);
        using var staff = await Site.User(Site.Name("staff"), Role.Staff, here);
        using var user = await Site.User(Site.Name("user"));

        var made = await staff.Post<Experiment>("api/experiments", new NewExperiment(Site.Name("e"), "t"));
        Assert.Equal((here, ExperimentRole.Owner), (made.Station, made.Role));
        (await staff.Send("POST", "api/experiments", new NewExperiment(Site.Name("e"), "t", Station: there))).MustBe(403, "not-permitted");
        (await user.Send("POST", "api/experiments", new NewExperiment(Site.Name("e"), "t", Station: here))).MustBe(403, "not-permitted");
    }

    [Fact]
    public async Task Whoever_makes_an_experiment_owns_it_unless_somebody_else_does()
    {
        var user = Site.Name("user");
        using var her = await Site.User(user);
        var one = await Site.Experiment(null, null, new Member("user", "admin", ExperimentRole.Reader));
        var two = await Site.Experiment(null, null, new("user", "admin", ExperimentRole.Reader), new("user", user, ExperimentRole.Owner));
        var three = await Site.Experiment(null, null, new Member("user", user, ExperimentRole.Owner));

        Assert.Equal([ExperimentRole.Owner], one.Members.Select(each => each.Role));
        Assert.Equal([("admin", ExperimentRole.Reader), (user, ExperimentRole.Owner)], two.Members.Select(each => (each.Name, each.Role)).Order());
        Assert.Equal([("admin", ExperimentRole.Owner), (user, ExperimentRole.Owner)], three.Members.Select(each => (each.Name, each.Role)).Order());
    }

    [Fact]
    public async Task Changes_touch_only_what_they_name_and_empty_properties_go()
    {
        var made = await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(Site.Name("e"), "t", "Title", "About",
            Properties: new Dictionary<string, string> { ["sample"] = "iron", ["gas"] = "argon" }));
        var changed = (await Site.Admin.Send("PATCH", $"api/experiments/{made.Name}",
            new ExperimentChange(Description: "", Properties: new Dictionary<string, string> { ["gas"] = "", ["t"] = "4 K", ["none"] = "" }))).As<Experiment>();

        Assert.Equal(("Title", "", "t", "sample=iron t=4 K"), (changed.Title, changed.Description, changed.Type,
            string.Join(' ', changed.Properties.OrderBy(each => each.Key).Select(each => $"{each.Key}={each.Value}"))));
    }

    [Theory, InlineData(300, "", 200), InlineData(301, "", 400), InlineData(1, "\n", 400), InlineData(1, "\u001b", 400), InlineData(0, "größe 🎉", 200)]
    public async Task Title_and_proposal_are_one_line(int length, string end, int status)
    {
        var text = new string('x', length) + end;
        (await Site.Admin.Send("POST", "api/experiments", new NewExperiment(Site.Name("e"), "t", text))).MustBe(status, status == 400 ? "text-invalid" : null);
        // A station's template may make a folder's name of it, which has at most 255 bytes.
        var proposal = status == 200 ? text[..Math.Min(200, text.Length)] : text;
        (await Site.Admin.Send("POST", "api/experiments", new NewExperiment(Site.Name("e"), "t", Proposal: proposal))).MustBe(status);
        var path = $"api/experiments/{(await Site.Experiment()).Name}";
        (await Site.Admin.Send("PATCH", path, new ExperimentChange(Title: text))).MustBe(status, status == 400 ? "text-invalid" : null);
        (await Site.Admin.Send("PATCH", path, new ExperimentChange(Proposal: text))).MustBe(status);
        (await Site.Admin.Send("PATCH", path, new ExperimentChange(Description: text + "\nand more"))).MustBe(200);
    }

    [Fact]
    public async Task A_date_is_changed_or_taken_away()
    {
        var made = await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(Site.Name("e"), "t", StartsAt: new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.Zero)));
        var moved = (await Site.Admin.Send("PATCH", $"api/experiments/{made.Name}", new ExperimentChange(StartsAt: "2026-03-10", EndsAt: "2026-03-11T12:00:00+02:00"))).As<Experiment>();
        Assert.Equal(("2026-03-10 00:00", "2026-03-11 10:00"), ($"{moved.StartsAt:yyyy-MM-dd HH:mm}", $"{moved.EndsAt?.UtcDateTime:yyyy-MM-dd HH:mm}"));
        var without = (await Site.Admin.Send("PATCH", $"api/experiments/{made.Name}", new ExperimentChange(StartsAt: ""))).As<Experiment>();
        Assert.Equal((null, moved.EndsAt), (without.StartsAt, without.EndsAt));
    }

    [Fact]
    public async Task The_dates_still_make_sense_after_a_change()
    {
        var made = await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(Site.Name("e"), "t", StartsAt: new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.Zero)));
        (await Site.Admin.Send("PATCH", $"api/experiments/{made.Name}", new ExperimentChange(EndsAt: "2026-03-08"))).MustBe(400, "dates-invalid");
        (await Site.Admin.Send("PATCH", $"api/experiments/{made.Name}", new ExperimentChange(EndsAt: "soon"))).MustBe(400, "dates-invalid");
        (await Site.Admin.Send("PATCH", $"api/experiments/{made.Name}", new ExperimentChange(EndsAt: "3/4/2026"))).MustBe(400, "dates-invalid");
        (await Site.Admin.Send("PATCH", $"api/experiments/{made.Name}", new ExperimentChange(Type: " "))).MustBe(400, "type-invalid");
    }

    [Fact]
    public async Task Members_come_change_and_go_but_an_owner_stays()
    {
        var user = Site.Name("user");
        using var her = await Site.User(user);
        var path = $"api/experiments/{(await Site.Experiment()).Name}";
        (await Site.Admin.Send("PUT", $"{path}/members/user/{user}", new MemberRole(ExperimentRole.Reader))).MustBe(204);
        (await Site.Admin.Send("PUT", $"{path}/members/user/{user}", new MemberRole(ExperimentRole.Owner))).MustBe(204);
        Assert.Equal([("admin", ExperimentRole.Owner), (user, ExperimentRole.Owner)], (await her.Get<Experiment>(path)).Members.Select(each => (each.Name, each.Role)).Order());

        (await her.Send("DELETE", $"{path}/members/user/admin")).MustBe(204);
        (await her.Send("DELETE", $"{path}/members/user/{user}")).MustBe(409, "last-owner");
        (await her.Send("PUT", $"{path}/members/user/{user}", new MemberRole(ExperimentRole.Reader))).MustBe(409, "last-owner");
        (await her.Send("DELETE", $"{path}/members/user/admin")).MustBe(404, "member-not-found");
        (await her.Send("DELETE", $"{path}/members/group/none")).MustBe(404, "group-not-found");
        Assert.Single((await her.Get<Experiment>(path)).Members);
    }

    [Fact]
    public async Task A_closed_experiment_starts_nothing_until_it_is_opened_again()
    {
        var station = Site.Name("s");
        using var _ = await Site.Station(station);
        var path = $"api/experiments/{(await Site.Experiment(station: station)).Name}";
        (await Site.Admin.Send("POST", $"{path}/close")).MustBe(204);
        Assert.NotNull((await Site.Admin.Get<Experiment>(path)).ClosedAt);
        (await Site.Admin.Send("POST", $"{path}/close")).MustBe(409, "experiment-closed");
        Assert.Contains("takes no more files", (await Site.Admin.Send("POST", $"{path}/acquisitions", """{"sources":[{"folder":"/x"}]}""")).MustBe(409, "experiment-closed").Title);
        (await Site.Admin.Send("POST", $"{path}/reopen")).MustBe(204);
        (await Site.Admin.Send("POST", $"{path}/acquisitions", """{"sources":[{"folder":"/x"}]}""")).MustBe(200);
    }

    [Fact]
    public async Task The_listing_goes_page_by_page_through_what_one_may_see_newest_first()
    {
        var (station, other) = (Site.Name("s"), Site.Name("s"));
        using var _ = await Site.Station(station);
        using var __ = await Site.Station(other);
        using var staff = await Site.User(Site.Name("staff"), Role.Staff, station);
        var names = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            names.Insert(0, (await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment(Site.Name("e"), i % 2 == 0 ? "even" : "odd", Station: station))).Name);
            await Site.Experiment(station: other);
        }

        await Site.Admin.Send("POST", $"api/experiments/{names[0]}/close");
        foreach (var limit in new[] { 1, 2, 3, 7, 8 })
        {
            Assert.Equal(names, await All(staff, $"limit={limit}"));
        }

        Assert.Equal(names.Where((_, i) => i % 2 == 0), await All(staff, "type=even&limit=2"));
        Assert.Equal(names[1..], await All(staff, "open=true&limit=2"));
        Assert.Equal(names[..1], await All(staff, "open=false"));
        Assert.Equal(names, await All(Site.Admin, $"station={station}&limit=3"));
        Assert.Empty(await All(staff, $"station={other}"));
        (await staff.Send("GET", "api/experiments?after=nonsense")).MustBe(400, "cursor-invalid");
    }

    private static async Task<List<string>> All(Client client, string query)
    {
        var names = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = await client.Get<Page<Experiment>>($"api/experiments?{query}{(after.Length > 0 ? $"&after={after}" : "")}");
            names.AddRange(page.Items.Select(each => each.Name));
            after = page.Next;
        }

        return names;
    }
}

public sealed class ExperimentTestsOnSqlite(SqliteSite site) : ExperimentTests(site), IClassFixture<SqliteSite>;

public sealed class ExperimentTestsOnPostgres(PostgresSite site) : ExperimentTests(site), IClassFixture<PostgresSite>;
