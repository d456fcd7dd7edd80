using Dewar.Hosting;
using Xunit;

namespace Dewar.Catalogue;

/// <summary>Bytes over HTTP: whole, in parts, and never the wrong ones.</summary>
public abstract class DownloadTests(TestSite site) : SiteTests(site)
{
    private const string Content = "0123456789";

    [Fact]
    public async Task A_file_comes_whole_with_its_digest_as_etag()
    {
        var line = await With("run/a.dat");
        var answer = (await Get(line, "run/a.dat")).MustBe(200);

        Assert.Equal(Content, answer.Text);
        Assert.Equal($"\"{Beamline.Sha256(Content)}\"", answer.Headers.ETag!.Tag);
        Assert.Equal($"sha-256=:{Convert.ToBase64String(Convert.FromHexString(Beamline.Sha256(Content)))}:", answer.Headers.GetValues("Repr-Digest").Single());
        Assert.Equal("1", answer.Headers.GetValues("Dewar-Version").Single());
        Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero), answer.Content.LastModified);
        Assert.Equal("a.dat", answer.Content.ContentDisposition!.FileNameStar);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task HEAD_tells_the_same_without_the_bytes()
    {
        var line = await With("a");
        var (whole, head) = ((await Get(line, "a")).MustBe(200), (await Site.Admin.Send("HEAD", $"{line.Path}/content/a")).MustBe(200));

        Assert.Empty(head.Body);
        Assert.Equal((whole.Headers.ETag, whole.Content.ContentLength), (head.Headers.ETag, head.Content.ContentLength));
        (await Site.Admin.Send("HEAD", $"{line.Path}/content/none")).MustBe(404);
    }

    [Theory]
    [InlineData("bytes=0-3", 206, "0123", "bytes 0-3/10")]
    [InlineData("bytes=4-", 206, "456789", "bytes 4-9/10")]
    [InlineData("bytes=-2", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=5-500", 206, "56789", "bytes 5-9/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("bytes=0-1,4-5", 200, Content, null)]
    public async Task A_range_gives_a_part(string range, int status, string content, string? contentRange)
    {
        var line = await With("a");
        var answer = (await Get(line, "a", ("Range", range))).MustBe(status);

        Assert.Equal((content, contentRange), (status == 416 ? "" : answer.Text, answer.Content.ContentRange?.ToString()));
    }

    [Fact]
    public async Task Conditions_hold_by_digest()
    {
        var line = await With("a");
        var (tag, other) = ($"\"{Beamline.Sha256(Content)}\"", $"\"{Beamline.Sha256("other")}\"");

        (await Get(line, "a", ("If-None-Match", tag))).MustBe(304);
        (await Get(line, "a", ("If-None-Match", other))).MustBe(200);
        (await Get(line, "a", ("If-None-Match", "*"))).MustBe(304);
        (await Get(line, "a", ("If-Match", other))).MustBe(412);
        Assert.Equal("89", (await Get(line, "a", ("If-Range", tag), ("Range", "bytes=8-"))).MustBe(206).Text);
        Assert.Equal(Content, (await Get(line, "a", ("If-Range", other), ("Range", "bytes=8-"))).MustBe(200).Text);
    }

    [Fact]
    public async Task Every_version_can_be_had()
    {
        var line = await With("d/a");
        var first = Beamline.Sha256(Content);
        line.Put($".dewar/versions/{first[..2]}/{first}", Content);
        line.Put("d/a", "newer");
        await line.Register(line.Arrival("d/a", "newer"));

        Assert.Equal("newer", (await Get(line, "d/a")).MustBe(200).Text);
        Assert.Equal("newer", (await Get(line, "d/a?version=2")).MustBe(200).Text);
        Assert.Equal(Content, (await Get(line, "d/a?version=1")).MustBe(200).Text);
        (await Get(line, "d/a?version=3")).MustBe(404, "version-not-found");
        (await Get(line, "d/a?version=x")).MustBe(400, "request-invalid");
    }

    [Fact]
    public async Task A_version_that_was_pushed_aside_but_not_replaced_in_the_catalogue_yet_is_found()
    {
        var line = await With("a");
        var first = Beamline.Sha256(Content);
        line.Put($".dewar/versions/{first[..2]}/{first}", Content);
        line.Put("a", "not registered yet");

        Assert.Equal(Content, (await Get(line, "a")).MustBe(200).Text);
    }

    [Fact]
    public async Task Missing_bytes_are_a_clear_conflict()
    {
        var line = await With("a");
        File.Delete(Path.Combine(line.Folder, "a"));

        Assert.Contains("does not have these bytes", (await Get(line, "a")).MustBe(409, "replica-missing").Title);
        Directory.Delete(line.Folder, recursive: true);
        (await Get(line, "a")).MustBe(409);
    }

    [Fact]
    public async Task Wrong_bytes_are_not_served()
    {
        var line = await With("a");
        var file = Path.Combine(line.Folder, "a");
        await File.WriteAllTextAsync(file, "shorter");
        (await Get(line, "a")).MustBe(409, "replica-missing");
        await File.WriteAllTextAsync(file, "9876543210");
        (await Get(line, "a")).MustBe(409, "replica-missing");
        await File.WriteAllTextAsync(file, Content);
        Assert.Equal("789", (await Get(line, "a", ("Range", "bytes=7-"))).MustBe(206).Text);
    }

    [Fact]
    public async Task Links_in_the_storage_lead_nowhere()
    {
        var line = await With("a", "d/b");
        var outside = Directory.CreateDirectory(Path.Combine(Site.StorageRoot, "..", Site.Name("outside"))).FullName;
        foreach (var name in new[] { "a", "b" })
        {
            await File.WriteAllTextAsync(Path.Combine(outside, name), Content);
            File.SetLastWriteTimeUtc(Path.Combine(outside, name), new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc));
        }

        File.Delete(Path.Combine(line.Folder, "a"));
        File.CreateSymbolicLink(Path.Combine(line.Folder, "a"), Path.Combine(outside, "a"));
        Directory.Delete(Path.Combine(line.Folder, "d"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(line.Folder, "d"), outside);

        (await Get(line, "a")).MustBe(409, "replica-missing");
        (await Get(line, "d/b")).MustBe(409, "replica-missing");
    }

    [Theory]
    [InlineData("content/../../../../etc/passwd"), InlineData("content/..%2F..%2F..%2Fetc%2Fpasswd"), InlineData("content/%2e%2e/%2e%2e/dewar.db")]
    [InlineData("content/run%252Fa"), InlineData("content/run%2F%2Fa"), InlineData("content/%2Frun/a"), InlineData("content/run%2F..%2Frun%2Fa")]
    [InlineData("content/run%2Fa%2F"), InlineData("content/run%5Ca"), InlineData("content/run%2F%00"), InlineData("x/../content%2Frun%2Fa"), InlineData("content//run/a"), InlineData("content/run/./../run/%00"), InlineData("content/.dewar-storage")]
    [InlineData("content/.dewar/versions"), InlineData("content/run\\a"), InlineData("content/RUN/A"), InlineData("files/..%2Fa"), InlineData("folders/..%2F"), InlineData("content/")]
    public async Task Tricks_with_paths_find_nothing(string path)
    {
        var line = Site.Shared ??= await With("run/a");
        var answer = await Site.Admin.Send("GET", $"{line.Path}/{path}");

        Assert.Contains(answer.Status, new[] { 400, 404 });
        Assert.DoesNotContain("0123456789", answer.Text);
    }

    [Theory, InlineData("run/d/a"), InlineData("run%2Fd%2Fa"), InlineData("run%2fd/a"), InlineData("run/d%2Fa"), InlineData("%72un%2Fd%2F%61")]
    public async Task An_encoded_slash_is_a_slash(string path)
    {
        var line = await With("run/d/a");

        Assert.Equal(Content, (await Get(line, path)).MustBe(200).Text);
        Assert.Equal(Content, (await Get(line, $"{path}?version=1")).MustBe(200).Text);
        (await Site.Admin.Send("HEAD", $"{line.Path}/content/{path}")).MustBe(200);
        Assert.Equal("run/d/a", (await Site.Admin.Get<CatalogueFile>($"{line.Path}/files/{path}")).Path);
        Assert.Single(await Site.Admin.Get<List<FileVersion>>($"{line.Path}/versions/{path}"));
        Assert.Equal("run/d", (await Site.Admin.Get<FolderView>($"{line.Path}/folders/run%2Fd")).Path);
    }

    [Fact]
    public async Task A_name_that_looks_like_an_escape_is_told_from_one()
    {
        var line = await With("d/a%2Fb", "d/50% %41", "d/ü ?#&+/x");

        foreach (var path in new[] { "d/a%2Fb", "d/50% %41", "d/ü ?#&+/x" })
        {
            foreach (var sent in new[] { Query.Path(path), Uri.EscapeDataString(path) })
            {
                Assert.Equal(path, (await Site.Admin.Get<CatalogueFile>($"{line.Path}/files/{sent}")).Path);
            }
        }

        (await Get(line, "d%2Fa%2Fb")).MustBe(404, "file-not-found");
        (await Get(line, "d/a/b")).MustBe(404, "file-not-found");
    }

    [Fact]
    public async Task An_encoded_slash_leads_past_no_name_of_a_route()
    {
        var line = await With("run/a");
        foreach (var path in new[] { $"api%2Fexperiments/{line.Experiment.Name}/files/run/a", $"api/experiments/{line.Experiment.Name}%2Ffiles/run/a", "api/users%2Fadmin" })
        {
            (await Site.Admin.Send("GET", path)).MustBe(404);
        }

        using var stranger = await Site.User(Site.Name("stranger"));
        (await stranger.Send("GET", $"{line.Path}/content/run%2Fa")).MustBe(404, "experiment-not-found");
    }

    [Fact]
    public async Task A_storage_that_is_not_mounted_is_told_apart_from_lost_files()
    {
        var line = await With("a");
        var mark = Path.Combine(Site.StorageRoot, ".dewar-storage");
        File.Move(mark, mark + "-away");
        try
        {
            Assert.Contains("not mounted", (await Get(line, "a")).MustBe(507, "storage-trouble").Title);
        }
        finally
        {
            File.Move(mark + "-away", mark);
        }
    }

    private Task<Answer> Get(Beamline line, string path, params (string, string)[] headers) => Site.Admin.Send("GET", $"{line.Path}/content/{path}", null, headers);

    private async Task<Beamline> With(params string[] paths)
    {
        var line = await Site.Beamline();
        foreach (var path in paths)
        {
            await line.Bring(path, Content);
        }

        return line;
    }
}

public sealed class DownloadTestsOnSqlite(SqliteSite site) : DownloadTests(site), IClassFixture<SqliteSite>;

public sealed class DownloadTestsOnPostgres(PostgresSite site) : DownloadTests(site), IClassFixture<PostgresSite>;
