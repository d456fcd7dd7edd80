using Dewar.Disk;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Verification;

/// <summary>dewar release deletes what the site holds, and never anything else.</summary>
public sealed class ReleaseTests(SqliteSite site) : IClassFixture<SqliteSite>, IDisposable
{
    private readonly TestFolder _local = new();
    private readonly TestFolder _outside = new();

    [Fact]
    public async Task What_is_held_is_deleted_and_the_rest_is_left_with_the_reason()
    {
        var line = await With("a", "d/b", "d/e/c", "damaged");
        foreach (var path in new[] { "a", "d/b", "d/e/c", "damaged", "d/unknown" })
        {
            _local.Put(path, path);
        }

        _outside.Put("a", "a");
        File.CreateSymbolicLink(_local["link"], _outside["a"]);
        Directory.CreateSymbolicLink(_local["folder"], _outside.Path);
        await File.WriteAllTextAsync(line.At("damaged"), "DAMAGED");
        await line.Verify(site);
        var done = await Release(line, "--yes", "--json");

        Assert.Equal(6, done.Code);
        Assert.Equal(["a", "d/b", "d/e/c"], done.Json.GetProperty("deleted").EnumerateArray().Select(each => each.GetString()).Order());
        Assert.Equal(["d/unknown", "damaged", "folder", "link"], done.Json.GetProperty("left").EnumerateArray().Select(each => each.GetProperty("path").GetString()).Order());
        Assert.True(File.Exists(_outside["a"]));
        Assert.True(Directory.Exists(_local["d/e"]));
        Assert.Equal(["d/unknown", "damaged"], _local.Files);
        Assert.NotNull(new FileInfo(_local["link"]).LinkTarget);
        Assert.NotNull(new DirectoryInfo(_local["folder"]).LinkTarget);
    }

    [Fact]
    public async Task Empty_folders_go_only_when_asked_for()
    {
        var line = await With("d/e/c", "f/x");
        _local.Put("d/e/c", "d/e/c");
        _local.Put("f/x", "f/x");
        _local.Put("f/unknown", "?");
        var done = await Release(line, "--yes", "--folders");
        Assert.Equal(6, done.Code);
        Assert.Contains("d/e/\tempty folder removed", done.Out);
        Assert.Contains("2 files deleted (8 B), 1 left.", done.Error);
        Assert.False(Directory.Exists(_local["d"]));
        Assert.Equal(["f/unknown"], _local.Files);
        File.Delete(_local["f/unknown"]);
        Assert.Equal(0, (await Release(line, "--yes", "--folders")).Code);
        Assert.True(Directory.Exists(_local.Path));
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_nothing_is_deleted_without_a_yes()
    {
        var line = await With("a");
        _local.Put("a", "a");
        Assert.Equal(2, (await Release(line)).Code);
        Assert.Equal(2, (await Release(line, "--json")).Code);
        Assert.Equal(4, (await Typed.Dewar(site, "release", "none", _local.Path, "--yes")).Code);
        Assert.Equal(2, (await Typed.Dewar(site, "release", line.Experiment.Name, line.Folder, "--yes")).Code);
        Assert.Equal(["a"], _local.Files);
        Assert.True(File.Exists(line.At("a")));
    }

    [Fact]
    public async Task What_is_not_what_was_read_any_more_stays()
    {
        var line = await With("same", "written", "replaced", "linked", "gone", "touched", "way/x", "lost");
        foreach (var path in new[] { "same", "written", "replaced", "linked", "gone", "touched", "way/x", "lost" })
        {
            _local.Put(path, path);
            _outside.Put(path[(path.LastIndexOf('/') + 1)..], path);
        }

        using var api = new ApiClient(site.Address, site.Admin.Token);
        using var root = LocalFiles.Open(_local.Path);
        var local = new LocalFiles(api, line.Experiment.Name, "7d");
        var verdicts = await local.Judge(root, [], default).ToListAsync();
        Assert.All(verdicts, verdict => Assert.True(verdict.MayGo, verdict.Reason));

        // Between the reading and the deleting.
        await File.WriteAllTextAsync(_local["written"], "Written");
        File.SetLastWriteTimeUtc(_local["written"], DateTimeOffset.UnixEpoch.AddTicks(verdicts.Single(each => each.File.Path == "written").File.Entry.ModifiedNs / 100).UtcDateTime);
        await _local.Shell("cp -p replaced new; mv new replaced; touch touched; rm gone");
        File.Delete(_local["linked"]);
        File.CreateSymbolicLink(_local["linked"], _outside["linked"]);
        Directory.Move(_local["way"], _outside["way"]);
        Directory.CreateSymbolicLink(_local["way"], _outside["way"]);
        File.Delete(line.At("lost"));
        var run = new ReleaseRun(root, local);
        await run.Delete(verdicts, default);

        Assert.Equal(["same"], run.Result.Deleted);
        Assert.Equal(["gone", "linked", "lost", "replaced", "touched", "way/x", "written"], run.Result.Left.Select(each => each.Path).Order());
        Assert.Equal("its replica is not at its place now", run.Result.Left.Single(each => each.Path == "lost").Reason);
        Assert.Equal("it was changed since it was read", run.Result.Left.Single(each => each.Path == "written").Reason);
        Assert.True(File.Exists(_outside["linked"]) && File.Exists(_outside["way/x"]) && File.Exists(_local["written"]) && File.Exists(_local["lost"]));
    }

    public void Dispose()
    {
        _local.Dispose();
        _outside.Dispose();
    }

    private Task<Typed> Release(Beamline line, params string[] more) => Typed.Dewar(site, ["release", line.Experiment.Name, _local.Path, .. more]);

    private async Task<Beamline> With(params string[] paths)
    {
        var line = await site.Beamline();
        foreach (var path in paths)
        {
            line.Put(path, path);
        }

        await line.Register([.. paths.Select(path => line.Arrival(path, path) with { VerifiedAt = TimeProvider.System.GetUtcNow() })]);
        return line;
    }
}
