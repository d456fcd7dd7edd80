using Dewar.Hosting;
using Dewar.Search;
using Xunit;

namespace Dewar.Extraction;

/// <summary>Files as pictures: what came last, as the home page shows it.</summary>
public abstract class GalleryTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task Files_that_were_drawn_have_their_pictures_and_deleted_ones_are_gone()
    {
        await using var bench = await ReadingBench.Open(Site);
        await bench.Read("d/map.mrc", ReadingTests.Mrc(12, 8));
        await bench.Read("d/other.mrc", ReadingTests.Mrc(8, 8));
        (await Site.Admin.Send("POST", $"{bench.Line.Path}/delete", new Catalogue.Deletion(["d/other.mrc"], "not wanted"))).MustBe(200);
        await Site.Indexed();

        var file = Assert.Single((await Site.Admin.Search($"has:preview experiment={bench.Line.Experiment.Name}")).Items);

        Assert.Equal("d/map.mrc", file.Path);
        Assert.StartsWith("MRC", file.Format);
        (await Site.Admin.Send("GET", file.Thumbnail![1..])).MustBe(200);
        using var stranger = await Site.User(Site.Name("stranger"));
        Assert.Empty((await stranger.Search("has:preview")).Items);
    }
}

public sealed class GalleryTestsOnSqlite(SqliteSite site) : GalleryTests(site), IClassFixture<SqliteSite>;

public sealed class GalleryTestsOnPostgres(PostgresSite site) : GalleryTests(site), IClassFixture<PostgresSite>;
