using System.Diagnostics;
using System.Text.Json;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Jobs;
using Xunit;

namespace Dewar.Catalogue;

/// <summary>Files that go to another experiment.</summary>
public abstract class MovingTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task A_file_goes_with_its_bytes_its_versions_and_what_was_said_of_it()
    {
        var (from, to) = (await Site.Beamline(), await Site.Beamline());
        from.Put(KeptVersions.PathOf(Beamline.Sha256("old")), "old");
        await from.Register(from.Arrival("d/a.tif", "old"));
        await from.Bring("d/a.tif", "newer");
        await from.Bring("d/b.tif", "other");
        await Site.Admin.Post<BatchResult>($"{from.Path}/metadata", new MetadataChange(["d/a.tif"], new Dictionary<string, JsonElement?> { ["sample"] = JsonSerializer.SerializeToElement("iron") }));

        var result = await Move(from, to, "d/a.tif", "d/none");
        Assert.Equal((1, "d/none"), (result.Changed, result.NotFound.Single()));
        (await Site.Admin.Send("GET", $"{from.Path}/files/d/a.tif")).MustBe(404, "file-not-found");
        Assert.Equal(["d/b.tif"], (await from.List()).Items.Select(each => each.Path));
        var moved = await to.Show("d/a.tif");
        Assert.Equal((2, "iron"), (moved.Version, moved.Metadata["sample"].GetString()));
        Assert.Equal("newer", await Bytes(to, "d/a.tif"));
        Assert.Equal("old", await Bytes(to, "d/a.tif?version=1"));
        Assert.Equal(["d/a.tif"], (await to.List("meta=sample%3Diron")).Items.Select(each => each.Path));
        Assert.Empty((await from.List("meta=sample%3Diron")).Items);
        Assert.Equal((1L, 5L), Totals(await Site.Admin.Get<FolderView>($"{from.Path}/folders/d")));
        Assert.Equal((1L, 5L), Totals(await Site.Admin.Get<FolderView>($"{to.Path}/folders/d")));
        Assert.Equal((1L, 1L), ((await Site.Admin.Get<Experiment>(from.Path)).Files, (await Site.Admin.Get<Experiment>(to.Path)).Files));
        Assert.Equal($"from {from.Experiment.Name}: d/a.tif: wrong drawer", (await Site.Admin.Get<List<FileEvent>>($"{to.Path}/history/d/a.tif")).Single(each => each.What == "moved").Cause);

        // Nothing stays behind, and there is nothing twice.
        Assert.Equal("d/b.tif", FilesIn(from.Folder));
        Assert.Equal($"{KeptVersions.PathOf(Beamline.Sha256("old"))} d/a.tif", FilesIn(to.Folder));
    }

    [Fact]
    public async Task What_is_told_once_more_of_its_path_is_old_news_and_what_is_new_there_goes_after_it()
    {
        var (from, to) = (await Site.Beamline(), await Site.Beamline());
        var first = from.Arrival("a.tif", "one", "first");
        from.Put("a.tif", "one");
        await from.Register(first);
        await Move(from, to, "a.tif");

        // The station never heard the answer.
        Assert.Equal(RegistrationOutcome.Known, (await from.Register(first)).Single().Outcome);
        Assert.Empty((await from.List()).Items);

        // The instrument wrote on, and a station brought it.
        await from.Bring("a.tif", "one and two");
        Assert.Single((await from.List()).Items);
        await Move(from, to, "a.tif");
        Assert.Equal([(2L, "one and two"), (1L, "one")], await Versions(to, "a.tif"));
        Assert.Equal($"{KeptVersions.PathOf(Beamline.Sha256("one"))} a.tif", FilesIn(to.Folder));

        // And the same once more, by somebody who sends the whole folder.
        await from.Bring("a.tif", "one and two");
        await Move(from, to, "a.tif");
        await from.Bring("a.tif", "three");
        await Move(from, to, "a.tif");
        Assert.Equal([(3L, "three"), (2L, "one and two"), (1L, "one")], await Versions(to, "a.tif"));
        Assert.Empty((await from.List()).Items);
        Assert.Empty(FilesIn(from.Folder));
        Assert.Equal((0L, 1L, 5L), ((await Site.Admin.Get<Experiment>(from.Path)).Files, (await Site.Admin.Get<Experiment>(to.Path)).Files, (await Site.Admin.Get<Experiment>(to.Path)).Bytes));
    }

    [Fact]
    public async Task Several_versions_that_came_since_all_go_after_it()
    {
        var (from, to) = (await Site.Beamline(), await Site.Beamline());
        await from.Bring("a.tif", "one");
        await Move(from, to, "a.tif");
        await from.Bring("a.tif", "two");
        from.Put(KeptVersions.PathOf(Beamline.Sha256("two")), "two");
        await from.Bring("a.tif", "three!");
        await Move(from, to, "a.tif");
        Assert.Equal([(3L, "three!"), (2L, "two"), (1L, "one")], await Versions(to, "a.tif"));
        Assert.Equal("", FilesIn(from.Folder));
        Assert.Equal(6, (await Site.Admin.Get<Experiment>(to.Path)).Bytes);
    }

    [Fact]
    public async Task What_a_station_has_put_there_and_not_told_of_yet_is_not_taken_for_the_file()
    {
        var (from, to) = (await Site.Beamline(), await Site.Beamline());
        await from.Bring("a.tif", "one");
        // As a station leaves it between the two.
        Directory.CreateDirectory(Path.Combine(from.Folder, KeptVersions.FolderOf(Beamline.Sha256("one"))));
        File.Move(Path.Combine(from.Folder, "a.tif"), Path.Combine(from.Folder, KeptVersions.PathOf(Beamline.Sha256("one"))));
        from.Put("a.tif", "second");
        await Move(from, to, "a.tif");
        Assert.Equal(("one", "a.tif"), (await Bytes(to, "a.tif"), FilesIn(from.Folder)));

        await from.Register(from.Arrival("a.tif", "second", null, "one"));
        await Move(from, to, "a.tif");
        Assert.Equal([(2L, "second"), (1L, "one")], await Versions(to, "a.tif"));
        Assert.Equal("", FilesIn(from.Folder));
    }

    [Fact]
    public async Task Where_another_file_has_the_name_it_takes_a_number()
    {
        var (from, to) = (await Site.Beamline(), await Site.Beamline());
        await to.Bring("a.tif", "theirs");
        await from.Bring("a.tif", "ours");
        await Move(from, to, "a.tif");
        Assert.Equal(["a (2).tif", "a.tif"], (await to.List()).Items.Select(each => each.Path));
        Assert.Equal(("theirs", "ours"), (await Bytes(to, "a.tif"), await Bytes(to, "a%20(2).tif")));
    }

    [Fact]
    public async Task Cut_short_at_any_step_it_ends_right_when_it_is_done_once_more()
    {
        var (from, to) = (await Site.Beamline(), await Site.Beamline());
        await from.Bring("a.tif", "ours");
        Directory.CreateDirectory(to.Folder);
        // The bytes had their second name already.
        Link(Path.Combine(from.Folder, "a.tif"), Path.Combine(to.Folder, "a.tif"));
        await Move(from, to, "a.tif");
        Assert.Equal(("a.tif", ""), (FilesIn(to.Folder), FilesIn(from.Folder)));

        // The catalogue had changed, and the first name was still there.
        Link(Path.Combine(to.Folder, "a.tif"), Path.Combine(from.Folder, "a.tif"));
        await Again(to, "a.tif");
        Assert.Empty(FilesIn(from.Folder));

        // And had something newer by then, of which nobody has told yet.
        from.Put("a.tif", "newer");
        await Again(to, "a.tif");
        Assert.Equal(("a.tif", "ours"), (FilesIn(from.Folder), await Bytes(to, "a.tif")));
    }

    [Fact]
    public async Task Only_whoever_may_bring_files_to_both_moves_them()
    {
        using var anna = await Site.User(Site.Name("anna"));
        var (from, to) = (await Site.Beamline(), await Site.Beamline());
        await from.Bring("a.tif", "ours");
        async Task<Answer> Try() => await anna.Send("POST", $"{from.Path}/move", new FileMoving(["a.tif"], to.Experiment.Name));
        async Task Let(Beamline line, ExperimentRole role) => (await Site.Admin.Send("PUT", $"{line.Path}/members/user/{(await anna.Get<JsonElement>("api/me")).GetProperty("name").GetString()}", new MemberRole(role))).MustSucceed();

        (await Try()).MustBe(404);
        await Let(from, ExperimentRole.Member);
        (await Try()).MustBe(404, "experiment-not-found");
        await Let(to, ExperimentRole.Reader);
        Assert.Contains("make you a member", (await Try()).MustBe(403).Title);
        await Let(to, ExperimentRole.Member);
        (await anna.Send("POST", $"{from.Path}/move", new FileMoving(["a.tif"], from.Experiment.Name))).MustBe(400, "experiment-same");
        (await Site.Admin.Send("POST", $"{to.Path}/close")).MustSucceed();
        (await Try()).MustBe(409, "experiment-closed");
        (await Site.Admin.Send("POST", $"{to.Path}/reopen")).MustSucceed();
        (await Try()).MustSucceed();
        await Done();
        Assert.Equal(["a.tif"], (await to.List()).Items.Select(each => each.Path));
    }

    private async Task<BatchResult> Move(Beamline from, Beamline to, params string[] paths)
    {
        var result = await Site.Admin.Post<BatchResult>($"{from.Path}/move", new FileMoving(paths, to.Experiment.Name, "wrong drawer"));
        await Done();
        return result;
    }

    private async Task Again(Beamline to, string path)
    {
        var key = (await to.Inside()).Id;
        var file = await Site.Database.Number($"select id from catalogue_file where experiment_id = {key} and name = {path}", default);
        await Site.Database.Write(write => Site.Get<JobQueue>().Add(write, MoveBetween.JobKind, new MoveBetween.Order(file, key, "test", ""), default), default);
        Site.Get<JobQueue>().Ring();
        await Done();
    }

    private async Task Done()
    {
        while ((await Site.Get<JobQueue>().List(default)) is { Count: > 0 } jobs)
        {
            Assert.All(jobs, job => Assert.Null(job.Failure));
            await Task.Delay(10);
        }
    }

    private async Task<string> Bytes(Beamline line, string path) => (await Site.Admin.Send("GET", $"{line.Path}/content/{path}")).MustSucceed().Text;

    private async Task<List<(long, string)>> Versions(Beamline line, string path)
    {
        var all = new List<(long, string)>();
        foreach (var version in await Site.Admin.Get<List<FileVersion>>($"{line.Path}/versions/{path}"))
        {
            all.Add((version.Version, await Bytes(line, $"{path}?version={version.Version}")));
        }

        return all;
    }

    private static (long, long) Totals(FolderView folder) => (folder.Files, folder.Bytes);

    private static string FilesIn(string folder) => !Directory.Exists(folder) ? "" :
        string.Join(' ', Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal));

    private static void Link(string from, string to)
    {
        using var made = Process.Start("ln", [from, to]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}

public sealed class MovingTestsOnSqlite(SqliteSite site) : MovingTests(site), IClassFixture<SqliteSite>;

public sealed class MovingTestsOnPostgres(PostgresSite site) : MovingTests(site), IClassFixture<PostgresSite>;
