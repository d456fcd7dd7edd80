using Dewar.Disk;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Downloads;

/// <summary>dewar download of many files and of one ZIP, as somebody types it.</summary>
public sealed class DownloadVerbTests(SqliteSite site) : IClassFixture<SqliteSite>, IDisposable
{
    private static readonly DateTime Then = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);
    private readonly TestFolder _to = new();

    [Fact]
    public async Task Small_and_large_files_come_with_their_bytes_and_times()
    {
        var files = new Dictionary<string, string>(ArchiveTests.Odd) { ["large"] = new('x', 3 << 20), ["just small"] = new('y', 1 << 20) };
        var line = await Holding.Of(site, files);
        var done = await Download(line, "--json");
        Assert.Equal((0, files.Count, 0), (done.Code, done.Json.GetProperty("downloaded").GetInt32(), done.Json.GetProperty("alreadyThere").GetInt32()));
        Assert.Equal(files.Values.Sum(System.Text.Encoding.UTF8.GetByteCount), done.Json.GetProperty("bytes").GetInt64());
        Assert.Equal(files.Count, _to.Files.Length);
        foreach (var (name, content) in files)
        {
            Assert.Equal((name, content, Then), (name, _to.Read(name), File.GetLastWriteTimeUtc(_to[name])));
        }

        // Again: all is there. Then what is damaged, lost or half there comes anew, and nothing else.
        Assert.Equal(files.Count, (await Download(line, "--json")).Json.GetProperty("alreadyThere").GetInt32());
        _to.Put("a b.txt", "spacex");
        _to.Put("run/0001.tif", "longer than it was");
        File.Delete(_to["-dash"]);
        _to.Put($"case/{DownloadRun.PartOf("x")}", "half");
        File.Delete(_to["case/x"]);
        var again = await Download(line, "--json");
        Assert.Equal((4, files.Count - 4), (again.Json.GetProperty("downloaded").GetInt32(), again.Json.GetProperty("alreadyThere").GetInt32()));
        Assert.All(files, file => Assert.Equal(file.Value, _to.Read(file.Key)));
        Assert.Equal(files.Count, _to.Files.Length);
    }

    public static TheoryData<string> Typeable => ["-rf", "--help", "-", " ", "@file", "~user", "$HOME $(id)", "*?[a-z]{b}", "two\nlines", "\u0001\u001f", "back\\slash", "\ufeffbom", "\U0010ffff\U0010ffff/last of all"];

    [Theory, MemberData(nameof(Typeable))]
    public async Task A_file_is_shown_whose_name_looks_like_something_else(string name)
    {
        var line = site.Shared ??= await Holding.Of(site, Names.Contents);
        var shown = await Typed.Dewar(site, "file", "show", line.Experiment.Name, "--json", "--", name);
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Equal((name, Beamline.Sha256(Names.Contents[name])), (shown.Json.GetProperty("path").GetString(), shown.Json.GetProperty("sha256").GetString()));
    }

    [Fact]
    public async Task Every_name_is_listed()
    {
        var line = site.Shared ??= await Holding.Of(site, Names.Contents);
        var listed = (await Typed.Dewar(site, "file", "list", line.Experiment.Name, "--json")).Json.EnumerateArray().ToDictionary(file => file.GetProperty("path").GetString()!, file => file.GetProperty("sha256").GetString());
        Assert.Equal(Names.Contents.Count, listed.Count);
        Assert.All(Names.Contents, file => Assert.Equal(Beamline.Sha256(file.Value), listed[file.Key]));
    }

    [Fact]
    public async Task What_can_not_come_is_named_and_keeps_nothing_else_away()
    {
        var line = await Holding.Of(site, new Dictionary<string, string> { ["a"] = "a", ["d/b"] = "b", ["d/c"] = "c", ["link/x"] = "x", ["taken"] = "t", ["z"] = "z" });
        File.Delete(Path.Combine(line.Folder, "d/c"));
        using var outside = new TestFolder();
        Directory.CreateSymbolicLink(_to["link"], outside.Path);
        _to.Make("taken");
        var done = await Download(line);
        Assert.Equal((1, ""), (done.Code, done.Out));
        Assert.Contains("3 files downloaded", done.Error);
        Assert.Contains("  d/c: The catalogue knows 'd/c' version 1 (1 B), but the storage 'main' does not have these bytes. Tell the administrator.\n", done.Error);
        Assert.Contains("is a symbolic link; nothing is written through it.\n", done.Error);
        Assert.Contains("  taken: ", done.Error);
        Assert.Equal(("a", "b", "z"), (_to.Read("a"), _to.Read("d/b"), _to.Read("z")));
        Assert.Empty(outside.Files);
    }

    [Fact]
    public async Task Bytes_with_another_digest_than_was_catalogued_are_never_given_the_name()
    {
        var line = await Holding.Of(site, new Dictionary<string, string> { ["a"] = "a", ["b"] = "b", ["c"] = "c" });
        // Of the right size and time: only their digest tells.
        line.Put("b", "x");
        using var api = new ApiClient(site.Address, site.Admin.Token);
        var files = (await line.List()).Items;
        var left = await new SmallFiles(api, line.Experiment.Name, _to.Path, _ => Task.FromResult(false), (_, _) => { }).Fetch(files, default);
        Assert.Equal("b", Assert.Single(left).Path);
        Assert.Equal(["a", "c"], _to.Files);
    }

    [Fact]
    public async Task One_ZIP_comes_and_is_gone_on_with()
    {
        var line = await Holding.Of(site, ArchiveTests.Odd);
        var whole = (await site.Admin.Send("GET", $"{line.Path}/archive.zip")).MustBe(200);
        var part = _to[$"all.zip.{whole.Headers.ETag!.Tag[1..17]}.dewar-part"];
        await File.WriteAllBytesAsync(part, whole.Body[..60_000]);
        _to.Put("all.zip.0123456789abcdef.dewar-part", "of another time");
        _to.Put("all.zip.mine.dewar-part", "of somebody");
        var done = await Zip(line, "all.zip", "--json");
        Assert.Equal((0, whole.Body.Length, 60_000), (done.Code, done.Json.GetProperty("bytes").GetInt32(), done.Json.GetProperty("resumed").GetInt32()));
        Assert.Equal(whole.Body, await File.ReadAllBytesAsync(_to["all.zip"]));
        Assert.Equal(["all.zip", "all.zip.mine.dewar-part"], _to.Files);

        Assert.Contains("run.zip.\n", (await Zip(line, "run.zip", "--folder", "run")).Error);
        Assert.Equal(2, (await Foreign.Run(_to.Path, "bsdtar", "-tf", "run.zip")).Count(letter => letter == '\n'));
        Assert.Equal(0, (await Zip(line, "bag.zip", "--bag")).Code);
        Assert.Contains($"{line.Experiment.Name}/bagit.txt", await Foreign.Run(_to.Path, "bsdtar", "-tf", "bag.zip"));
    }

    [Fact]
    public async Task What_makes_no_sense_is_told_before_anything_is_done()
    {
        var line = await Holding.Of(site, new Dictionary<string, string> { ["a"] = "a" });
        foreach (var words in new string[][] { [], ["--bag"], [_to.Path, "--zip", "x"], ["--zip", _to.Path], ["--zip", _to["x"], "--version", "1"], [_to.Path, "--bag"], ["--zip", _to["x"], "--path", ""] })
        {
            Assert.Equal((words.Length, 2), (words.Length, (await Typed.Dewar(site, ["download", line.Experiment.Name, .. words])).Code));
        }

        var none = await Zip(line, "none.zip", "--path", "b");
        Assert.Equal((4, true), (none.Code, none.Error.Contains("No file of")));
        Assert.Empty(_to.Files);
    }

    public void Dispose() => _to.Dispose();

    private Task<Typed> Download(Beamline line, params string[] more) => Typed.Dewar(site, ["download", line.Experiment.Name, _to.Path, .. more]);

    private Task<Typed> Zip(Beamline line, string file, params string[] more) => Typed.Dewar(site, ["download", line.Experiment.Name, "--zip", _to[file], .. more]);
}
