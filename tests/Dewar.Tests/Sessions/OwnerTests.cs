using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Sessions;

/// <summary>Files that belong to somebody by where they are, whoever else is at the instrument.</summary>
public abstract class OwnerTests(TestSite site) : SiteTests(site)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Paths_say_whose_files_are_and_which_are_nobodys()
    {
        var (scope, ada) = (await Site.Microscope(), Site.Name("ada"));
        using var _ = await Site.User(ada);
        await Rules(scope, new("calibration/**", "-"), new("users/{person}/**"), new("scans/*.tif", "bob"));
        await Site.Admin.Post<Session>(scope.Sessions, new NewSession("Bob", At: Now.AddHours(-5)));
        await scope.Bring(($"users/{ada}/1.tif", Now.AddHours(-4)), ("users/bob/2.tif", Now.AddHours(-4)), ("scans/3.tif", Now.AddHours(-3.9)),
            ("calibration/4.tif", Now.AddHours(-3.9)), ("5.tif", Now.AddHours(-3.8)), ($"users/{ada}/6.tif", Now.AddHours(-3.8)));
        await Site.Placed();
        var sessions = await Sessions(scope);
        Assert.Equal([("Bob", "api", "5.tif scans/3.tif users/bob/2.tif"), (ada, "files", $"users/{ada}/1.tif users/{ada}/6.tif")], await Told(sessions));
        Assert.Equal(ada, sessions.Single(each => each.OpenedBy == "files").User);

        // She says that she was there, too; of what nobody's folder has, who began last has it.
        await Site.Admin.Post<Session>(scope.Sessions, new NewSession(ada, At: Now.AddHours(-4.5)));
        await Site.Placed();
        Assert.Equal([("Bob", "api", "scans/3.tif users/bob/2.tif"), (ada, "api", $"5.tif users/{ada}/1.tif users/{ada}/6.tif")], await Told(await Sessions(scope)));

        // Without rules the time alone says.
        await Rules(scope);
        await Site.Placed();
        var all = (await Told(await Sessions(scope))).SelectMany(each => each.Files.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal((6, true), (all.Count, all.Contains("calibration/4.tif")));
    }

    [Theory]
    [InlineData("users/**", "")]
    [InlineData("**/{person}/x", "")]
    [InlineData("", "ada")]
    [InlineData("[z-a]/x", "ada")]
    public async Task A_rule_that_names_nobody_is_refused(string path, string person)
    {
        var scope = await Site.Microscope();
        (await Site.Admin.Send("PUT", $"api/instruments/{scope.Name}/session-rules", new SessionRules(Owners: [new(path, person)]))).MustBe(400, "owners-invalid");
    }

    [Theory]
    [InlineData("users/{person}/**", "users/{person}/**", "")]
    [InlineData("a=b/{person}/*", "a=b/{person}/*", "")]
    [InlineData("scans/** = ada", "scans/**", "ada")]
    [InlineData("calibration/**=-", "calibration/**", "-")]
    public void A_rule_is_written_as_people_write(string text, string path, string person)
    {
        Assert.Equal(new PathOwner(path, person), PathOwner.Parse(text));
        Assert.Equal(PathOwner.Parse(text), PathOwner.Parse(PathOwner.Parse(text).ToString()));
    }

    private async Task Rules(Microscope scope, params PathOwner[] owners) =>
        (await Site.Admin.Send("PUT", $"api/instruments/{scope.Name}/session-rules", new SessionRules(Owners: owners))).MustSucceed();

    private async Task<IReadOnlyList<Session>> Sessions(Microscope scope) => [.. (await Site.Admin.Get<Page<Session>>($"api/sessions?instrument={scope.Name}")).Items.OrderBy(each => each.Person != "Bob")];

    private async Task<List<(string Person, string By, string Files)>> Told(IReadOnlyList<Session> sessions)
    {
        var told = new List<(string, string, string)>();
        foreach (var each in sessions)
        {
            told.Add((each.Person, each.OpenedBy, string.Join(' ', (await Site.Admin.Get<Page<SessionFile>>($"api/sessions/{each.Id}/files")).Items.Select(file => file.Path).Order(StringComparer.Ordinal))));
        }

        return told;
    }
}

public sealed class OwnerTestsOnSqlite(SqliteSite site) : OwnerTests(site), IClassFixture<SqliteSite>;

public sealed class OwnerTestsOnPostgres(PostgresSite site) : OwnerTests(site), IClassFixture<PostgresSite>;
