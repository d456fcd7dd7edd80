using Dewar.Catalogue;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Verification;

/// <summary>What is not right is written again from what is, and nothing is overwritten.</summary>
public abstract class RepairTests(TestSite site) : SiteTests(site)
{
    private readonly string _own = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_replica_is_written_again_from_another_of_the_same_bytes_and_what_lay_there_is_kept()
    {
        var line = await With(("a", Own("same")), ("d/b", Own("same")), ("good", Own("good")));
        await File.WriteAllTextAsync(line.At("a"), Own("SAME"));
        var run = await Repaired(line);

        Assert.Equal((1, 1, 0, 0), (run.Replicas, run.Repaired, run.Suspect, run.Restored));
        Assert.Equal(Own("same"), await File.ReadAllTextAsync(line.At("a")));
        Assert.Equal(File.GetLastWriteTimeUtc(line.At("good")), File.GetLastWriteTimeUtc(line.At("a")));
        Assert.Equal(Own("SAME"), await File.ReadAllTextAsync(line.At($".dewar/suspect/{Beamline.Sha256(Own("SAME"))}")));
        Assert.True(await line.ReplicaOf("a") is { State: ReplicaState.Verified, Cause: null });
        var why = Assert.Single(await line.Told(Site, "replicas.repaired")).GetProperty("files")[0].GetProperty("why").GetString();
        Assert.Equal($"written again from d/b version 1; what lay there is kept at {line.Experiment.StoragePath}/.dewar/suspect/{Beamline.Sha256(Own("SAME"))}", why);
        Assert.Equal(0, (await line.Verify(Site)).Suspect);
        NoneLeft(line);
    }

    [Fact]
    public async Task Links_folders_and_what_is_gone_with_its_folder_are_repaired()
    {
        var line = await With(("right", Own("same")), ("link", Own("same")), ("folder", Own("same")), ("d/e/gone", Own("same")), ("long", Own("same")));
        File.Delete(line.At("link"));
        File.CreateSymbolicLink(line.At("link"), line.At("right"));
        File.Delete(line.At("folder"));
        Directory.CreateDirectory(line.At("folder/with"));
        Directory.Delete(line.At("d"), recursive: true);
        await File.WriteAllTextAsync(line.At("long"), Own("longer"));
        Assert.Equal((4, 4, 0), await Repaired(line) is var run ? (run.Replicas, run.Repaired, run.Suspect + run.Missing) : default);

        Assert.All(new[] { "link", "folder", "d/e/gone", "long" }, path => Assert.Equal(Own("same"), File.ReadAllText(line.At(path))));
        Assert.Null(new FileInfo(line.At("link")).LinkTarget);
        Assert.NotNull(new FileInfo(line.At(".dewar/suspect/link")).LinkTarget);
        Assert.True(Directory.Exists(line.At(".dewar/suspect/folder/with")));
        Assert.Equal(Own("longer"), await File.ReadAllTextAsync(line.At($".dewar/suspect/{Beamline.Sha256(Own("longer"))}")));
        NoneLeft(line);
    }

    [Fact]
    public async Task Earlier_versions_are_repaired_and_repair()
    {
        var line = await With(("a", Own("one")), ("b", Own("one")));
        await line.Change("a", Own("one"), Own("two"));
        await line.Change("b", Own("one"), Own("three"));
        File.Delete(line.Kept(Own("one")));
        // Both are kept at one place: there is nothing to repair them from.
        Assert.Equal((0, 2), await Repaired(line) is var run ? (run.Repaired, run.Missing) : default);
        Assert.All(await line.Findings(Site), found => Assert.Equal("nothing is there; not repaired: no other replica of these bytes is right", found.Cause));

        line.Put("c", Own("one"));
        await line.Register(line.Arrival("c", Own("one")));
        run = await Repaired(line);
        Assert.Equal((2, 0), (run.Repaired + run.Restored, run.Missing));
        Assert.Equal(Own("one"), await File.ReadAllTextAsync(line.Kept(Own("one"))));
        File.Delete(line.At("c"));
        Assert.Equal(1, (await Repaired(line)).Repaired);
        Assert.Equal(Own("one"), await File.ReadAllTextAsync(line.At("c")));
    }

    [Fact]
    public async Task A_source_that_is_not_right_itself_is_not_used()
    {
        var line = await With(("a", Own("same")), ("b", Own("same")), ("c", Own("same")));
        await File.WriteAllTextAsync(line.At("a"), Own("Same"));
        await line.Verify(Site);
        // The catalogue does not know of this yet.
        await File.WriteAllTextAsync(line.At("b"), Own("sAme"));
        File.Delete(line.At("c"));
        var run = await line.Verify(Site, new(Repair: true));
        Assert.Equal((0, 1), (run.Repaired, run.Suspect));
        Assert.Equal(Own("Same"), await File.ReadAllTextAsync(line.At("a")));
        Assert.False(Directory.Exists(line.At(".dewar/suspect")));
        NoneLeft(line);
    }

