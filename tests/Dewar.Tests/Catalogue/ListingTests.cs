using System.Text.Json;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Catalogue;

/// <summary>Listing, filtering, browsing.</summary>
public abstract class ListingTests(TestSite site) : SiteTests(site)
{
    [Theory]
    [InlineData("path=*.dat", "a.dat run/1/b.dat run/2/c.dat")]
    [InlineData("path=run/*/*.dat", "run/1/b.dat run/2/c.dat")]
    [InlineData("path=run/**", "run/1/b.dat run/1/b.log run/2/c.dat run/2/deep/d.log")]
    [InlineData("path=run/1/%3F.log", "run/1/b.log")]
    [InlineData("path=run/2/{c,x}.*", "run/2/c.dat")]
    [InlineData("path=run/[13]/*", "run/1/b.dat run/1/b.log")]
    [InlineData("path=nothing", "")]
    [InlineData("folder=run/2", "run/2/c.dat run/2/deep/d.log")]
    [InlineData("folder=run/2/&path=*.log", "run/2/deep/d.log")]
    [InlineData("folder=run/9", "")]
    [InlineData("minSize=4", "run/2/c.dat run/2/deep/d.log")]
    [InlineData("minSize=2&maxSize=4", "run/1/b.dat run/1/b.log run/2/c.dat")]
    [InlineData("minSize=1kB", "")]
    [InlineData("meta=kind%3Dlog", "run/1/b.log run/2/deep/d.log")]
    [InlineData("meta=kind%3Dlog&meta=n%3D7", "run/2/deep/d.log")]
    [InlineData("since=2026-05-04T03:02:01Z", "a.dat run/1/b.dat run/1/b.log run/2/c.dat run/2/deep/d.log")]
    [InlineData("since=2026-05-04T03:02:02Z", "")]
    [InlineData("until=2026-05-04T03:02:01Z", "")]
    [InlineData("until=2026-05-04T05:02:02%2B02:00", "a.dat run/1/b.dat run/1/b.log run/2/c.dat run/2/deep/d.log")]
    [InlineData("sha256=SHA", "run/1/b.dat")]
    [InlineData("sha256=SHA&path=*.log", "")]
    [InlineData("deleted=true", "gone")]
    public async Task A_filter_leaves_what_fits(string query, string expected)
    {
        var line = await Furnished();
        foreach (var limit in new[] { "", "&limit=1", "&limit=2" })
        {
            var names = new List<string>();
            var after = "";
            do
            {
                var page = await line.List(query.Replace("SHA", Beamline.Sha256("b-d")) + limit + after);
                names.AddRange(page.Items.Select(each => each.Path));
                after = page.Next is null ? "" : $"&after={page.Next}";
            }
            while (after.Length > 0);
            Assert.Equal(expected, string.Join(' ', names));
        }
    }

    [Theory]
    [InlineData("after=nonsense"), InlineData("after=AAAA"), InlineData("after=bnVsbA"), InlineData("after=WzFd"), InlineData("minSize=large"), InlineData("sha256=abc"), InlineData("meta=key"), InlineData("since=then"), InlineData("limit=x")]
    public async Task A_filter_that_makes_no_sense_is_told(string query)
    {
        var line = await Furnished();
        var answer = (await Site.Admin.Send("GET", $"{line.Path}/files?{query}")).MustBe(400);
        Assert.Contains(answer.Code, new[] { "query-invalid", "request-invalid" });
    }

    [Fact]
    public async Task A_folder_shows_its_folders_with_totals_and_a_page_of_its_files()
    {
        var line = await Furnished();
        var root = await Site.Admin.Get<FolderView>($"{line.Path}/folders/");
        Assert.Equal(("", 5L, 15L, "run"), (root.Path, root.Files, root.Bytes, string.Join(' ', root.Folders.Select(each => each.Name))));
        Assert.Equal(["a.dat"], root.Items.Select(each => each.Path));

        var two = await Site.Admin.Get<FolderView>($"{line.Path}/folders/run/2");
        Assert.Equal([new FolderEntry("deep", "run/2/deep", 1, 5)], two.Folders);

        var page = await Site.Admin.Get<FolderView>($"{line.Path}/folders/run/1?limit=1");
        Assert.Equal(("b.dat", "run/1/b.dat"), (page.Next, page.Items.Single().Path));
        var next = await Site.Admin.Get<FolderView>($"{line.Path}/folders/run/1?limit=1&after={page.Next}");
        Assert.Equal((null, "run/1/b.log"), (next.Next, next.Items.Single().Path));

        (await Site.Admin.Send("GET", $"{line.Path}/folders/none")).MustBe(404, "folder-not-found");
        (await Site.Admin.Send("GET", $"{line.Path}/folders/run/2/c.dat")).MustBe(404, "folder-not-found");
    }

