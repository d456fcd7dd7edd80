using Dewar.Catalogue;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Scans;
using Xunit;

namespace Dewar.Monitoring;

/// <summary>What waits in the background, and how the site was set up, as an administrator sees it.</summary>
public abstract class WorkTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task Files_that_wait_to_be_read_and_jobs_are_counted()
    {
        var line = await Site.Beamline();
        await line.Bring("a", "content");
        var queue = Site.Get<JobQueue>();
        await Site.Database.Write(write => queue.Add(write, "no-such-kind", new { }, default, TimeSpan.FromHours(1)), default);

        var work = await Site.Admin.Get<WorkView>("api/work");

        Assert.True(work.Reading.Waiting >= 1);
        Assert.NotNull(work.Reading.Oldest);
        Assert.Equal((1L, 0L, 0L), work.Kinds.Single(kind => kind.Kind == "no-such-kind") is var kind ? (kind.Waiting, kind.Working, kind.Failing) : default);
        Assert.False(work.Jobs.Single(job => job.Kind == "no-such-kind").Working);
        Assert.Contains((await Site.Admin.Get<List<JobView>>("api/jobs")), job => job.Kind == "no-such-kind" && job.DueAt > DateTimeOffset.UnixEpoch);
        Assert.NotNull(await Site.Get<ScanStore>().Unfinished(default));
    }

    [Fact]
    public async Task Settings_are_told_with_where_they_were_said_and_without_secrets()
    {
        var settings = await Site.Admin.Get<List<SettingInForce>>("api/settings");

        Assert.Equal(SiteSettings.Known.Select(each => each.Key), settings.Select(each => each.Key));
        Assert.Equal(("none", "--embedded-station"), settings.Single(each => each.Key == "embedded-station") is var it ? (it.Value, it.From) : default);
        Assert.Null(settings.Single(each => each.Key == "scan-every").From);
    }

    [Fact]
    public async Task The_log_is_searched_over_the_api()
    {
        var experiment = await Site.Experiment();

        var page = await Site.Admin.Get<Audit.AuditPage>($"api/audit/search?subject={experiment.Name}&action=experiment.*&from=2020-01-01T00:00:00Z");

        Assert.Equal("experiment.added", Assert.Single(page.Items).Action);
    }

    [Theory]
    [InlineData("postgres://user@host/name", "postgres://user@host/name")]
    [InlineData("postgres://user:s3:cr?t@host/name", "postgres://user:•••@host/name")]
    [InlineData("postgres://user:s3cret@host/name", "postgres://user:•••@host/name")]
    [InlineData("postgres://user:s3:cr%40et@host:1/name", "postgres://user:•••@host:1/name")]
    public void Passwords_in_addresses_are_not_shown(string set, string shown) =>
        Assert.Equal(shown, new Settings(SiteSettings.Known, null, new Dictionary<string, string?> { ["database"] = set }).InForce.Single(each => each.Key == "database").Value);
}

public sealed class WorkTestsOnSqlite(SqliteSite site) : WorkTests(site), IClassFixture<SqliteSite>;

public sealed class WorkTestsOnPostgres(PostgresSite site) : WorkTests(site), IClassFixture<PostgresSite>;
