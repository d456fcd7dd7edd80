using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Downloads;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Torture;
using Xunit;

namespace Dewar.Dav;

/// <summary>The catalogue as a network folder: what clients of WebDAV ask, and some of these clients.</summary>
public abstract class DavTests(TestSite site) : SiteTests(site)
{
    private static readonly XNamespace D = "DAV:";

    [Fact]
    public async Task The_top_lists_the_experiments_one_may_see()
    {
        var (mine, other) = (await Holding.Of(Site, ArchiveTests.Odd), await Site.Experiment());
        using var reader = await Reader(mine);
        var found = await Find(reader, "dav/", 1);
        Assert.Equal(["/dav/", $"/dav/{mine.Experiment.Name}/"], found.Select(each => each.Address));
        Assert.All(found, each => Assert.True(each.IsFolder));
        Assert.Equal(["/dav/"], (await Find(reader, "dav", 0)).Select(each => each.Address));
        (await reader.Send("PROPFIND", $"dav/{other.Name}")).MustBe(404, "experiment-not-found");
        Assert.Contains($"/dav/{other.Name}/", (await Find(Site.Admin, "dav/", 1)).Select(each => each.Address));
    }

    [Fact]
    public async Task Folders_hold_folders_and_files_with_what_is_known_of_them()
    {
        var line = await Holding.Of(Site, ArchiveTests.Odd);
        var top = $"dav/{line.Experiment.Name}";
        var all = await Find(Site.Admin, top, 1);
        Assert.Equal([$"/{top}/", .. ArchiveTests.Odd.Keys.Where(name => name.Contains('/')).Select(name => name.Split('/')[0]).Distinct().Order(PathOrder.ByBytes).Select(name => $"/{top}/{Query.Path(name)}/")],
            all.Where(each => each.IsFolder).Select(each => each.Address));
        Assert.Equal(ArchiveTests.Odd.Keys.Where(name => !name.Contains('/')).Order(PathOrder.ByBytes).Select(name => $"/{top}/{Query.Path(name)}"), all.Where(each => !each.IsFolder).Select(each => each.Address));

        var file = Assert.Single(await Find(Site.Admin, $"{top}/run/deep/er/0002.tif", 1));
        Assert.Equal((false, "0002.tif", "7"), (file.IsFolder, file.Name, file.Properties["getcontentlength"]));
        Assert.Equal(($"\"{Beamline.Sha256("another")}\"", "Mon, 04 May 2026 03:02:01 GMT"), (file.Properties["getetag"], file.Properties["getlastmodified"]));
        Assert.Equal([$"/{top}/run/deep/", $"/{top}/run/deep/er/"], (await Find(Site.Admin, $"{top}/run/deep/", 1)).Select(each => each.Address));
        foreach (var (name, content) in ArchiveTests.Odd)
        {
            var shown = Assert.Single(await Find(Site.Admin, $"{top}/{Query.Path(name)}", 0));
            var answer = (await Site.Admin.Send("GET", shown.Address[1..])).MustBe(200);
            Assert.Equal((name, content, shown.Properties["getetag"]), (name, answer.Text, answer.Headers.ETag!.ToString()));
        }
    }

    [Fact]
    public async Task Ranges_and_conditions_hold_as_elsewhere()
    {
        var line = await Holding.Of(Site, new Dictionary<string, string> { ["a"] = "0123456789" });
        var address = $"dav/{line.Experiment.Name}/a";
        Assert.Equal("345", (await Site.Admin.Send("GET", address, null, ("Range", "bytes=3-5"))).MustBe(206).Text);
        (await Site.Admin.Send("GET", address, null, ("If-None-Match", $"\"{Beamline.Sha256("0123456789")}\""))).MustBe(304);
        (await Site.Admin.Send("GET", address, null, ("If-Modified-Since", "Mon, 04 May 2026 03:02:01 GMT"))).MustBe(304);
        (await Site.Admin.Send("GET", address, null, ("If-Modified-Since", "Mon, 04 May 2026 03:02:00 GMT"))).MustBe(200);
        (await Site.Admin.Send("GET", address, null, ("If-Match", "\"another\""))).MustBe(412);
        Assert.Equal(10, (await Site.Admin.Send("HEAD", address)).MustBe(200).Content.ContentLength);
    }

