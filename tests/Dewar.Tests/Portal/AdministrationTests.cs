using System.Net;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Jobs;
using Dewar.Monitoring;
using Xunit;

namespace Dewar.Portal;

/// <summary>Pages of administrators, without a browser: what they show of the site.</summary>
public abstract class AdministrationTests(TestSite site) : SiteTests(site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_wants_an_eye_is_said_with_the_page_that_tells_more()
    {
        var name = Site.Name("full");
        using var station = await Site.Station(name);
        await station.Send("POST", $"api/stations/{name}/report", new StationReport("host", "1.0.0", [], [new("/data", "files", 1, 1000)]));
        await Site.Database.Execute($"update instruments_station set heard_us = 1 where name = {name}", Ct);
        var queue = Site.Get<JobQueue>();
        await Site.Database.Write(write => queue.Add(write, "stuck-kind", new { }, Ct, TimeSpan.FromHours(1)), Ct);
        await Site.Database.Execute($"update jobs_job set failure = 'the disk is away', attempts = 3 where kind = 'stuck-kind'", Ct);

        var notes = await Site.Get<Attention>().Notes(await Site.Get<StationStore>().List(Ct), await Site.Get<Work>().View(Ct), Ct);

        Assert.Contains(($"/stations/{name}", $"The station {name} is silent."), notes);
        Assert.Contains(($"/stations/{name}", $"The station {name} has 1 B left on the disk of /data."), notes);
        Assert.Contains(("/admin/work", "1 job of the kind 'stuck-kind' failed and will be tried again."), notes);
        Assert.Contains("the disk is away", (await Page("admin/work")).Text);
        Assert.Contains($"The station {name} is silent.", (await Page("admin")).Text);
        await Site.Database.Execute($"delete from jobs_job where kind = 'stuck-kind'", Ct);
    }

    [Fact]
    public async Task People_are_found_by_name_mail_and_group_and_by_what_they_are()
    {
        var name = Site.Name("person");
        await Site.Admin.Post<UserMade>("api/users", new NewUser(name, FullName: "Full Of Grace", Email: $"{name}@lab.example"));

        async Task<bool> Has(string query) => (await Page($"admin/people?{query}")).Text.Contains($"/admin/people/{name}\"");

        Assert.True(await Has(""));
        Assert.True(await Has("text=of%20GRACE"));
        Assert.True(await Has($"text={name}%40lab&show=new"));
        Assert.False(await Has("text=nobody-like-this"));
        Assert.False(await Has("show=administrator"));
        Assert.False(await Has("show=disabled"));
        await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(Disabled: true));
        Assert.True(await Has("show=disabled"));
        Assert.False(await Has("show=new"));
    }

    [Fact]
    public async Task Links_in_the_log_lead_to_its_search_and_pages_of_it_join()
    {
        var group = Site.Name("logged & <b>");
        await Site.Admin.Post<Group>("api/groups", new NewGroup(group));

        var page = (await Page($"admin/audit?subject={Uri.EscapeDataString(group)}")).Text;

        Assert.Contains("group.added", page);
        Assert.Contains($"/admin/audit?subject={Uri.EscapeDataString(group)}", WebUtility.HtmlDecode(page));
        Assert.Contains("Nothing fits", (await Page("admin/audit?who=nobody-at-all")).Text);
        (await Site.Admin.Send("GET", "admin/audit?from=yesterday", null, ("Accept", "text/html"))).MustBe(400);
    }

    [Fact]
    public async Task A_station_is_seen_by_all_and_changed_by_its_staff()
    {
        var name = Site.Name("seen");
        using var _ = await Site.Station(name);
        using var staff = await Site.User(Site.Name("staff"), Role.Staff, name);
        using var user = await Site.User(Site.Name("user"));

        Assert.DoesNotContain("Change the station", (await Page($"stations/{name}", user)).Text);
        Assert.Contains("Change the station", (await Page($"stations/{name}", staff)).Text);
        (await user.Send("GET", "admin/stations", null, ("Accept", "text/html"))).MustBe(403);
        (await staff.Send("GET", "admin/stations", null, ("Accept", "text/html"))).MustBe(403);
    }

    [Fact]
    public async Task Bringing_files_is_possible_though_the_station_cannot_be_looked_into()
    {
        using var _ = await Site.Station(Site.Name("silent"));
        var name = Site.Name("quiet");
        using var __ = await Site.Station(name);
        var experiment = await Site.Experiment(station: name);

        var page = (await Page($"experiments/{experiment.Name}/acquire")).Text;

        Assert.Contains("was never heard, so nobody can look there now", page);
        Assert.Contains("name=\"folder\"", page);
    }

    private async Task<Answer> Page(string path, Client? who = null) => (await (who ?? Site.Admin).Send("GET", path, null, ("Accept", "text/html"))).MustBe(200);
}

public sealed class AdministrationTestsOnSqlite(SqliteSite site) : AdministrationTests(site), IClassFixture<SqliteSite>;

public sealed class AdministrationTestsOnPostgres(PostgresSite site) : AdministrationTests(site), IClassFixture<PostgresSite>;
