using System.Text;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Scans;

/// <summary>Whatever people do to a tree between scans, the catalogue follows it, and no file is taken for another.</summary>
public abstract class RandomTreeTests(IScanSite at) : SiteTests(at.Site)
{
    private const int Rounds = 12;

    [Fact]
    public async Task After_every_scan_the_catalogue_is_as_the_tree()
    {
        var seed = Environment.GetEnvironmentVariable("DEWAR_TEST_SEED") is { Length: > 0 } given ? int.Parse(given) : Random.Shared.Next(1_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"DEWAR_TEST_SEED={seed}");
        var random = new Random(seed);
        var it = await Scanned.InPlace(at);
        it.Put("never touched", "never touched");
        var seen = new HashSet<string>();
        var totals = new long[5];
        for (var round = 0; round < Rounds; round++)
        {
            for (var change = random.Next(1, 40); change > 0; change--)
            {
                Change(it, random);
            }

            // Two of three look at the folders only, and what people do to names is all that those can see.
            var scan = await it.Scan(new(Quick: round % 3 == 1));
            Assert.Equal((ScanState.Done, null, 0L), (scan.State, scan.Message, scan.Unsettled));
            totals = [totals[0] + scan.Added, totals[1] + scan.Changed, totals[2] + scan.Moved, totals[3] + scan.Gone, totals[4] + scan.Back];
            if (!scan.Full)
            {
                continue;
            }

            var there = Tree(it);
            var files = (await Site.Admin.Get<Page<CatalogueFile>>($"{it.Path}/files?limit=5000")).Items;
            Assert.Equal((seed, round, Text(there.Select(each => (each.Key, each.Value)))), (seed, round, Text(files.Where(Here).Select(file => (file.Path, file.Sha256)))));
            Assert.All(files.Where(file => !Here(file)), file => Assert.Equal(ReplicaState.Missing, file.Replicas.Single().State));
            Assert.Empty(await it.Differences());

            // Nothing that was catalogued once is forgotten.
            seen.UnionWith(there.Values);
            var known = new HashSet<string>();
            foreach (var file in files)
            {
                known.UnionWith((await it.Versions(file.Path)).Select(version => version.Sha256));
            }

            Assert.Empty(seen.Except(known));
            var root = await Site.Admin.Get<FolderView>($"{it.Path}/folders/");
            Assert.Equal((files.Count, files.Sum(file => file.Size)), (root.Files, root.Bytes));
            Assert.Equal((files.Count, files.Sum(file => file.Size)), ((await it.Now()).Files, (await it.Now()).Bytes));
        }

        Assert.All(totals[..4], count => Assert.NotEqual(0, count));
    }

    private static bool Here(CatalogueFile file) => file.Replicas.Single().State == ReplicaState.Verified;

    private static string Text(IEnumerable<(string, string)> files) => string.Join('\n', files.OrderBy(each => each.Item1, StringComparer.Ordinal).Select(each => $"{each.Item1} {each.Item2}"));

    private static SortedDictionary<string, string> Tree(Scanned it) => new(Directory.GetFiles(it.At(""), "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(it.At(""), path), path => Disk.TestFolder.Sha256(File.ReadAllBytes(path))), StringComparer.Ordinal);

    private static void Change(Scanned it, Random random)
    {
        var files = Directory.GetFiles(it.At(""), "*", SearchOption.AllDirectories).Where(path => !path.EndsWith("touched", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var folders = Directory.GetDirectories(it.At(""), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var file = files.Length > 0 ? files[random.Next(files.Length)] : null;
        var folder = folders.Length > 0 ? folders[random.Next(folders.Length)] : null;
        switch (random.Next(10))
        {
            case 0 or 1 or 2 or 3:
                it.Put($"{string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => $"d{random.Next(3)}/"))}f{random.Next(60)}.x", Content(random));
                break;
            case 4 when file is not null:
                // In another size, or in the same with another time stamp.
                File.WriteAllText(file, Content(random));
                break;
            case 5 when file is not null:
                File.Delete(file);
                break;
            case 6 when file is not null && random.Next(60) is var number && !Path.Exists($"{file}-{number}"):
                File.Move(file, $"{file}-{number}");
                break;
            case 7 when file is not null && folder is not null && !Path.Exists(Path.Combine(folder, Path.GetFileName(file))):
                File.Move(file, Path.Combine(folder, Path.GetFileName(file)));
                break;
            case 8 when folder is not null && !Path.Exists($"{folder}m"):
                Directory.Move(folder, $"{folder}m");
                break;
            case 9 when folder is not null && random.Next(4) == 0:
                Directory.Delete(folder, recursive: true);
                break;
            default:
                break;
        }
    }

    /// <summary>Some contents come again and again.</summary>
    private static string Content(Random random) => new StringBuilder().Append((char)('a' + random.Next(3)), random.Next(1, 6)).Append(random.Next(3) == 0 ? "" : $"{random.NextInt64()}").ToString();
}

public sealed class RandomTreeTestsOnSqlite(SqliteScanSite site) : RandomTreeTests(site), IClassFixture<SqliteScanSite>;

public sealed class RandomTreeTestsOnPostgres(PostgresScanSite site) : RandomTreeTests(site), IClassFixture<PostgresScanSite>;
