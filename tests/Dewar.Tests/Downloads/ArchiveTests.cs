using System.Net.Http.Headers;
using System.Text;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Downloads;

/// <summary>Many files as one ZIP: whole, in parts, and never a wrong or a short one.</summary>
public abstract class ArchiveTests(TestSite site) : SiteTests(site)
{
    /// <summary>What a file may be called, and what it holds.</summary>
    internal static readonly Dictionary<string, string> Odd = new(Names.Contents)
    {
        ["a b.txt"] = "spaces",
        ["-dash"] = "",
        ["😀/émoji ü.dat"] = new string('e', 70_000),
        ["case/x"] = "lower",
        ["case/X"] = "upper",
        ["Case/x"] = "another folder",
        ["run/0001.tif"] = "image",
        ["run/deep/er/0002.tif"] = "another",
    };

    [Fact]
    public async Task Every_program_reads_what_is_in_it()
    {
        using var folder = new TestFolder();
        var line = await With(Odd);
        var zip = (await Get(line)).MustBe(200);
        await File.WriteAllBytesAsync(folder["all.zip"], zip.Body);

        Assert.Contains("No errors detected", await Foreign.Run(folder.Path, "unzip", "-t", "all.zip"));
        Assert.Equal(Odd.Count, (await Foreign.Run(folder.Path, "bsdtar", "-tvf", "all.zip")).Split("2026", StringSplitOptions.None).Length - 1);
        foreach (var (way, words) in new[] { ("unzip", new[] { "-q", "-^", "all.zip", "-d", "unzip" }), ("bsdtar", ["-xf", "all.zip", "-C", "bsdtar"]), ("python3", ["-c", "import zipfile; z = zipfile.ZipFile('all.zip'); assert z.testzip() is None; z.extractall('python3')"]) })
        {
            folder.Make(way);
            await Foreign.Run(folder.Path, way, words);
            // It takes a backslash for a slash, as Windows does, and a letter with a colon for a drive; and of two that differ in their Unicode form it keeps one.
            var unpacked = way == "bsdtar" ? Odd.Where(file => file.Key is not "u\u0308").Select(file => (Name: file.Key.Replace('\\', '/').Replace("a:b", "b", StringComparison.Ordinal), file.Value))
                : Odd.Select(file => (Name: file.Key, file.Value));
            Assert.Equal([], unpacked.Where(file => !folder.Has($"{way}/{file.Name}", file.Value)).Select(file => $"{way}: {Names.Show(file.Name)}"));
            Assert.Equal((way, Odd.Count - (way == "bsdtar" ? 1 : 0)), (way, folder.Files.Count(file => file.StartsWith($"{way}/", StringComparison.Ordinal))));
        }

        Assert.Equal(new DateTime(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc), File.GetLastWriteTimeUtc(folder["unzip/a b.txt"]));
    }

