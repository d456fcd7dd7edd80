using System.Text.Json;
using Dewar.Database;
using Dewar.Disk;
using Dewar.Hosting;
using Xunit;
using static Dewar.Catalogue.RegistrationOutcome;

namespace Dewar.Catalogue;

/// <summary>Random work on a catalogue, against a model of a few lines that is too simple to be wrong.</summary>
public abstract class RandomCatalogueTests(TestSite site) : SiteTests(site)
{
    private static readonly string[] Paths =
        ["a", "b.dat", "run/1", "run/2", "run/deep/er/1", "run/deep/2", "run0", "run\u0001/x", "x/y/z", "x/ y", "\U0001F600/smile", "\uE000/private", "\uFFFD", "é/é"];

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task The_catalogue_agrees_with_the_model(int seed)
    {
        var random = new Random(seed);
        var line = await Site.Beamline(stations: 2);
        var model = new Dictionary<string, Modelled>();
        var made = new List<Arrival>();
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(10))
            {
                case < 6:
                    await Register(random, line, model, made);
                    break;
                case < 8:
                    await Delete(random, line, model);
                    break;
                default:
                    await Describe(random, line, model);
                    break;
            }

            if (step % 20 == 19)
            {
                await Agree(random, line, model);
            }
        }
    }

    private static async Task Register(Random random, Beamline line, Dictionary<string, Modelled> model, List<Arrival> made)
    {
        var batch = new List<Arrival>();
        var expected = new List<Registered>();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var arrival = made.Count > 0 && random.Next(4) == 0 ? made[random.Next(made.Count)]
                : line.Arrival(Paths[random.Next(Paths.Length)], new string('x', random.Next(4)) + random.Next(3));
            batch.Add(arrival);
            expected.Add(model.TryGetValue(arrival.Path, out var file) ? file.Take(arrival) : (model[arrival.Path] = new()).Take(arrival));
            if (expected[^1].Outcome != Known)
            {
                made.Add(arrival);
            }
        }

        Assert.Equal(expected, (await line.Send(batch, station: random.Next(2))).As<List<Registered>>());
    }

    private async Task Delete(Random random, Beamline line, Dictionary<string, Modelled> model)
    {
        var paths = random.GetItems(Paths, random.Next(1, 4)).Distinct().ToList();
        var there = paths.Where(path => model.TryGetValue(path, out var file) && !file.Deleted).ToList();
        var result = await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion(paths, "random"));
        Assert.Equal((there.Count, string.Join('|', paths.Except(there))), (result.Changed, string.Join('|', result.NotFound)));
        there.ForEach(path => model[path].Deleted = true);
    }

    private async Task Describe(Random random, Beamline line, Dictionary<string, Modelled> model)
    {
        var paths = random.GetItems(Paths, random.Next(1, 4)).Distinct().ToList();
        var (key, value) = ($"k{random.Next(3)}", random.Next(3) == 0 ? null : $"v{random.Next(3)}");
        var set = new Dictionary<string, JsonElement?> { [key] = value is null ? null : JsonSerializer.SerializeToElement(value) };
        await Site.Admin.Post<BatchResult>($"{line.Path}/metadata", new MetadataChange(paths, set));
        foreach (var file in paths.Where(model.ContainsKey).Select(path => model[path]).Where(file => !file.Deleted))
        {
            _ = value is null ? file.Metadata.Remove(key) : (file.Metadata[key] = value) is not null;
        }
    }

    private async Task Agree(Random random, Beamline line, Dictionary<string, Modelled> model)
    {
        var listed = await Pages(line, random.Next(1, 8), "");
        Assert.Equal(Expected(model, deleted: false), listed.Select(Shown));
        Assert.Equal(Expected(model, deleted: true), (await Pages(line, random.Next(1, 8), "deleted=true&")).Select(Shown));
        foreach (var key in Enumerable.Range(0, 3).Select(i => $"k{i}"))
        {
            Assert.Equal(model.Where(each => !each.Value.Deleted && each.Value.Metadata.GetValueOrDefault(key) == "v1").Select(each => each.Key).Order(PathOrder.ByBytes),
                (await Pages(line, 2, $"meta={key}%3Dv1&")).Select(each => each.Path).Order(PathOrder.ByBytes));
        }

        foreach (var (path, file) in model)
        {
            var versions = await Site.Admin.Get<List<FileVersion>>($"{line.Path}/versions/{Query.Path(path)}");
            Assert.Equal(file.Contents.Select((each, i) => ((long)i + 1, each.Sha256)).Reverse(), versions.Select(each => (each.Version, each.Sha256)));
            Assert.All(versions, version => Assert.Single(version.Replicas));
        }

        await CountersAgree(line);
    }

    /// <summary>Counts anew what the counters say.</summary>
    private async Task CountersAgree(Beamline line)
    {
        var id = await Site.Database.Number($"select id from experiments_experiment where name = {line.Experiment.Name}", default);
        var files = await Site.Database.Query($"""
            select d.path, f.size from catalogue_file f join catalogue_folder d on d.id = f.folder_id where f.experiment_id = {id} and f.deleted_us is null
            """, row => (Folder: row.GetString(0), Size: row.GetInt64(1)), default);
        var folders = await Site.Database.Query($"select path, own_files, files, bytes from catalogue_folder where experiment_id = {id} order by path",
            row => (Path: row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), default);
        Assert.All(folders, folder =>
        {
            var below = files.Where(file => file.Folder.StartsWith(folder.Path, StringComparison.Ordinal)).ToList();
            Assert.Equal((folder.Path, files.Count(file => file.Folder == folder.Path), below.Count, below.Sum(file => file.Size)), folder);
        });
        var experiment = await Site.Admin.Get<Experiments.Experiment>(line.Path);
        Assert.Equal((files.Count, files.Sum(file => file.Size)), (experiment.Files, experiment.Bytes));
    }

    private static async Task<List<CatalogueFile>> Pages(Beamline line, int limit, string filter)
    {
        var all = new List<CatalogueFile>();
        for (string? after = null; ;)
        {
            var page = await line.List($"{filter}limit={limit}{(after is null ? "" : $"&after={after}")}");
            all.AddRange(page.Items);
            Assert.True(page.Items.Count == limit || page.Next is null);
            if ((after = page.Next) is null)
            {
                return all;
            }
        }
    }

    private static IEnumerable<string> Expected(Dictionary<string, Modelled> model, bool deleted) => model.Where(each => each.Value.Deleted == deleted)
        .OrderBy(each => RelativePath.Split(each.Key).Folder, PathOrder.ByBytes).ThenBy(each => each.Key, PathOrder.ByBytes)
        .Select(each => $"{each.Key} {each.Value.Contents.Count} {each.Value.Contents[^1].Sha256} {string.Join(' ', each.Value.Metadata.OrderBy(pair => pair.Key))}");

    private static string Shown(CatalogueFile file) =>
        $"{file.Path} {file.Version} {file.Sha256} {string.Join(' ', file.Metadata.OrderBy(pair => pair.Key).Select(pair => $"[{pair.Key}, {pair.Value}]"))}";

    private sealed class Modelled
    {
        public List<Arrival> Contents { get; } = [];
        public bool Deleted { get; set; }
        public Dictionary<string, string> Metadata { get; } = [];

        public Registered Take(Arrival arrival)
        {
            if (Contents.Exists(each => each.Delivery == arrival.Delivery) || (!Deleted && Contents.Count > 0 && Contents[^1].Sha256 == arrival.Sha256))
            {
                return new(Known, Contents.Count);
            }

            Contents.Add(arrival);
            Deleted = false;
            return new(Contents.Count == 1 ? RegistrationOutcome.Registered : Changed, Contents.Count);
        }
    }
}

public sealed class RandomCatalogueTestsOnSqlite(SqliteSite site) : RandomCatalogueTests(site), IClassFixture<SqliteSite>;

public sealed class RandomCatalogueTestsOnPostgres(PostgresSite site) : RandomCatalogueTests(site), IClassFixture<PostgresSite>;