    [Fact]
    public async Task What_is_asked_for_is_answered_and_what_is_not_known_said()
    {
        var line = await Holding.Of(Site, new Dictionary<string, string> { ["a"] = "0123456789" });
        var address = $"dav/{line.Experiment.Name}/a";
        var some = await Ask(address, "<propfind xmlns='DAV:'><prop><getetag/><lockdiscovery/><own xmlns='urn:x'/></prop></propfind>");
        Assert.Equal(["HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"], some.Descendants(D + "status").Select(each => each.Value));
        Assert.Equal(["getetag", "lockdiscovery", "own"], some.Descendants(D + "prop").Elements().Select(each => each.Name.LocalName));
        var names = await Ask(address, "<propfind xmlns='DAV:'><propname/></propfind>");
        Assert.All(names.Descendants(D + "prop").Elements(), each => Assert.Equal("", each.Value));
        Assert.Contains("getcontentlength", names.Descendants(D + "prop").Elements().Select(each => each.Name.LocalName));
        Assert.Equal(7, (await Ask(address, "<propfind xmlns='DAV:'><allprop/></propfind>")).Descendants(D + "prop").Elements().Count());

        foreach (var bad in new[] { "<propfind xmlns='DAV:'>", "<propfind/>", "{}", "<!DOCTYPE x [<!ENTITY a 'b'>]><propfind xmlns='DAV:'>&a;</propfind>", "<D:propfind xmlns:D='DAV:'><D:prop><b:x xmlns:b=''/></D:prop></D:propfind>" })
        {
            (await Site.Admin.Send("PROPFIND", address, bad)).MustBe(400, "request-invalid");
        }
    }

    [Fact]
    public async Task Only_so_deep_and_only_to_read()
    {
        var line = await Holding.Of(Site, new Dictionary<string, string> { ["d/a"] = "x" });
        var top = $"dav/{line.Experiment.Name}";
        foreach (var depth in new[] { "infinity", "Infinity", "" })
        {
            Assert.Contains("<D:propfind-finite-depth/>", (await Site.Admin.Send("PROPFIND", top, null, ("Depth", depth))).MustBe(403).Text);
        }

        (await Site.Admin.Send("PROPFIND", top, null, ("Depth", "2"))).MustBe(400, "depth-invalid");
        foreach (var method in new[] { "PUT", "DELETE", "MKCOL", "PROPPATCH", "MOVE", "COPY", "LOCK", "UNLOCK", "POST", "PATCH" })
        {
            Assert.Equal((method, 405), (method, (await Site.Admin.Send(method, $"{top}/d/a", "x")).Status));
            Assert.Equal((method, 405), (method, (await Site.Admin.Send(method, "dav/", "x")).Status));
            Assert.Contains("PROPFIND", (await Site.Admin.Send(method, $"{top}/d/a", "x")).Content.Allow);
        }

        (await Site.Admin.Send("GET", $"{top}/d")).MustBe(405, "method-not-allowed");
        (await Site.Admin.Send("GET", "dav/")).MustBe(405);
        var options = (await Site.Admin.Send("OPTIONS", $"{top}/d")).MustBe(200);
        Assert.Equal(("1", "GET,HEAD,OPTIONS,PROPFIND"), (options.Headers.GetValues("DAV").Single(), string.Join(',', options.Content.Allow)));
        Assert.Equal("x", (await Site.Admin.Send("GET", $"{line.Path}/content/d/a")).Text);
    }

