using Dewar.Catalogue;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Downloads;

/// <summary>dewar download --version, as somebody types it.</summary>
public sealed class EarlierVersionTests(SqliteSite site) : IClassFixture<SqliteSite>, IDisposable
{
    private readonly string _to = Directory.CreateTempSubdirectory("dewar-test-").FullName;

    [Fact]
    public async Task Every_version_of_a_file_comes_with_its_own_bytes()
    {
        var line = await With("d/a b.txt");
        foreach (var (version, content) in new[] { ("1", "first"), ("2", "second"), ("3", "the third") })
        {
            var to = Path.Combine(_to, version);
            var done = await Download(line, to, "d/a b.txt", version);
            Assert.Equal((0, ""), (done.Code, done.Out));
            Assert.Equal(content, await File.ReadAllTextAsync(Path.Combine(to, "d/a b.txt")));
        }

        // The same again fetches nothing; another takes its place, also where a broken download of it lies.
        Assert.Equal(1, (await Download(line, Path.Combine(_to, "1"), "d/a b.txt", "1", "--json")).Json.GetProperty("alreadyThere").GetInt32());
        await File.WriteAllTextAsync(Path.Combine(_to, "1", "d", DownloadRun.PartOf("a b.txt")), "the th");
        Assert.Equal(1, (await Download(line, Path.Combine(_to, "1"), "d/a b.txt", "2", "--json")).Json.GetProperty("downloaded").GetInt32());
        Assert.Equal("second", await File.ReadAllTextAsync(Path.Combine(_to, "1", "d/a b.txt")));
        Assert.Single(Directory.GetFiles(Path.Combine(_to, "1", "d")));
    }

    [Theory, InlineData("4"), InlineData("0"), InlineData("-1"), InlineData("9223372036854775807")]
    public async Task A_version_that_there_is_not_is_named_with_those_that_are(string version)
    {
        var done = await Download(await With("a"), _to, "a", version);
        Assert.Equal((4, $"dewar download: There is no version {version} of 'a'; there are 1, 2, 3.\n"), (done.Code, done.Error));
        Assert.Empty(Directory.GetFileSystemEntries(_to));
    }

    [Theory, InlineData("9223372036854775808"), InlineData("latest"), InlineData("1.5"), InlineData("")]
    public async Task A_version_is_a_whole_number(string version)
    {
        var done = await Download(await With("a"), _to, "a", version);
        Assert.Equal(2, done.Code);
        Assert.Contains("write a whole number", done.Error);
    }

    [Fact]
    public async Task Several_files_are_too_many_and_named()
    {
        var line = await With("a.txt", "b.txt", "x/c.txt", "x/d.txt", "x/e.dat");
        var done = await Download(line, _to, "*.txt", "1");
        Assert.Equal((2, "dewar download: --version is of one file, but several are like '*.txt': a.txt, b.txt, x/c.txt, …. Give the whole path of one.\n"), (done.Code, done.Error));
        Assert.Equal(2, (await Run(line, "--version", "1")).Code);
        Assert.Contains("say which with --path", (await Run(line, "--version", "1", "--folder", "x")).Error);
        Assert.Empty(Directory.GetFileSystemEntries(_to));

        // A pattern that fits only one will do.
        Assert.Equal(0, (await Download(line, _to, "*.dat", "2")).Code);
        Assert.Equal("second", await File.ReadAllTextAsync(Path.Combine(_to, "x/e.dat")));
    }

    [Fact]
    public async Task A_whole_path_is_that_file_whatever_else_it_fits_as_a_pattern()
    {
        var line = await With("a", "x/a", "run[12].txt", "run1.txt");
        Assert.Equal(0, (await Download(line, _to, "a", "1")).Code);
        Assert.Equal(0, (await Download(line, _to, "run[12].txt", "2")).Code);
        Assert.Equal(["a", "run[12].txt"], Directory.GetFiles(_to).Select(Path.GetFileName).Order());
    }

    [Theory, InlineData("none", "like 'none'"), InlineData("../a", "like '../a'"), InlineData("*.tif", "like '*.tif'")]
    public async Task No_file_is_told(string path, string told)
    {
        var done = await Download(await With("a"), _to, path, "1");
        Assert.Equal(4, done.Code);
        Assert.Contains(told, done.Error);
    }

    [Fact]
    public async Task A_listing_may_have_all_versions()
    {
        var line = await With("a", "d/b");
        await line.Bring("c", "alone");
        var shown = await Typed.Dewar(site, "file", "list", line.Experiment.Name, "--versions");
        Assert.Equal(["a 3 (current)", "a 2", "a 1", "c 1 (current)", "d/b 3 (current)", "d/b 2", "d/b 1"],
            shown.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split('\t')).Select(cells => $"{cells[0]} {cells[2]}"));
        var listed = (await Typed.Dewar(site, "file", "list", line.Experiment.Name, "--versions", "--json", "--path", "d/*")).Json;
        Assert.Equal(Beamline.Sha256("first"), Assert.Single(listed.EnumerateArray()).GetProperty("versions")[2].GetProperty("sha256").GetString());
        var page = await site.Admin.Get<Experiments.Page<VersionedFile>>($"{line.Path}/versions?limit=2");
        Assert.Equal(2, page.Items.Count);
        Assert.Equal("d/b", Assert.Single((await site.Admin.Get<Experiments.Page<VersionedFile>>($"{line.Path}/versions?limit=2&after={page.Next}")).Items).Path);
    }

    [Fact]
    public async Task A_deleted_file_has_no_versions_left()
    {
        var line = await With("a");
        (await site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["a"], "was wrong"))).MustBe(200);
        var done = await Download(line, _to, "a", "1");
        Assert.Equal(1, done.Code);
        Assert.Contains("was wrong", done.Error);
        Assert.Equal(4, (await Typed.Dewar(site, "download", "none", _to, "--path", "a", "--version", "1")).Code);
    }

    public void Dispose() => Directory.Delete(_to, recursive: true);

    /// <summary>Files of three versions each: first, second, the third.</summary>
    private async Task<Beamline> With(params string[] paths)
    {
        var line = await site.Beamline();
        foreach (var path in paths)
        {
            await line.Bring(path, "first");
            foreach (var (before, content) in new[] { ("first", "second"), ("second", "the third") })
            {
                var digest = Beamline.Sha256(before);
                line.Put($".dewar/versions/{digest[..2]}/{digest}", before);
                line.Put(path, content);
                await line.Register(line.Arrival(path, content));
            }
        }

        return line;
    }

    private Task<Typed> Download(Beamline line, string to, string path, string version, params string[] more) =>
        Typed.Dewar(site, ["download", line.Experiment.Name, to, "--path", path, "--version", version, .. more]);

    private Task<Typed> Run(Beamline line, params string[] more) => Typed.Dewar(site, ["download", line.Experiment.Name, _to, .. more]);
}
