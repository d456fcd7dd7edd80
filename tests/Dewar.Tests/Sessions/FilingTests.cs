using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Sessions;

/// <summary>Files that came into an instrument's intake go to the experiment of their session.</summary>
public abstract class FilingTests(TestSite site) : SiteTests(site)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Files_go_to_the_experiment_of_their_session_and_follow_it()
    {
        var (scope, silver, gold) = (await Scope(), await Site.Experiment(), await Site.Experiment());
        var session = await Over(scope, silver.Name, -5, -3);
        await Bring(scope, ("a.tif", -4), ("b.tif", -3.5), ("none.tif", -48));
        Assert.Equal(("none.tif", "a.tif b.tif", ""), (await In(scope.Line.Experiment), await In(silver), await In(gold)));
        Assert.Equal("a.tif", (await Site.Admin.Send("GET", $"api/experiments/{silver.Name}/content/a.tif")).MustSucceed().Text);
        Assert.Equal(2, (await Session(session)).Files);

        // It was for another; and a file that comes days later goes there at once.
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(Experiment: gold.Name));
        await Bring(scope, ("late.tif", -3.2));
        Assert.Equal(("", "a.tif b.tif late.tif"), (await In(silver), await In(gold)));
        Assert.Equal([(gold.Name, "a.tif"), (gold.Name, "b.tif"), (gold.Name, "late.tif")],
            (await Site.Admin.Get<Page<SessionFile>>($"api/sessions/{session}/files")).Items.Select(file => (file.Experiment, file.Path)));

        // It was for none, and then for one again.
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(Experiment: ""));
        await Site.Placed();
        Assert.Equal("a.tif b.tif late.tif none.tif", await In(scope.Line.Experiment));
        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{session}", new SessionMending(Experiment: silver.Name));
        await Site.Placed();
        Assert.Equal(("a.tif b.tif late.tif", 3L), (await In(silver), (await Session(session)).Files));
    }

    [Fact]
    public async Task A_session_that_files_made_takes_them_along_when_somebody_says_whose_it_is()
    {
        var (scope, silver) = (await Scope(), await Site.Experiment());
        await Bring(scope, ("a.tif", -4), ("b.tif", -3.9));
        var made = (await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={scope.Name}")).Items.Single();
        Assert.Equal((scope.Line.Experiment.Name, "files"), (made.Experiment, made.OpenedBy));

        await Site.Admin.Ask<Session>("PATCH", $"api/sessions/{made.Id}", new SessionMending(Person: "Ada", Experiment: silver.Name));
        await Bring(scope, ("c.tif", -3.8));
        Assert.Equal(("a.tif b.tif c.tif", 3L), (await In(silver), (await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={scope.Name}")).Items.Single().Files));
    }

    [Fact]
    public async Task What_somebody_sent_or_moved_elsewhere_stays_there()
    {
        var (scope, silver, other) = (await Scope(), await Site.Experiment(), await Site.Experiment());
        await Over(scope, silver.Name, -5, -3);
        await Bring(scope, ("a.tif", -4), ("b.tif", -3.9));
        (await Site.Admin.Send("POST", $"api/experiments/{silver.Name}/move", new FileMoving(["b.tif"], other.Name))).MustSucceed();
        await Site.Placed();
        await Site.Admin.Post<BatchResult>($"api/experiments/{other.Name}/metadata", new MetadataChange(["b.tif"], new Dictionary<string, System.Text.Json.JsonElement?> { ["k"] = System.Text.Json.JsonSerializer.SerializeToElement(1) }));
        await Site.Placed();
        Assert.Equal(("a.tif", "b.tif"), (await In(silver), await In(other)));

        // Without an intake nothing goes anywhere.
        var plain = await Site.Microscope();
        await Over(plain, silver.Name, -5, -3);
        await Bring(plain, ("own.tif", -4));
        Assert.Equal("own.tif", await In(plain.Line.Experiment));
        await Intake(plain);
        await Site.Placed();
        Assert.Equal(("a.tif own.tif", ""), (await In(silver), await In(plain.Line.Experiment)));
    }

    [Fact]
    public async Task A_closed_experiment_takes_none_and_an_unknown_one_is_no_intake()
    {
        var (scope, silver) = (await Scope(), await Site.Experiment());
        await Over(scope, silver.Name, -5, -3);
        (await Site.Admin.Send("POST", $"api/experiments/{silver.Name}/close")).MustSucceed();
        await Bring(scope, ("a.tif", -4));
        Assert.Equal("a.tif", await In(scope.Line.Experiment));
        (await Site.Admin.Send("PUT", $"api/instruments/{scope.Name}/session-rules", new SessionRules(Experiment: "none"))).MustBe(404, "experiment-not-found");
    }

    private async Task<Microscope> Scope()
    {
        var scope = await Site.Microscope();
        await Intake(scope);
        return scope;
    }

    private async Task Intake(Microscope scope) => (await Site.Admin.Send("PUT", $"api/instruments/{scope.Name}/session-rules", new SessionRules(Experiment: scope.Line.Experiment.Name))).MustSucceed();

    private async Task Bring(Microscope scope, params (string Path, double Hours)[] files)
    {
        foreach (var (path, _) in files)
        {
            scope.Line.Put(path, path);
        }

        await scope.Bring([.. files.Select(file => (file.Path, Now.AddHours(file.Hours)))]);
        await Site.Placed();
    }

    private async Task<string> Over(Microscope scope, string experiment, double from, double to)
    {
        var session = await Site.Admin.Post<Session>(scope.Sessions, new NewSession(Experiment: experiment, At: Now.AddHours(from)));
        await Site.Admin.Post<Session>($"api/sessions/{session.Id}/end", new SessionMoment(Now.AddHours(to)));
        return session.Id;
    }

    private async Task<Session> Session(string id) => (await Site.Admin.Get<SessionDetail>($"api/sessions/{id}")).Session;

    private async Task<string> In(Experiment experiment) =>
        string.Join(' ', (await Site.Admin.Get<Page<CatalogueFile>>($"api/experiments/{experiment.Name}/files")).Items.Select(file => file.Path));
}

public sealed class FilingTestsOnSqlite(SqliteSite site) : FilingTests(site), IClassFixture<SqliteSite>;

public sealed class FilingTestsOnPostgres(PostgresSite site) : FilingTests(site), IClassFixture<PostgresSite>;