    [Theory, InlineData("none"), InlineData("d/none"), InlineData("d/a/none"), InlineData("gone/x"), InlineData("gone"), InlineData("%2e%2e/x"), InlineData(".dewar/versions")]
    public async Task What_is_not_there_or_was_deleted_is_not_found(string path)
    {
        var line = await Holding.Of(Site, new Dictionary<string, string> { ["d/a"] = "x", ["gone/x"] = "x" });
        (await Site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["gone/x"], "test"))).MustBe(200);
        (await Site.Admin.Send("PROPFIND", $"dav/{line.Experiment.Name}/{path}")).MustBe(404);
        (await Site.Admin.Send("GET", $"dav/{line.Experiment.Name}/{path}")).MustBe(404);
    }

    [Fact]
    public async Task An_address_that_is_not_UTF_8_is_refused_and_taken_for_no_other()
    {
        var line = await Holding.Of(Site, new Dictionary<string, string> { ["%ff"] = "x" });
        foreach (var address in new[] { $"dav/{line.Experiment.Name}/%ff", $"{line.Path}/content/%ff", $"{line.Path}/files/d/%C3%28" })
        {
            (await Site.Admin.Send("GET", address)).MustBe(400, "address-invalid");
            Assert.Contains((await Site.Admin.Send("PROPFIND", address)).Status, (int[])[400, 405]);
        }

        Assert.Equal("x", (await Site.Admin.Send("GET", $"dav/{line.Experiment.Name}/%25ff")).MustBe(200).Text);
    }

    [Fact]
    public async Task One_signs_in_by_password_or_by_any_name_and_a_token()
    {
        var line = await Holding.Of(Site, new Dictionary<string, string> { ["a"] = "x" });
        using var reader = await Reader(line);
        var name = (await reader.Get<Me>("api/me")).Name;
        var token = await Site.Token(name, Scope.Read);
        using var nobody = Site.Nobody();
        foreach (var (user, password) in new[] { (name, TestSite.Password), (name, TestSite.Password), ("anybody", token), (name, token) })
        {
            Assert.Equal("x", (await nobody.Send("GET", $"dav/{line.Experiment.Name}/a", null, Basic(user, password))).MustBe(200).Text);
        }

        foreach (var (user, password) in new[] { (name, "wrong-horse"), ("nobody-of-us", TestSite.Password), (name, token[..^1] + "!"), (name, "") })
        {
            var refused = (await nobody.Send("PROPFIND", "dav/", null, Basic(user, password))).MustBe(401, "sign-in-failed");
            Assert.Equal("Basic realm=\"Dewar\", charset=\"UTF-8\"", refused.Headers.WwwAuthenticate.ToString());
        }

        (await nobody.Send("OPTIONS", "dav/", null, ("Authorization", "Basic !"))).MustBe(401);
        Assert.Single((await nobody.Send("PROPFIND", "dav/")).MustBe(401, "not-signed-in").Headers.WwwAuthenticate);
        Assert.Empty((await nobody.Send("GET", "api/me")).MustBe(401).Headers.WwwAuthenticate);
        (await nobody.Send("GET", "api/me", null, Basic(name, TestSite.Password))).MustBe(401, "not-signed-in");

        // A changed password, a revoked token and a disabled account count at once.
        (await Site.Admin.Send("PUT", $"api/users/{name}/password", new NewPassword("another-horse"))).MustBe(204);
        (await nobody.Send("PROPFIND", "dav/", null, Basic(name, TestSite.Password))).MustBe(401);
        (await nobody.Send("PROPFIND", "dav/", null, Basic(name, "another-horse"))).MustBe(207);
        (await Site.Admin.Send("PATCH", $"api/users/{name}", new UserChange(Disabled: true))).MustBe(200);
        (await nobody.Send("PROPFIND", "dav/", null, Basic(name, "another-horse"))).MustBe(401);
        (await nobody.Send("PROPFIND", "dav/", null, Basic(name, token))).MustBe(401);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_right_ones_are_not()
    {
        using var user = await Site.User(Site.Name("guessed"));
        var name = (await user.Get<Me>("api/me")).Name;
        using var nobody = Site.Nobody();
        for (var each = 0; each < 20; each++)
        {
            (await nobody.Send("PROPFIND", "dav/", null, Basic(name, TestSite.Password))).MustBe(207);
        }

        var answers = new List<int>();
        for (var each = 0; each < 9; each++)
        {
            answers.Add((await nobody.Send("PROPFIND", "dav/", null, Basic(name, $"guess-{each}"))).Status);
        }

        Assert.Equal([.. Enumerable.Repeat(401, 8), 429], answers);
        (await nobody.Send("POST", "api/sign-in", new SignIn(name, TestSite.Password))).MustBe(429, "too-many-attempts");
    }

    [Fact]
    public async Task A_folder_larger_than_a_page_is_whole()
    {
        var line = await Site.Beamline();
        await line.Register([.. Enumerable.Range(0, 2500).Select(each => line.Arrival($"d/{each:00000}", "same"))]);
        var found = await Find(Site.Admin, $"dav/{line.Experiment.Name}/d", 1);
        Assert.Equal(Enumerable.Range(0, 2500).Select(each => $"{each:00000}"), found.Skip(1).Select(each => each.Name));
    }

    [Fact]
    public async Task Rclone_lists_copies_and_checks()
    {
        using var folder = new TestFolder();
        var files = ArchiveTests.Odd;
        var line = await Holding.Of(Site, files);
        using var reader = await Reader(line);
        var password = (await Foreign.Run(folder.Path, "rclone", "obscure", TestSite.Password)).Trim();
        folder.Put("rclone.conf", $"[dewar]\ntype = webdav\nurl = {Site.Address}dav/\nvendor = other\nencoding = Slash,Dot\nuser = {(await reader.Get<Me>("api/me")).Name}\npass = {password}\n");
        Task<string> Rclone(params string[] words) => Foreign.Run(folder.Path, "rclone", ["--config", folder["rclone.conf"], "--retries", "1", "--no-unicode-normalization", .. words]);

        Assert.Equal($"{line.Experiment.Name}/\n", await Rclone("lsf", "dewar:"));
        Assert.Equal(files.Count, JsonDocument.Parse(await Rclone("lsjson", "-R", "--files-only", $"dewar:{line.Experiment.Name}")).RootElement.GetArrayLength());
        await Rclone("copy", $"dewar:{line.Experiment.Name}", folder["copy"]);
        Assert.Equal([], files.Where(file => !folder.Has($"copy/{file.Key}", file.Value)).Select(file => Names.Show(file.Key)));
        Assert.Equal(new DateTime(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc), File.GetLastWriteTimeUtc(folder["copy/a b.txt"]));
        Assert.Contains("0 differences found", await Rclone("check", "--download", $"dewar:{line.Experiment.Name}", folder["copy"]));
        Assert.NotEqual(0, (await Foreign.Try(folder.Path, "rclone", "--config", folder["rclone.conf"], "--retries", "1", "copy", folder["rclone.conf"], $"dewar:{line.Experiment.Name}")).Code);
    }

    [Fact]
    public async Task A_folder_mounted_by_rclone_reads_as_any_other()
    {
        Laboratory.Need(File.Exists("/dev/fuse") && Environment.UserName == "root", "A folder can be mounted only by root, where there is FUSE.");
        using var folder = new TestFolder();
        var line = await Holding.Of(Site, ArchiveTests.Odd);
        var password = (await Foreign.Run(folder.Path, "rclone", "obscure", Site.Admin.Token!)).Trim();
        folder.Put("rclone.conf", $"[dewar]\ntype = webdav\nurl = {Site.Address}dav/\nvendor = other\nencoding = Slash,Dot\nuser = admin\npass = {password}\n");
        folder.Make("mounted");
        await folder.Shell($"rclone --config rclone.conf --no-unicode-normalization mount --read-only --daemon dewar:{line.Experiment.Name} mounted >/dev/null 2>&1 </dev/null");
        try
        {
            // It shows control characters as pictures of them, and the kernel's way to a file has an end.
            var seen = ArchiveTests.Odd.Where(each => !each.Key.Any(letter => letter is < ' ' or '\u007f') && Encoding.UTF8.GetByteCount(each.Key) < 3000);
            Assert.Equal([], seen.Where(each => !folder.Has($"mounted/{each.Key}", each.Value)).Select(each => Names.Show(each.Key)));
            Assert.Throws<IOException>(() => File.WriteAllText(folder["mounted/new"], "x"));
        }
        finally
        {
            await folder.Shell("umount mounted");
        }
    }

    [Fact]
    public async Task Cadaver_walks_and_gets()
    {
        using var folder = new TestFolder();
        var line = await Holding.Of(Site, ArchiveTests.Odd);
        using var reader = await Reader(line);
        folder.Put(".netrc", $"machine 127.0.0.1 login {(await reader.Get<Me>("api/me")).Name} password {TestSite.Password}\n");
        folder.Put("words", $"ls\ncd {line.Experiment.Name}/run\nls\nget 0001.tif\nquit\n");
        var said = await Foreign.Run(folder.Path, "bash", "-c", $"command -v cadaver >/dev/null && cadaver {Site.Address}dav/ <words");
        Assert.Contains("Coll:   deep", said);
        Assert.Equal("image", folder.Read("0001.tif"));
    }

    private static (string, string) Basic(string user, string password) => ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}");

    private async Task<Client> Reader(Beamline line)
    {
        var name = Site.Name("reader");
        var reader = await Site.User(name);
        (await Site.Admin.Send("PUT", $"{line.Path}/members/user/{name}", new MemberRole(ExperimentRole.Reader))).MustBe(204);
        return reader;
    }

    private async Task<XDocument> Ask(string address, string body) => XDocument.Parse((await Site.Admin.Send("PROPFIND", address, body)).MustBe(207).Text);

    private static async Task<List<Found>> Find(Client client, string address, int depth)
    {
        var answer = (await client.Send("PROPFIND", address, null, ("Depth", $"{depth}"))).MustBe(207);
        return [.. XDocument.Parse(answer.Text).Root!.Elements(D + "response").Select(each => new Found(each.Element(D + "href")!.Value,
            each.Descendants(D + "prop").Elements().ToDictionary(property => property.Name.LocalName, property => property.Value), each.Descendants(D + "collection").Any()))];
    }

    private sealed record Found(string Address, Dictionary<string, string> Properties, bool IsFolder)
    {
        public string Name => Properties["displayname"];
    }
}

public sealed class DavTestsOnSqlite(SqliteSite site) : DavTests(site), IClassFixture<SqliteSite>;

public sealed class DavTestsOnPostgres(PostgresSite site) : DavTests(site), IClassFixture<PostgresSite>;