    [Fact]
    public async Task The_bytes_may_come_from_another_experiment_which_is_not_named()
    {
        var (line, other) = (await With(("a", Own("same"))), await With(("secret", Own("same"))));
        File.Delete(line.At("a"));
        Assert.Equal(1, (await Repaired(line)).Repaired);
        var why = Assert.Single(await line.Told(Site, "replicas.repaired")).GetProperty("files")[0].GetProperty("why").GetString();
        Assert.Equal("written again from the same bytes elsewhere", why);
        Assert.Equal(Own("same"), await File.ReadAllTextAsync(other.At("secret")));
    }

    [Fact]
    public async Task The_same_damage_twice_is_kept_twice()
    {
        var line = await With(("a", Own("same")), ("b", Own("same")));
        foreach (var name in new[] { "", "-2", "-3" })
        {
            await File.WriteAllTextAsync(line.At("a"), Own("Same"));
            Assert.Equal(1, (await Repaired(line)).Repaired);
            Assert.True(File.Exists(line.At($".dewar/suspect/{Beamline.Sha256(Own("Same"))}{name}")));
        }
    }

    [Fact]
    public async Task What_was_put_aside_wrongly_comes_back()
    {
        var line = await With(("a", Own("one")), ("b", Own("one")));
        // A newer version was placed, but not registered; the earlier one was not kept.
        line.Put("a", Own("two"));
        Assert.Equal(1, (await Repaired(line)).Repaired);
        await line.Register(line.Arrival("a", Own("two")));
        Assert.Equal(1, (await Repaired(line)).Repaired);
        Assert.Equal(Own("two"), await File.ReadAllTextAsync(line.At("a")));
        Assert.Equal(Own("one"), await File.ReadAllTextAsync(line.At($".dewar/suspect/{Beamline.Sha256(Own("one"))}")));
    }

    [Fact]
    public async Task A_repair_that_was_cut_off_is_done_again()
    {
        var line = await With(("a", Own("same")), ("b", Own("same")));
        // Killed between putting aside and placing.
        var id = await Site.Database.Number($"select max(f.id) from catalogue_file f join experiments_experiment e on e.id = f.experiment_id where e.name = {line.Experiment.Name} and f.name = 'a'", default);
        line.Put($".dewar-repair-{id}-1", "half a copy that is longer than the whole one is in the end, by a good deal at least");
        Directory.CreateDirectory(line.At(".dewar/suspect"));
        File.Move(line.At("a"), line.At(".dewar/suspect/x"));
        Assert.Equal((1, 0), await Repaired(line) is var run ? (run.Repaired, run.Missing) : default);
        Assert.Equal(Own("same"), await File.ReadAllTextAsync(line.At("a")));
        NoneLeft(line);
    }

    [Fact]
    public async Task Only_the_asked_paths_are_repaired()
    {
        var line = await With(("a", Own("same")), ("b", Own("same")), ("d/c", Own("same")));
        File.Delete(line.At("a"));
        File.Delete(line.At("b"));
        await line.Verify(Site);
        Assert.Equal(1, (await line.Verify(Site, new(Path: "b", Repair: true))).Repaired);
        Assert.Equal("a", Assert.Single(await line.Findings(Site)).Path);
        Assert.Equal(0, (await line.Verify(Site, new(Path: "none", Repair: true))).Replicas);
    }

    /// <summary>A content that no other test has.</summary>
    private string Own(string word) => $"{word} {_own}";

    private async Task<Verification> Repaired(Beamline line)
    {
        await line.Verify(Site);
        return await line.Verify(Site, new(Repair: true));
    }

    private static void NoneLeft(Beamline line) => Assert.Empty(Directory.GetFiles(line.Folder, ".dewar-repair*", SearchOption.AllDirectories));

    private async Task<Beamline> With(params (string Path, string Content)[] files)
    {
        var line = await Site.Beamline();
        foreach (var (path, content) in files)
        {
            line.Put(path, content);
        }

        await line.Register([.. files.Select(file => line.Arrival(file.Path, file.Content))]);
        return line;
    }
}

public sealed class RepairTestsOnSqlite(SqliteSite site) : RepairTests(site), IClassFixture<SqliteSite>;

public sealed class RepairTestsOnPostgres(PostgresSite site) : RepairTests(site), IClassFixture<PostgresSite>;
