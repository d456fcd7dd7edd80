using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Downloads;

/// <summary>Which files go out, and the checksums that are kept of them.</summary>
public abstract class SelectionTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task Every_page_is_there_once_and_in_the_order_of_the_listing()
    {
        var (line, experiment) = await With(Enumerable.Range(0, Selection.PerPage * 2 + 17).Select(each => $"f{each % 7}/{each:00000}"));
        var pages = await Site.Get<Selection>().Pages(experiment, new SelectionParameters().Query, default).ToListAsync();

        Assert.Equal([Selection.PerPage, Selection.PerPage, 17], pages.Select(page => page.Count));
        var found = pages.SelectMany(page => page).Select(file => file.Path).ToList();
        Assert.Equal(Enumerable.Range(0, Selection.PerPage * 2 + 17).Select(each => $"f{each % 7}/{each:00000}").Order(StringComparer.Ordinal), found);
        Assert.All(pages[0], file => Assert.True(file.AtHand && file.Replicas.Count == 0));
        Assert.Equal(found[..10], (await line.List("limit=10")).Items.Select(file => file.Path));
    }

    [Fact]
    public async Task Named_files_are_found_in_whatever_folders_they_are()
    {
        var all = Enumerable.Range(0, 1300).Select(each => each < 600 ? $"one/{each:0000}" : $"f{each}/same").Append("top").ToList();
        var (line, experiment) = await With(all);
        var selection = Site.Get<Selection>();
        var found = await selection.Named(experiment, new([.. all, "top", "one/0001"]), default);
        Assert.Equal(all.Count, found.Count);
        Assert.Equal(all.Order(StringComparer.Ordinal), found.Select(file => file.Path).Order(StringComparer.Ordinal));
        // As a listing has them: folder by folder.
        var order = (await line.List("limit=10000")).Items.Select(file => file.Path).ToList();
        Assert.Equal(order, found.Select(file => file.Path));

        Assert.Equal(["f700/same", "one/0599"], (await selection.Named(experiment, new(["one/0599", "f700/same"]), default)).Select(file => file.Path));
        foreach (var missing in new[] { "one/0600", "same", "f600", "", "/top", "top/", "ONE/0001" })
        {
            Assert.Equal("file-not-found", (await Assert.ThrowsAsync<Refusal>(() => selection.Named(experiment, new(["top", missing]), default))).Code);
        }
    }

    [Fact]
    public async Task Files_of_other_experiments_are_never_among_them()
    {
        var (_, mine) = await With(["d/a"]);
        var (_, other) = await With(["d/a", "d/b"]);
        var selection = Site.Get<Selection>();
        Assert.Single(await selection.Named(mine, new(["d/a"]), default));
        Assert.Equal("file-not-found", (await Assert.ThrowsAsync<Refusal>(() => selection.Named(mine, new(["d/b"]), default))).Code);
        Assert.Equal(2, (await selection.Named(other, new(["d/a", "d/b"]), default)).Count);
    }

    [Fact]
    public async Task A_file_that_is_not_stored_is_not_at_hand()
    {
        var (_, experiment) = await With(["a", "b", "c", "d", "e"]);
        foreach (var (name, state) in new[] { ("a", "stored"), ("b", "suspect"), ("c", "missing"), ("d", "copying") })
        {
            await Site.Database.Execute($"""
                update catalogue_replica set state = {state}
                where file_id in (select f.id from catalogue_file f where f.experiment_id = {experiment.Id} and f.name = {name})
                """, default);
        }

        var found = await Site.Get<Selection>().Named(experiment, new(["a", "b", "c", "d", "e"]), default);
        Assert.Equal([true, false, false, false, true], found.Select(file => file.AtHand));
    }

    [Fact]
    public async Task A_listing_may_leave_replicas_out()
    {
        var (line, _) = await With(["a"]);
        Assert.Empty(Assert.Single((await line.List("replicas=false")).Items).Replicas);
        Assert.Single(Assert.Single((await line.List("replicas=true")).Items).Replicas);
        Assert.Single(Assert.Single((await line.List()).Items).Replicas);
    }

    [Fact]
    public async Task Checksums_are_kept_once_whoever_finds_them()
    {
        var store = Site.Get<ChecksumStore>();
        var many = Enumerable.Range(0, 1234).ToDictionary(each => Beamline.Sha256(Site.Name($"checksum-{each}")), each => uint.MaxValue - (uint)each);
        await Task.WhenAll(store.Keep(many, default), store.Keep(many, default), store.Keep(many.Take(700).ToDictionary(), default));
        await store.Keep(many, default);
        await store.Keep(new Dictionary<string, uint>(), default);

        var unknown = Beamline.Sha256("never sent");
        var found = await store.Find([.. many.Keys, unknown, many.Keys.First()], default);
        Assert.Equal(many.OrderBy(each => each.Key, StringComparer.Ordinal), found.OrderBy(each => each.Key, StringComparer.Ordinal));
        Assert.Empty(await store.Find([unknown], default));
        Assert.Empty(await store.Find([], default));
    }

    [Theory]
    [InlineData("minSize=many"), InlineData("sha256=xyz"), InlineData("meta=novalue"), InlineData("since=yesterday"), InlineData("path=%5B")]
    public async Task Filters_that_make_no_sense_are_refused_as_in_a_listing(string query)
    {
        var line = Site.Shared ??= (await With(["a"])).Line;
        var asked = await Site.Admin.Send("GET", $"{line.Path}/files?{query}");
        foreach (var what in new[] { "archive.zip", "manifest" })
        {
            Assert.Equal((what, asked.Status), (what, (await Site.Admin.Send("GET", $"{line.Path}/{what}?{query}")) is { Status: 404, Code: "files-not-found" } ? 200
                : (await Site.Admin.Send("GET", $"{line.Path}/{what}?{query}")).Status));
        }
    }

    private async Task<(Beamline Line, Experiment Experiment)> With(IEnumerable<string> paths)
    {
        var line = await Site.Beamline();
        foreach (var chunk in paths.Chunk(2000))
        {
            await line.Register([.. chunk.Select(path => line.Arrival(path, "same"))]);
        }

        var id = await Site.Database.Number($"select id from experiments_experiment where name = {line.Experiment.Name}", default);
        return (line, line.Experiment with { Id = id, StorageId = 1 });
    }
}

public sealed class SelectionTestsOnSqlite(SqliteSite site) : SelectionTests(site), IClassFixture<SqliteSite>;

public sealed class SelectionTestsOnPostgres(PostgresSite site) : SelectionTests(site), IClassFixture<PostgresSite>;
