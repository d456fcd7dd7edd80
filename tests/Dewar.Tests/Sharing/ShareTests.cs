using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Sharing;

/// <summary>Links that show a part of an experiment: what they show, what they don't, and how they end.</summary>
public abstract class ShareTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task A_link_to_a_folder_shows_what_is_below_it_and_nothing_else()
    {
        var line = await Furnished();
        var at = await Link(line, new("Referee", Folder: "a"));
        using var nobody = Site.Nobody();

        Assert.Contains("a/one.txt", Uri.UnescapeDataString((await Page(nobody, at)).MustBe(200).Text));
        Assert.Equal("content of one", (await nobody.Send("GET", $"{at}/content/a/one.txt")).MustBe(200).Text);
        Assert.Contains("one.txt", (await Page(nobody, $"{at}/file/a/one.txt")).MustBe(200).Text);
        (await Page(nobody, $"{at}/folder/a/deep")).MustBe(200);
        foreach (var path in new[] { "content/b/two.txt", "file/b/two.txt", "folder/b", "content/ab/three.txt", "content/a/../b/two.txt", "content/a%2F..%2Fb%2Ftwo.txt", "picture/b/two.txt", "folder/ab" })
        {
            (await Page(nobody, $"{at}/{path}")).MustBe(404);
        }

        var zip = (await nobody.Send("GET", $"{at}/archive.zip")).MustBe(200);
        Assert.Equal("application/zip", zip.Content.ContentType!.MediaType);
        Assert.Contains("a/one.txt", zip.Text);
        Assert.DoesNotContain("two.txt", zip.Text);
    }

    [Fact]
    public async Task A_link_to_single_files_shows_those_a_page_at_a_time()
    {
        var line = await Furnished();
        await line.Register([.. Enumerable.Range(0, 205).Select(number => line.Arrival($"many/{number:000}", $"{number}"))]);
        var at = await Link(line, new(Paths: ["a/one.txt", "b/two.txt", .. Enumerable.Range(0, 203).Select(number => $"many/{number:000}")]));
        using var nobody = Site.Nobody();

        var first = (await Page(nobody, at)).MustBe(200).Text;
        Assert.Contains("/file/a/one.txt", first);
        var next = first.Split("rel=\"next\" href=\"/")[1].Split('"')[0];
        var second = (await Page(nobody, next)).MustBe(200).Text;
        Assert.Contains("/file/many/202", second);
        Assert.DoesNotContain("many/203", first + second);
        Assert.DoesNotContain("rel=\"next\"", second);
        (await nobody.Send("GET", $"{at}/content/b/two.txt")).MustBe(200);
        (await nobody.Send("GET", $"{at}/content/a/deep/four.txt")).MustBe(404);
        (await Page(nobody, $"{at}?after=x")).MustBe(400);
    }

    [Fact]
    public async Task A_link_to_an_experiment_shows_all_of_it_as_it_grows_and_no_other()
    {
        var (line, other) = (await Furnished(), await Furnished());
        var at = await Link(line, new());
        using var nobody = Site.Nobody();
        await line.Bring("later.txt", "came later");

        Assert.Equal("came later", (await nobody.Send("GET", $"{at}/content/later.txt")).MustBe(200).Text);
        await other.Bring("elsewhere.txt", "hidden");
        (await nobody.Send("GET", $"{at}/content/elsewhere.txt")).MustBe(404, "file-not-found");
        foreach (var path in new[] { line.Path, $"{line.Path}/files", $"{line.Path}/content/later.txt", $"{line.Path}/shares" })
        {
            (await nobody.Send("GET", path)).MustBe(401);
        }
    }

    [Fact]
    public async Task A_deleted_file_is_gone_from_a_link_too()
    {
        var line = await Furnished();
        var at = await Link(line, new(Paths: ["a/one.txt", "b/two.txt"]));
        (await Site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["a/one.txt"], "wrong sample"))).MustBe(200);
        using var nobody = Site.Nobody();

        (await nobody.Send("GET", $"{at}/content/a/one.txt")).MustBe(404);
        Assert.DoesNotContain("one.txt", (await Page(nobody, at)).MustBe(200).Text);
    }

    [Fact]
    public async Task Links_end_when_they_are_revoked_or_expire_and_a_wrong_one_looks_the_same()
    {
        var line = await Furnished();
        var made = await Site.Admin.Post<ShareMade>($"{line.Path}/shares", new NewShare("x"));
        var at = new Uri(made.Link).AbsolutePath[1..];
        using var nobody = Site.Nobody();
        (await Page(nobody, at)).MustBe(200);
        var wrong = (await Page(nobody, at[..^1] + (at[^1] == 'A' ? 'B' : 'A'))).MustBe(404);

        (await Site.Admin.Send("DELETE", $"{line.Path}/shares/{made.Share.Id}")).MustBe(204);
        (await Site.Admin.Send("DELETE", $"{line.Path}/shares/{made.Share.Id}")).MustBe(204);
        Assert.Equal(wrong.Text, (await Page(nobody, at)).MustBe(404).Text);
        Assert.Equal(wrong.Text, (await Page(nobody, "shared/x")).MustBe(404).Text);

        var short_ = await Site.Admin.Post<ShareMade>($"{line.Path}/shares", new NewShare("y", Days: 1));
        await Site.Database.Execute($"update sharing_link set expires_us = 1 where public_id = {short_.Share.Id}", default);
        (await Page(nobody, new Uri(short_.Link).AbsolutePath[1..])).MustBe(404);
        (await nobody.Send("GET", $"{at}/content/a/one.txt")).MustBe(404, "share-not-found");
        (await nobody.Send("GET", $"{at}/archive.zip")).MustBe(404, "share-not-found");

        var list = await Site.Admin.Get<List<Share>>($"{line.Path}/shares");
        Assert.Equal(["y", "x"], list.Select(share => share.Label));
        Assert.NotNull(list[1].RevokedAt);
        Assert.NotNull(list[1].UsedAt);
    }

    [Theory]
    [InlineData("""{"days":0}""", 400, "expiry-invalid")]
    [InlineData("""{"days":367}""", 400, "expiry-invalid")]
    [InlineData("""{"folder":"a","paths":["a/one.txt"]}""", 400, "share-invalid")]
    [InlineData("""{"folder":"absent"}""", 404, "folder-not-found")]
    [InlineData("""{"paths":["absent"]}""", 404, "file-not-found")]
    [InlineData("""{"paths":[]}""", 400, "batch-invalid")]
    [InlineData("""{"label":"a\nb"}""", 400, "text-invalid")]
    public async Task What_can_not_be_shared_is_said(string form, int status, string code)
    {
        var line = await Furnished();

        (await Site.Admin.Send("POST", $"{line.Path}/shares", System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(form))).MustBe(status, code);
    }

    [Fact]
    public async Task Another_experiments_link_is_nobodys_to_end_and_all_is_written_down()
    {
        var (line, other) = (await Furnished(), await Furnished());
        var made = await Site.Admin.Post<ShareMade>($"{line.Path}/shares", new NewShare("audited"));
        (await Site.Admin.Send("DELETE", $"{other.Path}/shares/{made.Share.Id}")).MustBe(404, "share-not-found");
        using var nobody = Site.Nobody();
        (await Page(nobody, new Uri(made.Link).AbsolutePath[1..])).MustBe(200);
        (await Page(nobody, new Uri(made.Link).AbsolutePath[1..])).MustBe(200);

        var entries = (await Site.Admin.Get<List<AuditEntry>>("api/audit?limit=50")).Where(entry => entry.Subject == line.Experiment.Name).ToList();
        Assert.Equal(["share.made", "share.opened"], entries.Select(entry => entry.Action).Where(action => action.StartsWith("share.", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain(entries, entry => entry.Detail.GetRawText().Contains(made.Link.Split('_')[^1], StringComparison.Ordinal));
    }

    private async Task<Beamline> Furnished()
    {
        var line = await Site.Beamline();
        foreach (var (path, content) in new[] { ("a/one.txt", "content of one"), ("b/two.txt", "two"), ("ab/three.txt", "three"), ("a/deep/four.txt", "four") })
        {
            await line.Bring(path, content);
        }

        return line;
    }

    private async Task<string> Link(Beamline line, NewShare form) => new Uri((await Site.Admin.Post<ShareMade>($"{line.Path}/shares", form)).Link).AbsolutePath[1..];

    private static Task<Answer> Page(Client client, string path) => client.Send("GET", path, null, ("Accept", "text/html"));
}

public sealed class ShareTestsOnSqlite(SqliteSite site) : ShareTests(site), IClassFixture<SqliteSite>;

public sealed class ShareTestsOnPostgres(PostgresSite site) : ShareTests(site), IClassFixture<PostgresSite>;