    [Theory, InlineData("", "run/ a.dat"), InlineData("run", "1/ 2/"), InlineData("run/2", "deep/ run/2/c.dat")]
    public async Task Small_pages_of_a_folder_have_its_folders_first_and_each_once(string folder, string expected)
    {
        var line = await Furnished();
        var (seen, place) = (new List<string>(), "");
        do
        {
            var page = await Site.Admin.Get<FolderView>($"{line.Path}/folders/{folder}?limit=1{place}");
            seen.Add(Assert.Single([.. page.Folders.Select(each => $"{each.Name}/"), .. page.Items.Select(each => each.Path)]));
            place = page.Next is { } next ? $"&after={Uri.EscapeDataString(next)}" : "";
        }
        while (place.Length > 0);

        Assert.Equal(expected, string.Join(' ', seen));
    }

    [Fact]
    public async Task Every_page_size_gives_every_file_once_in_the_order_of_bytes()
    {
        var line = await Site.Beamline();
        string[] names = ["a", "B", "a b", "a%2Fb", "é", "\uE000", "\uFFFD", "\U0001F600", "\U0010FFFD", "a\u0001", "a\nb", "-", "~", "#?&", "'\"", "0"];
        var paths = names.SelectMany(name => new[] { name + "f", $"{name}/{name}", $"deep/{name}/er/{name}", $"many/{name}" }).ToList();
        await line.Register([.. paths.Select(path => line.Arrival(path, path))]);
        var expected = paths.OrderBy(path => Disk.RelativePath.Split(path).Folder, Disk.PathOrder.ByBytes).ThenBy(path => path, Disk.PathOrder.ByBytes).ToList();
        foreach (var limit in new[] { 1, 2, 3, 7, 15, 16, 17, 1000 })
        {
            var found = new List<string>();
            for (string? after = ""; after is not null;)
            {
                var page = await line.List($"limit={limit}{(after.Length > 0 ? $"&after={after}" : "")}");
                found.AddRange(page.Items.Select(each => each.Path));
                after = page.Next;
            }

            Assert.Equal(expected, found);
        }

        foreach (var path in paths)
        {
            Assert.Equal(path, (await line.Show(path)).Path);
        }
    }

    [Fact]
    public async Task Many_folders_are_walked_to_their_end()
    {
        var line = await Site.Beamline();
        await line.Register([.. Enumerable.Range(0, 1000).Select(i => line.Arrival($"d{i:0000}/f", "x"))]);
        await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion([.. Enumerable.Range(100, 700).Select(i => $"d{i:0000}/f")], "few are left"));

        Assert.Equal(300, (await line.List("limit=10000")).Items.Count);
        Assert.Equal(700, (await line.List("limit=10000&deleted=true")).Items.Count);
        Assert.Equal(["d0999/f"], (await line.List("path=d0999/*&limit=1")).Items.Select(each => each.Path));
    }

    /// <summary>Made once for all tests of a class: they only read it.</summary>
    private async Task<Beamline> Furnished()
    {
        if (Site.Shared is { } before)
        {
            return before;
        }

        var line = await Site.Beamline();
        await line.Register(line.Arrival("a.dat", "1"), line.Arrival("run/1/b.dat", "b-d"), line.Arrival("run/1/b.log", ""), line.Arrival("gone", "x"));
        await line.Register(line.Arrival("run/2/c.dat", "four"), line.Arrival("run/2/deep/d.log", "fives"), line.Arrival("run/1/b.log", "xy"));
        await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion(["gone"], "test"));
        await Describe(line, "kind", "log", "run/1/b.log", "run/2/deep/d.log");
        await Describe(line, "n", 7, "run/2/deep/d.log");
        return Site.Shared = line;
    }

    private async Task Describe<T>(Beamline line, string key, T value, params string[] paths) => await Site.Admin.Post<BatchResult>(
        $"{line.Path}/metadata", new MetadataChange(paths, new Dictionary<string, JsonElement?> { [key] = JsonSerializer.SerializeToElement(value) }));
}

public sealed class ListingTestsOnSqlite(SqliteSite site) : ListingTests(site), IClassFixture<SqliteSite>;

public sealed class ListingTestsOnPostgres(PostgresSite site) : ListingTests(site), IClassFixture<PostgresSite>;
