using System.Text.Json;
using Dewar.Disk;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Catalogue;

/// <summary>Filtered listings beside a plain look through all files: whatever is asked for, and however large the pages.</summary>
public abstract class FileSieveTests(TestSite site) : SiteTests(site)
{
    private const long Second = 1_000_000_000;
    private static readonly DateTimeOffset Then = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private static readonly string[] Names = ["a", "b", "ab", "a%", "a_b", "A", "é", "\U0001F600", "!a", "[x", "{y", "x,y", "a b", "z\u0001"];

    private static readonly string[] Globs =
    [
        "a*", "*b", "?", "a/**", "a/*", "a/a*/*", "**/a", "**/*b*", "a%*", "*_*", "a/b*", "{a,b}/*", "{a/a,b/b}*", "*[ab]", "*[!ab]", "[x*", "{y", "!*", "large/f1*", "large/*7",
        "large/f12?", "lar*/*99", "large/f0001", "é*", "?/\U0001F600", "**", "*", "a/**b", "x,y/*", "nothing/*", "large/**", "*{a,b", "a*/**/{a,b}",
    ];

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Filters_leave_what_a_look_through_all_files_finds(int seed)
    {
        var random = new Random(seed);
        var line = await Furnished();
        var all = (await line.List("limit=10000&replicas=false")).Items;
        for (var round = 0; round < 25; round++)
        {
            var form = Some(random);
            var query = FileQuery.Read(form);
            var expected = all.Where(file => Fits(query, file)).Select(file => file.Path);
            Assert.Equal(expected, await Paged(line, form with { Limit = random.Next(4) == 0 ? random.Next(20, 60) : random.Next(200, 3000) }));
        }
    }

    [Fact]
    public async Task What_is_common_is_found_from_any_place_on()
    {
        var line = await Furnished();
        var all = (await line.List("limit=10000&meta=kind%3Dcommon&folder=large&replicas=false")).Items;
        Assert.True(all.Count > 1000);
        Assert.Equal(all.Skip(1200).Take(3).Select(file => file.Path), (await line.List($"limit=3&meta=kind%3Dcommon&after={FileQuery.Cursor("large/", RelativePath.Split(all[1199].Path).Name)}"))
            .Items.Select(file => file.Path));
    }

    [Theory, InlineData("n=7", 1), InlineData("n=7.0", 0), InlineData("t=true", 0), InlineData("t=True", 1), InlineData("kind=rare", 3), InlineData("kind=", 0), InlineData("none=rare", 0)]
    public async Task A_value_is_found_as_it_is_written(string meta, int found)
    {
        var line = await Furnished();
        Assert.Equal(found, (await line.List($"meta={Uri.EscapeDataString(meta)}")).Items.Count);
    }

    [Fact]
    public async Task A_value_is_found_until_it_is_changed_or_removed_also_by_a_new_version()
    {
        var line = await Site.Beamline();
        await line.Send([line.Arrival("run/a", "1"), line.Arrival("run/b", "1")], new Dictionary<string, string> { ["kind"] = "old" });
        await Describe(line, "kind", "new", "run/a");
        Assert.Equal(("run/b", "run/a"), ((await Found(line, "kind=old")), await Found(line, "kind=new")));

        await Describe<string?>(line, "kind", null, "run/a");
        await line.Send([line.Arrival("run/b", "2")], new Dictionary<string, string> { ["kind"] = "newest" });
        Assert.Equal(("", "", "run/b"), (await Found(line, "kind=old"), await Found(line, "kind=new"), await Found(line, "kind=newest")));
    }

    [Fact]
    public async Task Files_described_before_there_were_words_get_theirs_once()
    {
        var line = await Site.Beamline();
        await line.Send([line.Arrival("run/a", "1"), line.Arrival("b", "1")], new Dictionary<string, string> { ["before"] = "words" });
        var experiment = await line.Inside();
        await Site.Database.Execute($"insert into catalogue_wordless select id from catalogue_file where experiment_id = {experiment.Id}", default);
        await Site.Database.Execute($"delete from catalogue_word where folder_id in (select id from catalogue_folder where experiment_id = {experiment.Id})", default);
        Assert.Equal("", await Found(line, "before=words"));

        await FileMetadata.AddMissingWords(Site.Database, default);
        await FileMetadata.AddMissingWords(Site.Database, default);
        Assert.Equal("b run/a", await Found(line, "before=words"));
        Assert.Equal(0, await Site.Database.Number($"select count(*) from catalogue_wordless", default));
    }

