using System.Security.Cryptography;
using System.Text;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Downloads;

/// <summary>Lists of digests and addresses, as the programs read them that they are for.</summary>
public sealed class ManifestTests(SqliteSite site) : IClassFixture<SqliteSite>
{
    private static readonly Dictionary<string, string> Odd = ArchiveTests.Odd;

    [Fact]
    public async Task Sha256sum_checks_what_was_downloaded()
    {
        using var folder = new TestFolder();
        var line = await Holding.Of(site, Odd);
        Put(folder, "", Odd);
        folder.Put("sums", (await Manifest(line)).Body);

        var said = await Foreign.Run(folder.Path, "sha256sum", "--strict", "-c", "sums");
        Assert.Equal(Odd.Count, said.Split(": OK").Length - 1);
        folder.Put("two\nlines", "damaged");
        Assert.Equal(1, (await Foreign.Try(folder.Path, "sha256sum", "-c", "sums")).Code);
    }

    [Fact]
    public async Task A_bag_is_whole_and_valid()
    {
        using var folder = new TestFolder();
        var line = await Holding.Of(site, Odd);
        var zip = (await site.Admin.Send("GET", $"{line.Path}/archive.zip?bag=true")).MustBe(200);
        folder.Put("bag.zip", zip.Body);
        await Foreign.Run(folder.Path, "unzip", "-q", "-^", "bag.zip");

        var bag = folder[line.Experiment.Name];
        Assert.Empty(Faults(bag));
        Assert.Equal(Odd.Count, Directory.GetFiles(Path.Combine(bag, "data"), "*", SearchOption.AllDirectories).Length);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(bag, "manifest-sha256.txt")), (await Manifest(line, "format=bagit")).Text);
        var end = (await site.Admin.Send("GET", $"{line.Path}/archive.zip?bag=true", null, ("Range", "bytes=-2000"))).MustBe(206).Body;
        Assert.Equal(zip.Body[^2000..], end);

        await File.AppendAllTextAsync(Path.Combine(bag, "data", "a b.txt"), "x");
        File.Delete(Path.Combine(bag, "data", "-"));
        await File.WriteAllTextAsync(Path.Combine(bag, "data", "more"), "");
        await File.AppendAllTextAsync(Path.Combine(bag, "bag-info.txt"), "More: x\n");
        Assert.Equal(["differs: bag-info.txt", "differs: data/a b.txt", "missing: data/-", "unlisted: data/more"], Faults(bag).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Aria2_and_wget_fetch_what_is_listed()
    {
        using var folder = new TestFolder();
        var line = await Holding.Of(site, Odd);
        var header = $"Authorization: Bearer {site.Admin.Token}";
        folder.Put("aria2.txt", (await Manifest(line, "format=aria2")).Body);
        folder.Put("wget.txt", (await Manifest(line, "format=wget")).Body);
        Assert.DoesNotContain("Bearer", folder.Read("aria2.txt") + folder.Read("wget.txt"));

        await Foreign.Run(folder.Path, "aria2c", "-q", "--no-conf", "--header", header, "-d", "aria2", "-i", "aria2.txt");
        await Foreign.Run(folder.Path, "wget", "-q", "-x", "-nH", "--cut-dirs=4", "-P", "wget", "--restrict-file-names=nocontrol", "--header", header, "-i", "wget.txt");
        Assert.Equal([], Odd.Where(each => !folder.Has($"aria2/{InList(each.Key)}", each.Value)).Select(each => Names.Show(each.Key)));
        // It cuts the longest names, and reads some escapes in a name twice.
        Assert.Equal([], Odd.Where(each => each.Key.Split('/').Max(Encoding.UTF8.GetByteCount) < 200 && each.Key is not ("%2e%2e" or "%0A") && !folder.Has($"wget/{each.Key}", each.Value)).Select(each => Names.Show(each.Key)));
    }

    [Fact]
    public async Task Json_tells_all_and_filters_hold()
    {
        var line = await Holding.Of(site, Odd);
        var all = (await Manifest(line, "format=json")).As<List<ManifestLine>>();
        Assert.Equal(Odd.Keys.Order(StringComparer.Ordinal), all.Select(each => each.Path).Order(StringComparer.Ordinal));
        foreach (var each in all)
        {
            Assert.Equal((Beamline.Sha256(Odd[each.Path]), 1L), (each.Sha256, each.Version));
            Assert.Equal(Odd[each.Path], (await site.Admin.Send("GET", each.Url[site.Address.ToString().Length..])).MustBe(200).Text);
        }

        Assert.Equal("2 run/0001.tif run/deep/er/0002.tif", $"2 {string.Join(' ', (await Manifest(line, "folder=run")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(each => each[66..]))}");
        Assert.Equal("", (await Manifest(line, "until=2000-01-01")).Text);
        Assert.Empty((await Manifest(line, "format=json&until=2000-01-01")).As<List<ManifestLine>>());
        (await site.Admin.Send("GET", $"{line.Path}/manifest?format=none")).MustBe(400, "format-unknown");
        (await site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["-"], "x"))).MustBe(200);
        Assert.DoesNotContain(" ./-\n", (await Manifest(line)).Text);
    }

    [Fact]
    public async Task The_verb_prints_it()
    {
        var line = await Holding.Of(site, Odd);
        var said = await Typed.Dewar(site, "manifest", line.Experiment.Name, "--folder", "run");
        Assert.Equal((0, (await Manifest(line, "folder=run")).Text), (said.Code, said.Out));
        Assert.Equal((await Manifest(line, "format=aria2")).Text, (await Typed.Dewar(site, "manifest", line.Experiment.Name, "--format", "aria2")).Out);
        Assert.Equal(Odd.Count, (await Typed.Dewar(site, "manifest", line.Experiment.Name, "--json")).Json.GetArrayLength());
        Assert.Equal(4, (await Typed.Dewar(site, "manifest", "none")).Code);
        Assert.Equal(2, (await Typed.Dewar(site, "manifest", line.Experiment.Name, "--path", "")).Code);
    }

    /// <summary>What the list says for what it can't say.</summary>
    private static string InList(string name) => name switch { " " => "_", "trailing " => "trailing_", _ => name.Replace('\n', '_').Replace('\r', '_') };

    /// <summary>What is wrong with a bag, after RFC 8493: declaration, both manifests, completeness, and the payload's sums.</summary>
    private static List<string> Faults(string bag)
    {
        var faults = new List<string>();
        if (File.ReadAllText(Path.Combine(bag, "bagit.txt")) != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        {
            faults.Add("bagit.txt");
        }

        var (payload, tags) = (Listed(bag, "manifest-sha256.txt"), Listed(bag, "tagmanifest-sha256.txt"));
        foreach (var (path, digest) in payload.Concat(tags))
        {
            var file = Path.Combine(bag, path);
            var is256 = File.Exists(file) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : null;
            if (is256 != digest)
            {
                faults.Add($"{(is256 is null ? "missing" : "differs")}: {path}");
            }
        }

        var there = Directory.GetFiles(bag, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(bag, file)).ToList();
        faults.AddRange(there.Where(path => path != "tagmanifest-sha256.txt" && !payload.ContainsKey(path) && !tags.ContainsKey(path)).Select(path => $"unlisted: {path}"));
        var oxum = File.ReadAllLines(Path.Combine(bag, "bag-info.txt")).Single(line => line.StartsWith("Payload-Oxum: ", StringComparison.Ordinal));
        var data = there.Where(path => path.StartsWith("data/", StringComparison.Ordinal)).Select(path => new FileInfo(Path.Combine(bag, path)).Length).ToList();
        if (faults.Count == 0 && oxum != $"Payload-Oxum: {data.Sum()}.{data.Count}")
        {
            faults.Add(oxum);
        }

        return faults;
    }

    private static Dictionary<string, string> Listed(string bag, string manifest) => File.ReadAllText(Path.Combine(bag, manifest)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(line => line[66..].Replace("%0A", "\n").Replace("%0D", "\r").Replace("%25", "%"), line => line[..64]);

    private static void Put(TestFolder folder, string below, Dictionary<string, string> files)
    {
        foreach (var (name, content) in files)
        {
            folder.Put(below + name, Encoding.UTF8.GetBytes(content));
        }
    }

    private async Task<Answer> Manifest(Beamline line, string query = "") => (await site.Admin.Send("GET", $"{line.Path}/manifest?{query}")).MustBe(200);
}