    [Fact]
    public async Task It_is_the_same_to_the_byte_every_time_and_changes_its_tag_with_its_files()
    {
        var line = await With(Odd);
        var (one, other) = (await Get(line), await Get(line));
        Assert.Equal(one.Body, other.Body);
        Assert.Equal(one.Body.Length, one.Content.ContentLength);
        Assert.Equal((one.Headers.ETag, false), (other.Headers.ETag, one.Headers.ETag!.IsWeak));

        await line.Bring("new", "new");
        Assert.NotEqual(one.Headers.ETag, (await Get(line)).Headers.ETag);
        (await Site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["new"], "test"))).MustBe(200);
        var again = await Get(line);
        Assert.Equal((one.Headers.ETag, true), (again.Headers.ETag, one.Body.SequenceEqual(again.Body)));
    }

    [Fact]
    public async Task Any_range_is_a_part_of_the_whole()
    {
        var line = await With(Odd);
        // On checksums that nobody has found yet, then on such as are known.
        var random = new Random(7);
        var ranges = new List<(long From, long To, byte[] Body)>();
        var length = (await Site.Admin.Send("HEAD", $"{line.Path}/archive.zip")).MustBe(200).Content.ContentLength!.Value;
        ranges.Add(await Part(line, length - 400, length - 1));
        for (var each = 0; each < 60; each++)
        {
            var from = each % 3 == 0 ? random.NextInt64(length) : length - random.NextInt64(3000);
            ranges.Add(await Part(line, from, Math.Min(length - 1, from + random.NextInt64(each % 2 == 0 ? 60 : length))));
        }

        var whole = (await Get(line)).MustBe(200).Body;
        Assert.Equal(length, whole.Length);
        Assert.All(ranges, range => Assert.Equal(whole[(int)range.From..(int)(range.To + 1)], range.Body));
        var known = await Site.Get<ChecksumStore>().Find(Odd.Values.Select(Beamline.Sha256), default);
        Assert.All(Odd.Values.Where(content => content.Length > 0), content => Assert.Equal(Crc32.Append(0, Encoding.UTF8.GetBytes(content)), known[Beamline.Sha256(content)]));
    }

    [Fact]
    public async Task A_broken_one_goes_on_where_it_broke_unless_it_has_changed()
    {
        using var folder = new TestFolder();
        var line = await With(Odd);
        var whole = (await Get(line)).MustBe(200);
        var tag = whole.Headers.ETag!.ToString();
        await File.WriteAllBytesAsync(folder["part"], whole.Body[..50_000]);
        await Foreign.Run(folder.Path, "curl", "-sSf", "-C", "-", "-o", "part", "-H", $"Authorization: Bearer {Site.Admin.Token}", $"{Site.Address}{line.Path}/archive.zip");
        Assert.Equal(whole.Body, await File.ReadAllBytesAsync(folder["part"]));

        Assert.Equal(whole.Body.Length - 100, (await Get(line, "", ("If-Range", tag), ("Range", "bytes=100-"))).MustBe(206).Body.Length);
        await line.Bring("new", "new");
        Assert.Equal(206, (await Get(line, "", ("Range", "bytes=100-"))).Status);
        var other = (await Get(line, "", ("If-Range", tag), ("Range", "bytes=100-"))).MustBe(200);
        Assert.NotEqual(whole.Body.Length, other.Body.Length);
        (await Get(line, "", ("If-Match", tag))).MustBe(412);
        (await Get(line, "", ("If-None-Match", other.Headers.ETag!.ToString()))).MustBe(304);
        (await Get(line, "", ("Range", $"bytes={other.Body.Length}-"))).MustBe(416);
    }

    [Theory]
    [InlineData("folder=run", "run/0001.tif run/deep/er/0002.tif"), InlineData("path=*.tif&folder=run/deep", "run/deep/er/0002.tif")]
    [InlineData("path=case/*", "case/X case/x"), InlineData("minSize=10kB", "😀/émoji ü.dat"), InlineData("until=2020-01-01", null)]
    public async Task It_holds_what_the_filters_leave(string query, string? expected)
    {
        var line = Site.Shared ??= await With(Odd);
        var answer = await Get(line, $"?{query}");
        Assert.Equal(expected?.Split(' ') ?? ["files-not-found"], expected is null ? [answer.MustBe(404).Code!] : expected.Contains('ü') ? expected.Split(' ') : NamesIn(answer.Body));
        Assert.Equal(expected is null ? 404 : 200, answer.Status);
    }

    [Fact]
    public async Task Named_files_come_alone()
    {
        var line = await With(Odd);
        var answer = (await Site.Admin.Send("POST", $"{line.Path}/archive.zip", new NamedFiles(["run/0001.tif", "-dash", "run/0001.tif"]))).MustBe(200);
        Assert.Equal(["-dash", "run/0001.tif"], NamesIn(answer.Body));
        Assert.Equal(answer.Body.Length, answer.Content.ContentLength);
        Assert.Contains("'none'", (await Site.Admin.Send("POST", $"{line.Path}/archive.zip", new NamedFiles(["-dash", "none"]))).MustBe(404, "file-not-found").Title);
        (await Site.Admin.Send("POST", $"{line.Path}/archive.zip", new NamedFiles([]))).MustBe(400, "batch-invalid");
    }

    [Fact]
    public async Task Nothing_of_deleted_files_is_in_it()
    {
        var line = await With(new() { ["a"] = "a", ["b"] = "b" });
        (await Site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["a"], "was wrong"))).MustBe(200);
        Assert.Equal(["b"], NamesIn((await Get(line)).MustBe(200).Body));
        (await Site.Admin.Send("POST", $"{line.Path}/archive.zip", new NamedFiles(["a"]))).MustBe(404, "file-not-found");
        Assert.Equal(["b"], NamesIn((await Get(line, "?deleted=true")).MustBe(200).Body));
    }

    [Fact]
    public async Task Missing_bytes_are_told_before_the_first_byte_where_that_can_be()
    {
        var line = await With(new() { ["a"] = "a", ["b"] = "b" });
        File.Delete(Path.Combine(line.Folder, "b"));
        Assert.Contains("'b'", (await Get(line)).MustBe(409, "replica-missing").Title);
        line.Put("b", "b");
        (await Get(line)).MustBe(200);
        await Site.Database.Execute($"update catalogue_replica set state = 'missing' where file_id in (select id from catalogue_file where sha256 = {Convert.FromHexString(Beamline.Sha256("b"))})", default);
        Assert.Contains("not at hand", (await Get(line)).MustBe(409, "replica-missing").Title);
    }

    [Fact]
    public async Task Bytes_that_are_missed_on_the_way_break_the_line()
    {
        var line = await With(Enumerable.Range(0, 102).ToDictionary(each => $"{each:000}", each => $"content {each}{new string(' ', 2000)}"));
        File.Delete(Path.Combine(line.Folder, "101"));
        var failure = await Record.ExceptionAsync(() => Get(line));
        Assert.True(failure is HttpRequestException or HttpIOException or IOException, $"{failure}");
    }

    [Fact]
    public async Task What_was_sent_once_need_not_be_read_again_to_go_on_behind_it()
    {
        var line = await With(Enumerable.Range(0, 102).ToDictionary(each => $"{each:000}", each => $"kept {each} of {Site.Name("x")}"));
        var whole = (await Get(line)).MustBe(200).Body;
        File.Delete(Path.Combine(line.Folder, "101"));
        Assert.Equal(whole[^5000..], (await Get(line, "", ("Range", "bytes=-5000"))).MustBe(206).Body);
        await Site.Database.Execute($"delete from downloads_checksum", default);
        Assert.NotNull(await Record.ExceptionAsync(async () => Assert.Equal(206, (await Get(line, "", ("Range", "bytes=-5000"))).Status)));
    }

    [Theory, InlineData("..\\x"), InlineData("a\\..\\..\\x"), InlineData("C:\\x"), InlineData("\\x")]
    public async Task A_name_that_leads_out_of_a_folder_elsewhere_is_refused(string name)
    {
        var line = await With(new() { [name] = "x", ["b"] = "b" });
        (await Get(line)).MustBe(409, "name-unsafe");
        Assert.Equal(["b"], NamesIn((await Get(line, "?path=b")).MustBe(200).Body));
    }

    [Fact]
    public async Task A_new_version_on_the_way_changes_nothing_that_was_begun()
    {
        var line = await With(new() { ["a"] = "first", ["b"] = "b" });
        var (stream, _) = await Site.Get<Archives>().Of(line.Experiment with { Id = await Id(line), StorageId = 1 }, new(), false, default);
        var digest = Beamline.Sha256("first");
        line.Put($".dewar/versions/{digest[..2]}/{digest}", "first");
        line.Put("a", "second, longer");
        await line.Register(line.Arrival("a", "second, longer"));
        await using var kept = new MemoryStream();
        await using (stream)
        {
            await stream.CopyToAsync(kept);
        }

        Assert.Contains("first", Encoding.Latin1.GetString(kept.ToArray()));
    }

    private Task<long> Id(Beamline line) => Site.Database.Number($"select id from experiments_experiment where name = {line.Experiment.Name}", default);

    private static string[] NamesIn(byte[] zip)
    {
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    private async Task<(long, long, byte[])> Part(Beamline line, long from, long to)
    {
        var answer = (await Get(line, "", ("Range", $"bytes={from}-{to}"))).MustBe(206);
        Assert.Equal(new ContentRangeHeaderValue(from, to, answer.Content.ContentRange!.Length!.Value), answer.Content.ContentRange);
        return (from, to, answer.Body);
    }

    private Task<Answer> Get(Beamline line, string query = "", params (string, string)[] headers) => Site.Admin.Send("GET", $"{line.Path}/archive.zip{query}", null, headers);

    private Task<Beamline> With(Dictionary<string, string> files) => Holding.Of(Site, files);
}

/// <summary>Experiments that hold files with their bytes.</summary>
internal static class Holding
{
    public static async Task<Beamline> Of(TestSite site, IReadOnlyDictionary<string, string> files)
    {
        var line = await site.Beamline();
        foreach (var (path, content) in files)
        {
            line.Put(path, content);
        }

        await line.Register([.. files.Select(file => line.Arrival(file.Key, file.Value))]);
        return line;
    }
}

public sealed class ArchiveTestsOnSqlite(SqliteSite site) : ArchiveTests(site), IClassFixture<SqliteSite>;

public sealed class ArchiveTestsOnPostgres(PostgresSite site) : ArchiveTests(site), IClassFixture<PostgresSite>;
