using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;
using Dewar.Jobs;
using Dewar.Storages;
using Xunit;

namespace Dewar.Catalogue;

/// <summary>Describing and deleting files.</summary>
public abstract class ChangeFilesTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task Metadata_is_added_changed_and_removed_key_by_key()
    {
        var line = await Site.Beamline();
        await line.Send([line.Arrival("a", "1"), line.Arrival("b", "2")], new Dictionary<string, string> { ["sample"] = "iron", ["run"] = "7" });

        Assert.Equal(2, (await Describe(line, """{"sample":"gold","run":null,"depth":{"value":3.5,"unit":"nm"},"list":[1,true,null]}""", "a", "b", "c")).Changed);
        var metadata = (await line.Show("b")).Metadata;
        Assert.Equal(["depth", "list", "sample"], metadata.Keys.Order());
        Assert.Equal(("gold", 3.5), (metadata["sample"].GetString(), metadata["depth"].GetProperty("value").GetDouble()));

        var result = await Describe(line, """{"depth":null,"none":null}""", "a", "none", "a");
        Assert.Equal((1, "none"), (result.Changed, result.NotFound.Single()));
        Assert.Equal(["list", "sample"], (await line.Show("a")).Metadata.Keys.Order());
    }

    [Fact]
    public async Task A_new_version_keeps_the_metadata_and_adds_its_own()
    {
        var line = await Site.Beamline();
        await line.Send([line.Arrival("a", "1")], new Dictionary<string, string> { ["sample"] = "iron", ["run"] = "1" });
        await Describe(line, """{"note":"mine"}""", "a");
        await line.Send([line.Arrival("a", "2")], new Dictionary<string, string> { ["run"] = "2" });

        Assert.Equal("note=mine run=2 sample=iron", string.Join(' ', (await line.Show("a")).Metadata.OrderBy(each => each.Key).Select(each => $"{each.Key}={each.Value}")));
    }

    [Theory]
    [InlineData("""{"paths":["a"],"set":{"":1}}""", "metadata-invalid")]
    [InlineData("""{"paths":["a"],"set":{"KEY":1}}""", "metadata-invalid")]
    [InlineData("""{"paths":["a"],"set":{"k":"LARGE"}}""", "metadata-too-large")]
    [InlineData("""{"paths":[],"set":{}}""", "batch-invalid")]
    [InlineData("""{"paths":["a"]}""", "request-invalid")]
    [InlineData("""{"paths":["a"],"set":{"k":"\ud800"}}""", "metadata-invalid")]
    [InlineData("""{"paths":["a"],"set":{"k":tru}}""", "request-invalid")]
    [InlineData("""{"paths":null,"set":{}}""", "request-invalid")]
    [InlineData("", "request-invalid")]
    public async Task Metadata_that_cannot_be_kept_is_refused(string body, string code)
    {
        var line = await Site.Beamline();
        await line.Register(line.Arrival("a", "1"));
        body = body.Replace("KEY", new('k', 201)).Replace("LARGE", new('x', 300_000));

        (await Site.Admin.Send("POST", $"{line.Path}/metadata", body)).MustBe(400, code);
        Assert.Empty((await line.Show("a")).Metadata);
    }

    // PostgreSQL can't keep this character; whichever engine, it must not be a failure of ours.
    [Fact]
    public async Task A_character_that_a_database_cannot_keep_is_no_failure()
    {
        var line = await Site.Beamline();
        await line.Register(line.Arrival("a", "1"));
        foreach (var body in new[] { """{"paths":["a"],"set":{"k":"a\u0000b"}}""", """{"paths":["a\u0000b"],"set":{"k":1}}""" })
        {
            Assert.InRange((await Site.Admin.Send("POST", $"{line.Path}/metadata", body)).Status, 200, 400);
        }

        Assert.InRange((await Site.Admin.Send("PATCH", line.Path, """{"title":"a\u0000b"}""")).Status, 200, 400);
        (await Site.Admin.Send("PATCH", line.Path, """{"title":"\ud800"}""")).MustBe(400, "request-invalid");
        Assert.InRange((await Site.Admin.Send("GET", "api/experiments/a%00b")).Status, 400, 404);
    }

    [Fact]
    public async Task Deleting_needs_a_reason_and_takes_files_out_of_everything_but_their_own_record()
    {
        var line = await Site.Beamline();
        await line.Register(line.Arrival("d/a", "1"), line.Arrival("d/b", "22"));
        (await Site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["d/a"], " "))).MustBe(400, "reason-missing");

        var result = await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion(["d/a", "d/none", "d/a"], "out of focus"));
        Assert.Equal((1, "d/none"), (result.Changed, result.NotFound.Single()));
        Assert.Equal(["d/b"], (await line.List()).Items.Select(each => each.Path));
        Assert.Equal("out of focus", (await line.Show("d/a")).DeletedWhy);
        Assert.Contains("out of focus", (await Site.Admin.Send("GET", $"{line.Path}/content/d/a")).MustBe(410, "file-deleted").Title);
        Assert.Equal(0, (await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion(["d/a"], "again"))).Changed);
        Assert.Equal((1L, 2L), (await Site.Admin.Get<FolderView>($"{line.Path}/folders/d")) is var folder ? (folder.Files, folder.Bytes) : default);
    }

    [Fact]
    public async Task The_worker_removes_the_bytes_of_all_versions_but_not_of_another_file()
    {
        var line = await Site.Beamline();
        var shared = Beamline.Sha256("same old");
        foreach (var name in new[] { "a", "b" })
        {
            await line.Bring(name, "same old");
            await line.Bring(name, $"new {name}");
        }

        line.Put(Disk.KeptVersions.PathOf(shared), "same old");
        await DeleteAndWait(line, "a");
        Assert.False(File.Exists(Path.Combine(line.Folder, "a")));
        Assert.True(File.Exists(Path.Combine(line.Folder, Disk.KeptVersions.PathOf(shared))));
        Assert.All((await Site.Admin.Get<List<FileVersion>>($"{line.Path}/versions/a")).SelectMany(each => each.Replicas), replica => Assert.Equal(ReplicaState.Deleted, replica.State));

        await DeleteAndWait(line, "b");
        Assert.False(File.Exists(Path.Combine(line.Folder, Disk.KeptVersions.PathOf(shared))));
    }

    [Theory, InlineData("same", false), InlineData("SAME", true)]
    public async Task A_file_that_was_touched_is_known_by_its_bytes(string content, bool stays)
    {
        var line = await Site.Beamline();
        await line.Bring("a", "same");
        line.Put("a", content);
        File.SetLastWriteTimeUtc(Path.Combine(line.Folder, "a"), new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await DeleteAndWait(line, "a");
        Assert.Equal(stays, File.Exists(Path.Combine(line.Folder, "a")));
    }

    [Fact]
    public async Task Bytes_that_came_back_before_the_worker_did_are_left()
    {
        var line = await Site.Beamline();
        await line.Bring("a", "one");
        var id = await Site.Database.Number($"""
            select f.id from catalogue_file f join experiments_experiment e on e.id = f.experiment_id where e.name = {line.Experiment.Name}
            """, default);
        var remove = new RemoveBytes(Site.Database, Site.Get<StorageStore>(), Site.Get<FileFollowers>(), TimeProvider.System);
        await remove.Run(JsonSerializer.SerializeToElement(new RemoveBytes.Order(id), Wire.Json), default);

        Assert.True(File.Exists(Path.Combine(line.Folder, "a")));
        Assert.Equal(ReplicaState.Verified, (await line.Show("a")).Replicas.Single().State);
    }

    private async Task DeleteAndWait(Beamline line, string path)
    {
        await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion([path], "test"));
        while ((await Site.Get<JobQueue>().List(default)).Count > 0)
        {
            await Task.Delay(10);
        }
    }

    private Task<BatchResult> Describe(Beamline line, string set, params string[] paths) => Site.Admin.Post<BatchResult>(
        $"{line.Path}/metadata", new MetadataChange(paths, JsonSerializer.Deserialize<Dictionary<string, JsonElement?>>(set)!));
}

public sealed class ChangeFilesTestsOnSqlite(SqliteSite site) : ChangeFilesTests(site), IClassFixture<SqliteSite>;

public sealed class ChangeFilesTestsOnPostgres(PostgresSite site) : ChangeFilesTests(site), IClassFixture<PostgresSite>;
