using System.Text;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Uploads;

/// <summary>What can't be sent is refused with a sentence, and every name that a file system holds comes through whole.</summary>
public abstract class UploadRefusalTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task What_is_spoken_here_can_be_asked()
    {
        var (_, sender) = await Furnish();

        var answer = (await sender.Send("OPTIONS", sender.At)).MustBe(204);

        Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Version").Single());
        Assert.Equal("creation,creation-with-upload,creation-defer-length,checksum,termination,concatenation,expiration", answer.Headers.GetValues("Tus-Extension").Single());
        Assert.Contains("sha1", answer.Headers.GetValues("Tus-Checksum-Algorithm").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_is_told_which_one_is_spoken()
    {
        var (_, sender) = await Furnish();
        foreach (var version in new[] { "0.2.2", "" })
        {
            var answer = (await sender.Send("POST", sender.At, null, ("Tus-Resumable", version))).MustBe(412, "tus-version");
            Assert.Equal(("1.0.0", "1.0.0"), (answer.Headers.GetValues("Tus-Version").Single(), answer.Headers.GetValues("Tus-Resumable").Single()));
        }
    }

    public static TheoryData<string, string, string, int, string> Creations => new()
    {
        { "Upload-Length", "10", "", 400, "path-missing" },
        { "Upload-Length", "-1", "path YQ==", 400, "length-invalid" },
        { "Upload-Length", "ten", "path YQ==", 400, "length-invalid" },
        { "Upload-Defer-Length", "2", "path YQ==", 400, "length-invalid" },
        { "Upload-None", "1", "path YQ==", 400, "length-invalid" },
        { "Upload-Length", "10", "path !!", 400, "metadata-invalid" },
        { "Upload-Length", "10", $"path {Convert.ToBase64String([0x61, 0xff])}", 400, "metadata-invalid" },
        { "Upload-Length", "10", "path YQ==,sha256 YQ==", 400, "digest-invalid" },
        { "Upload-Length", "9000000000000000000", "path YQ==", 507, "storage-full" },
    };

    [Theory, MemberData(nameof(Creations))]
    public async Task A_creation_that_does_not_fit_is_refused(string header, string value, string metadata, int status, string code)
    {
        var (experiment, sender) = await Furnish();
        var answer = (await sender.Create([(header, value), ("Upload-Metadata", metadata)])).MustBe(status, code);

        Assert.EndsWith(".", answer.Title, StringComparison.Ordinal);
        Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Resumable").Single());
        Assert.Equal(0, await Site.Database.Number($"select count(*) from uploads_upload where experiment_id = {experiment.Id}", default));
    }

    [Fact]
    public async Task Bytes_that_do_not_fit_are_refused_and_change_nothing()
    {
        var (_, sender) = await Furnish();
        var upload = await sender.Begin("a", 10);
        (await sender.Patch(upload, 0, "01234"u8.ToArray())).MustBe(204);

        (await sender.Patch(upload, 4, [1])).MustBe(409, "offset-differs");
        (await sender.Patch(upload, 6, [1])).MustBe(409, "offset-differs");
        (await sender.Patch(upload, 5, new byte[6])).MustBe(413, "upload-too-long");
        (await sender.Patch(upload, 5, [1], ("Upload-Checksum", "crc32 AAAA"))).MustBe(400, "checksum-invalid");
        (await sender.Patch(upload, 5, [1], ("Upload-Checksum", "sha1 !"))).MustBe(400, "checksum-invalid");
        (await sender.Send("PATCH", upload, [1])).MustBe(400, "offset-missing");
        (await sender.Send("PATCH", upload)).MustBe(415, "media-type");
        (await sender.Send("PATCH", sender.At + "/none", [1], ("Upload-Offset", "0"))).MustBe(404, "upload-not-found");
        (await sender.Send("POST", upload, null, ("X-HTTP-Method-Override", "PUT"))).MustBe(400, "override-invalid");

        Assert.Equal(5, await sender.Offset(upload));
        (await sender.Patch(upload, 5, "56789"u8.ToArray())).MustBe(204);
        Assert.Equal(TestFolder.Sha256("0123456789"), (await sender.Ended(upload)).Sha256);
    }

    [Fact]
    public async Task The_uploads_of_others_are_not_there()
    {
        var (experiment, sender) = await Furnish();
        var upload = await sender.Begin("a", 10);
        var (_, other) = await Furnish(experiment);

        (await other.Send("HEAD", upload)).MustBe(404);
        (await other.Patch(upload, 0, [1])).MustBe(404, "upload-not-found");
        (await other.Send("DELETE", upload)).MustBe(404, "upload-not-found");
        (await other.Create([("Upload-Concat", $"final;{upload}"), ("Upload-Metadata", "path YQ==")])).MustBe(404, "upload-not-found");
        Assert.Empty(await other.Client.Get<List<UploadView>>(other.At));
        Assert.Equal(0, await sender.Offset(upload));
    }

    [Fact]
    public async Task A_closed_experiment_takes_no_new_ones_and_what_had_begun_may_end()
    {
        var (experiment, sender) = await Furnish();
        var upload = await sender.Begin("begun", 1);
        (await Site.Admin.Send("POST", $"api/experiments/{experiment.Name}/close")).MustBe(204);

        (await sender.Create([("Upload-Length", "1"), ("Upload-Metadata", "path YQ==")])).MustBe(409, "experiment-closed");
        (await sender.Patch(upload, 0, [1])).MustBe(204);
        Assert.Equal(UploadState.Done, (await sender.Ended(upload)).State);
    }

    [Fact]
    public async Task Limits_hold_and_say_what_they_are()
    {
        var (_, sender) = await Furnish();
        await sender.Begin("open", 600);
        var limited = new OpenUploads(Site.Get<UploadStore>(), Site.Get<Acquisitions.OwnUploads>(), Site.Settings with { LargestUpload = 1000, UnfinishedUploads = 1500 }, TimeProvider.System);
        var experiment = await Site.Database.Number($"select experiment_id from uploads_upload order by made_us desc limit 1", default);
        var key = (await Site.Database.First($"select maker from uploads_upload where experiment_id = {experiment}", row => row.GetString(0), default))!;
        var source = await Site.Database.Number($"select source_id from uploads_upload where experiment_id = {experiment}", default);
        var maker = new UploadMaker(key, experiment, "x", _ => Task.FromResult(source), "");
        UploadRequest Of(long length) => new("new", length, null, null, "", false, null, null, Sdk.VerifyPolicy.Reread);

        var large = await Assert.ThrowsAsync<Refusal>(() => limited.Begin(maker, Of(1001), default));
        var many = await Assert.ThrowsAsync<Refusal>(() => limited.Begin(maker, Of(901), default));
        await limited.Begin(maker, Of(900), default);

        Assert.Equal((413, "upload-too-large", 413, "uploads-unfinished"), (large.Status, large.Code, many.Status, many.Code));
        Assert.Contains("1.00 kB", large.Message, StringComparison.Ordinal);
        Assert.Contains("1.50 kB", many.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_name_that_a_file_system_holds_comes_and_goes_whole()
    {
        var (experiment, sender) = await Furnish();
        await Parallel.ForEachAsync(Names.Contents, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (file, ct) =>
        {
            var (path, content) = file;
            var ended = await sender.Put(path, Encoding.UTF8.GetBytes(content));
            Assert.Equal((Names.Show(path), UploadState.Done, null), (Names.Show(path), ended.State, ended.Cause));
            Assert.Equal(content, await File.ReadAllTextAsync(Path.Combine(Site.StorageRoot, experiment.StoragePath, path), ct));
            Assert.Equal(content, (await sender.Client.Send("GET", $"api/experiments/{experiment.Name}/content/{Query.Path(path)}")).MustBe(200).Text);
        });
    }

    [Theory]
    [InlineData("../up"), InlineData("a/../b"), InlineData("/etc/passwd"), InlineData("a//b"), InlineData("a/"), InlineData("."), InlineData(".dewar/versions/x"), InlineData("a/.dewar-x.part"), InlineData("a\0b")]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        var (experiment, sender) = await Furnish();
        var answer = (await sender.Create([("Upload-Length", "1"), ("Upload-Metadata", Sender.Metadata([("path", path)]))])).MustBe(400, "path-invalid");

        Assert.Contains("can't be a file of the experiment", answer.Title, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Site.StorageRoot, experiment.StoragePath)) && Directory.EnumerateFileSystemEntries(Path.Combine(Site.StorageRoot, experiment.StoragePath)).Any());
    }

    [Fact]
    public async Task A_folder_that_was_swapped_for_a_link_leads_nowhere()
    {
        var (experiment, sender) = await Furnish();
        await sender.Put("in/a", [1]);
        using var outside = new TestFolder();
        var folder = Path.Combine(Site.StorageRoot, experiment.StoragePath, "in");
        Directory.Delete(folder, recursive: true);
        Directory.CreateSymbolicLink(folder, outside.Path);

        var upload = await sender.Begin("in/b", 1);
        var answer = await sender.Patch(upload, 0, [2]);

        Assert.InRange(answer.Status, 400, 599);
        Assert.Empty(outside.Files);
    }

    private async Task<(Experiment Experiment, Sender Sender)> Furnish(Experiment? into = null)
    {
        var name = Site.Name("refused");
        var client = await Site.User(name);
        var made = into ?? await Site.Experiment(null, null);
        await Site.Admin.Send("PUT", $"api/experiments/{made.Name}/members/user/{name}", new MemberRole(ExperimentRole.Member));
        var id = await Site.Database.Number($"select id from experiments_experiment where name = {made.Name}", default);
        return (made with { Id = id }, new(client, $"api/experiments/{made.Name}/uploads"));
    }
}

public sealed class UploadRefusalTestsOnSqlite(SqliteSite site) : UploadRefusalTests(site), IClassFixture<SqliteSite>;

public sealed class UploadRefusalTestsOnPostgres(PostgresSite site) : UploadRefusalTests(site), IClassFixture<PostgresSite>;
