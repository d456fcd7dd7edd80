using Dewar.Access;
using Dewar.Hosting;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Experiments;

/// <summary>A site whose proposals lie in a folder.</summary>
public sealed class ProposalSite : SqliteSite
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("dewar-proposals-").FullName;

    protected override IReadOnlyDictionary<string, string?> More => new Dictionary<string, string?> { ["proposals"] = Folder };

    internal void Write(string name, string json)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, json);
        // Two writes within one tick of the file system's clock look alike.
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(Random.Shared.Next()));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

public sealed class ProposalTests(ProposalSite site) : SiteTests(site), IClassFixture<ProposalSite>
{
    private const string Two = """
        [{"id":"0012345","title":"Strain in <b>gold</b>","abstract":"Nanorods under load.","starts":"2026-11-20T00:00:00Z","ends":"2026-11-25T00:00:00Z",
          "people":[{"name":"Jane Doe","email":"Jane@Example.org","leads":true},{"name":"John Smith","account":"john"},{"name":"Nobody Here"}]},
         {"id":"0012346","title":"Silver films","starts":"2026-12-01T00:00:00Z"}]
        """;

    [Fact]
    public async Task An_experiment_is_made_from_a_proposal_with_its_people()
    {
        site.Write("now.json", Two);
        await Site.Get<UserStore>().Add(Caller.Nobody, new("jane", TestSite.Password, Email: "jane@example.org"), default);
        await Site.Get<UserStore>().Add(Caller.Nobody, new("john", TestSite.Password), default);

        Assert.Equal(["0012346", "0012345"], (await Site.Admin.Get<List<Proposal>>("api/proposals")).Select(it => it.Id));
        Assert.Equal("0012345", (await Site.Admin.Get<List<Proposal>>("api/proposals?text=GOLD%20doe")).Single().Id);
        var made = await Site.Admin.Post<Experiment>("api/experiments", new NewExperiment("from-proposal", "strain", Description: "Mine.", FromProposal: "0012345"));

        Assert.Equal(("Strain in <b>gold</b>", "Mine.", "0012345"), (made.Title, made.Description, made.Proposal));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), made.StartsAt);
        Assert.Equal(["admin Owner", "jane Owner", "john Member"], made.Members!.Select(member => $"{member.Name} {member.Role}").Order());
        Assert.Equal("Jane Doe, John Smith, Nobody Here", made.Properties["people"]);
        (await Site.Admin.Send("POST", "api/experiments", new NewExperiment("none", "strain", FromProposal: "9"))).MustBe(404, "proposal-not-found");
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_and_read_once_it_is_mended()
    {
        site.Write("now.json", """[{"id":"1","title":"a"},""");
        Assert.Contains("now.json", (await Site.Admin.Send("GET", "api/proposals")).MustBe(503, "proposals-away").Title);
        site.Write("now.json", """[{"id":"1","title":"a"},null,{"id":"","title":"no number"}]""");
        Assert.Equal("1", (await Site.Admin.Get<List<Proposal>>("api/proposals")).Single().Id);
        site.Write("now.json", Two);
        Assert.Equal(2, (await Site.Admin.Get<List<Proposal>>("api/proposals")).Count);
    }
}