    private static async Task<string> Found(Beamline line, string meta) => string.Join(' ', (await line.List($"meta={Uri.EscapeDataString(meta)}")).Items.Select(file => file.Path));

    private async Task<List<string>> Paged(Beamline line, FileParameters form)
    {
        var (found, experiment) = (new List<string>(), await line.Inside());
        do
        {
            var page = await Site.Get<FileStore>().List(experiment, FileQuery.Read(form), default);
            found.AddRange(page.Items.Select(file => file.Path));
            form = form with { After = page.Next };
        }
        while (form.After is not null);
        return found;
    }

    private static bool Fits(FileQuery query, CatalogueFile file) => file.Path.StartsWith(query.Below, StringComparison.Ordinal)
        && query.Path?.Matches(file.Path) is not false && !(file.ModifiedAt < query.Since) && !(file.ModifiedAt >= query.Until)
        && query.Metadata.All(pair => file.Metadata.TryGetValue(pair.Key, out var value) && value.ToString() == pair.Value);

    private static FileParameters Some(Random random) => new()
    {
        Path = random.Next(3) == 0 ? null : Globs[random.Next(Globs.Length)],
        Folder = random.Next(6) == 0 ? Names[random.Next(3)] : random.Next(6) == 0 ? "large" : null,
        Since = random.Next(3) == 0 ? Then.AddSeconds(random.Next(2000)) : null,
        Until = random.Next(4) == 0 ? Then.AddSeconds(random.Next(2000)) : null,
        Meta = random.Next(3) == 0 ? [$"kind={(random.Next(2) == 0 ? "common" : "rare")}", .. random.Next(3) == 0 ? new[] { "half=yes" } : []] : null,
    };

    /// <summary>Made once for all tests of a class: they only read it.</summary>
    private async Task<Beamline> Furnished()
    {
        if (Site.Shared is { } before)
        {
            return before;
        }

        var line = await Site.Beamline();
        var number = 0;
        Arrival At(string path) => line.Arrival(path, path) with { ModifiedNs = (Then - DateTimeOffset.UnixEpoch).Ticks * 100 + number++ % 1900 * Second };
        var small = Names.SelectMany(name => Names.Take(5).SelectMany(other => new[] { $"{name}/{other}", $"{other}/a/{name}/{other}" }).Append($"f{name}")).Distinct();
        await line.Send([.. small.Select(At)]);
        await line.Send([.. Enumerable.Range(0, 2000).Select(i => At($"large/f{i:0000}"))], new Dictionary<string, string> { ["kind"] = "common" });
        await line.Send([.. Enumerable.Range(0, 3).SelectMany(i => new[] { $"few{i}/x", $"many/f{i}" }).Concat(["ab/é"]).Select(At)], new Dictionary<string, string> { ["half"] = "yes" });
        await Describe(line, "kind", "rare", "a/b", "large/f1999", "b/a/é/b");
        await Describe(line, "kind", "common", "a/a", "b/b", "ab/é");
        await Describe(line, "half", "yes", [.. Enumerable.Range(0, 1000).Select(i => $"large/f{2 * i:0000}")]);
        await Describe(line, "n", 7, "a/b");
        await Describe(line, "t", true, "a/b");
        return Site.Shared = line;
    }

    private async Task Describe<T>(Beamline line, string key, T value, params string[] paths)
    {
        var done = await Site.Admin.Post<BatchResult>($"{line.Path}/metadata", new MetadataChange(paths, new Dictionary<string, JsonElement?> { [key] = value is null ? null : JsonSerializer.SerializeToElement(value) }));
        Assert.Empty(done.NotFound);
    }
}

public sealed class FileSieveTestsOnSqlite(SqliteSite site) : FileSieveTests(site), IClassFixture<SqliteSite>;

public sealed class FileSieveTestsOnPostgres(PostgresSite site) : FileSieveTests(site), IClassFixture<PostgresSite>;
