using Dewar.Access;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Extraction;

/// <summary>The newest files, as pictures.</summary>
public abstract class GalleryTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task The_newest_files_of_what_one_may_see_come_first_and_none_crowds_out_the_others()
    {
        var (small, large) = (await Site.Beamline(), await Site.Beamline());
        await small.Register(small.Arrival("a/first.dat", "1"));
        await large.Register([.. Enumerable.Range(0, 40).Select(number => large.Arrival($"b/{number:00}", $"{number}"))]);
        var name = Site.Name("looker");
        using var looker = await Site.User(name);
        foreach (var line in new[] { small, large })
        {
            (await Site.Admin.Send("PUT", $"{line.Path}/members/user/{name}", new MemberRole(ExperimentRole.Reader))).MustBe(204);
        }

        var recent = await looker.Get<List<FileLook>>("api/files/recent?limit=6");

        Assert.Equal(4, recent.Count);
        Assert.Contains(recent, file => file.Experiment == small.Experiment.Name && file.Path == "a/first.dat");
        Assert.Equal(3, recent.Count(file => file.Experiment == large.Experiment.Name));
        Assert.Empty(await looker.Get<List<FileLook>>("api/files/recent?pictures=true"));
        using var stranger = await Site.User(Site.Name("stranger"));
        Assert.Empty(await stranger.Get<List<FileLook>>("api/files/recent"));
    }

    [Fact]
    public async Task Files_that_were_drawn_have_their_pictures_and_deleted_ones_are_gone()
    {
        await using var bench = await ReadingBench.Open(Site);
        await bench.Read("d/map.mrc", ReadingTests.Mrc(12, 8));
        await bench.Read("d/other.mrc", ReadingTests.Mrc(8, 8));
        (await Site.Admin.Send("POST", $"{bench.Line.Path}/delete", new Catalogue.Deletion(["d/other.mrc"], "not wanted"))).MustBe(200);

        var recent = (await Site.Admin.Get<List<FileLook>>("api/files/recent?pictures=true")).FindAll(file => file.Experiment == bench.Line.Experiment.Name);

        var file = Assert.Single(recent);
        Assert.Equal("d/map.mrc", file.Path);
        Assert.StartsWith("MRC", file.Format);
        (await Site.Admin.Send("GET", file.Preview!.Thumbnail[1..])).MustBe(200);
    }
}

public sealed class GalleryTestsOnSqlite(SqliteSite site) : GalleryTests(site), IClassFixture<SqliteSite>;

public sealed class GalleryTestsOnPostgres(PostgresSite site) : GalleryTests(site), IClassFixture<PostgresSite>;
