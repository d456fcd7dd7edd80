using System.Text.Json;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Search;

/// <summary>Finding files through the API.</summary>
public abstract class SearchTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task Files_are_found_by_what_they_are()
    {
        var line = await Line(
            ("raw/gold_001.dm4", """{"acceleration_voltage":{"value":200,"unit":"kV","si":200000,"siUnit":"V"},"operator":{"value":"Jane Doe"},"acquired_at":{"value":"2026-11-17T10:00:00Z"}}"""),
            ("raw/gold_002.dm4", """{"acceleration_voltage":{"value":80000,"unit":"V","si":80000,"siUnit":"V"},"operator":{"value":"John"}}"""),
            ("nickel foil.h5", """{"beam_energy":{"value":8.333,"unit":"keV","si":1.33507e-15,"siUnit":"J"},"sample":{"value":"nickel foil 3"}}"""),
            ("notes.txt", null));

        await Finds(line, "gold", "gold_002.dm4 gold_001.dm4");
        await Finds(line, "gol", "gold_002.dm4 gold_001.dm4");
        await Finds(line, "go", "");
        await Finds(line, "gold 001", "gold_001.dm4");
        await Finds(line, "gold NOT 001", "gold_002.dm4");
        await Finds(line, "001 OR foil", "nickel foil.h5 gold_001.dm4");
        await Finds(line, "\"foil 3\"", "nickel foil.h5");
        await Finds(line, "\"foil nickel\"", "");
        await Finds(line, "acceleration_voltage > 0.1 MV", "gold_001.dm4");
        await Finds(line, "acceleration_voltage:80kV", "gold_002.dm4");
        await Finds(line, "beam_energy:8000..9000eV", "nickel foil.h5");
        await Finds(line, "has:beam_energy", "nickel foil.h5");
        await Finds(line, "operator:jane", "gold_001.dm4");
        await Finds(line, "operator:jan", "");
        await Finds(line, "operator:ja*", "gold_001.dm4");
        await Finds(line, "operator=\"jane doe\"", "gold_001.dm4");
        await Finds(line, "taken:2026-11-17", "gold_001.dm4");
        await Finds(line, "format:h5", "nickel foil.h5");
        await Finds(line, "path:*.dm4", "gold_002.dm4 gold_001.dm4");
        await Finds(line, "path:raw/*1*", "gold_001.dm4");
        await Finds(line, "path:raw", "gold_002.dm4 gold_001.dm4");
        await Finds(line, "path:raw/gold_002.dm4", "gold_002.dm4");
        await Finds(line, "name:notes.txt", "notes.txt");
        await Finds(line, "name:*0?2*", "gold_002.dm4");
        await Finds(line, "size<=9", "notes.txt");
        await Finds(line, $"station:{line.Stations[0]} extension:txt", "notes.txt");
    }

    [Fact]
    public async Task A_change_a_new_version_and_a_deletion_are_found_out()
    {
        var line = await Line(("a.dat", null), ("b.dat", null), ("c.dat", null));
        await Site.Admin.Post<BatchResult>($"{line.Path}/metadata", Change("""{"sample":"ruthenium","dose":"30 e/nm2","Batch No":"17"}""", "a.dat"));
        await Site.Indexed();
        await Finds(line, "ruthenium", "a.dat");
        await Finds(line, "sample:ruthenium", "a.dat");
        await Finds(line, "dose:20..40e/nm2", "a.dat");
        await Finds(line, "\"batch no\"=17", "a.dat");

        await Site.Admin.Post<BatchResult>($"{line.Path}/metadata", Change("""{"sample":"osmium"}""", "a.dat", "b.dat"));
        await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion(["b.dat"], "test"));
        await Site.Indexed();
        await Finds(line, "ruthenium", "");
        await Finds(line, "osmium", "a.dat");
        await Finds(line, "", "c.dat a.dat");
        await Finds(line, "NOT osmium", "c.dat");
    }

    [Fact]
    public async Task Only_what_one_may_see_is_found_counted_completed_and_offered()
    {
        var (mine, other) = (await Line(("mine-xenon.dat", null)), await Line(("other-xenon.dat", null)));
        await Site.Admin.Post<BatchResult>($"{mine.Path}/metadata", Change("""{"sample":"xenon","minekey":"1"}""", "mine-xenon.dat"));
        await Site.Admin.Post<BatchResult>($"{other.Path}/metadata", Change("""{"sample":"xenon-secret","otherkey":"1"}""", "other-xenon.dat"));
        await Site.Indexed();
        var me = await Site.User(Site.Name("me"));
        (await Site.Admin.Send("PUT", $"{mine.Path}/members/user/{await NameOf(me)}", new MemberRole(ExperimentRole.Reader))).MustSucceed();

        var found = await me.Search("xenon", "&facets=experiment,sample");
        Assert.Equal((1, "mine-xenon.dat"), (found.Total, found.Items.Single().Path));
        Assert.Equal([mine.Experiment.Name], found.Facets![0].Values.Select(value => value.Value));
        Assert.Equal(["xenon"], found.Facets[1].Values.Select(value => value.Value));
        Assert.Equal(["xenon"], (await Complete(me, "sample:xen")).Select(value => value.Insert));
        Assert.Equal(["minekey:"], (await Complete(me, "minek")).Select(value => value.Insert));
        Assert.Empty(await Complete(me, "otherk"));
        Assert.Empty(await Complete(me, $"experiment:{other.Experiment.Name}"));
        Assert.DoesNotContain(await me.Get<List<KnownKey>>("api/search/keys"), key => key.Name is "otherkey");
        (await me.Send("GET", "api/search?q=otherkey:1")).MustBe(400, "query-invalid");
        Assert.Equal(0, (await me.Search($"experiment:{other.Experiment.Name}")).Total);
        Assert.Equal(1, (await Site.Admin.Search("otherkey:1")).Total);
    }

    [Fact]
    public async Task Pages_follow_one_another_in_every_order()
    {
        var line = await Line([.. Enumerable.Range(0, 23).Select(number => ($"f{number:00}.dat",
            (string?)(number % 5 == 0 ? "{}" : $$$"""{"exposure_time":{"value":{{{number * 7 % 4}}},"unit":"s","si":{{{number * 7 % 4}}}},"operator":{"value":"{{{(char)('a' + number * 11 % 6)}}}"}}""")))]);
        foreach (var (sort, key) in ((string, Func<int, object?>)[])[("", _ => 0), ("exposure_time", n => n % 5 == 0 ? null : n * 7 % 4), ("-exposure_time", n => n % 5 == 0 ? null : -(n * 7 % 4)),
            ("operator", n => n % 5 == 0 ? null : n * 11 % 6), ("-operator", n => n % 5 == 0 ? null : -(n * 11 % 6)), ("name", n => n), ("-name", n => -n), ("registered", n => 0), ("-size", _ => 0)])
        {
            var expected = Enumerable.Range(0, 23).OrderBy(number => key(number) is null).ThenBy(key).ThenByDescending(number => number).Select(number => $"f{number:00}.dat");
            var (names, after) = (new List<string>(), (string?)null);
            do
            {
                var page = await Site.Admin.Search($"experiment={line.Experiment.Name}", $"&limit=5&sort={sort}{(after is null ? "" : $"&after={after}")}");
                names.AddRange(page.Items.Select(file => file.Path));
                after = page.Next;
            }
            while (after is not null);

            Assert.Equal(expected, names);
        }
    }

    [Fact]
    public async Task Values_are_counted_and_drawn_as_bars()
    {
        var line = await Line([.. Enumerable.Range(0, 20).Select(number => ($"f{number:00}.dat",
            (string?)$$$"""{"acceleration_voltage":{"value":{{{number + 80}}},"unit":"kV","si":{{{number + 80}}}000},"operator":{"value":"{{{(number < 15 ? "Jane" : @"John \""JD\""")}}}"}}"""))]);
        var found = await Site.Admin.Search($"experiment={line.Experiment.Name}", "&facets=operator,acceleration_voltage,month,humidity");

        Assert.Equal((20, 20), (found.Total, found.Counted));
        Assert.Equal(["operator", "acceleration_voltage", "month"], found.Facets!.Select(facet => facet.Key));
        Assert.Equal([("Jane", 15), ("John \"JD\"", 5)], found.Facets![0].Values.Select(value => (value.Value, (int)value.Files)));
        Assert.Equal(5, (await Site.Admin.Search($"experiment={line.Experiment.Name} {found.Facets[0].Values[1].Query}")).Total);
        Assert.Equal(("kV", 80.0, 99.0, 20), (found.Facets[1].Unit, found.Facets[1].Bars[0].From, found.Facets[1].Bars[^1].To, (int)found.Facets[1].Bars.Sum(bar => bar.Files)));
        Assert.Equal("2026-05", found.Facets[2].Values.Single().Value);
    }

    [Fact]
    public async Task A_value_in_an_unknown_unit_stands_for_itself()
    {
        var line = await Line(
            ("a.dat", """{"dwell_time":{"value":5,"unit":"ticks"}}"""), ("b.dat", """{"dwell_time":{"value":5,"unit":"µs","si":5e-6}}"""), ("c.dat", """{"dwell_time":{"value":5,"unit":"kV"}}"""));
        await Finds(line, "dwell_time:4..6ticks", "a.dat");
        await Finds(line, "dwell_time:4..6µs", "b.dat");
        await Finds(line, "dwell_time>0s", "b.dat");
        await Finds(line, "ticks", "a.dat");
        await Finds(line, "has:dwell_time", "c.dat b.dat a.dat");
    }

    // Parts are made one while somebody searches. One that went must not be taken for one that has nothing of what is looked for.
    [Fact]
    public async Task A_part_that_went_while_it_was_looked_at_is_told()
    {
        await Line(("a.dat", null));
        var store = new PartStore(Site.Database, Site.Settings);
        // Its parts may be made one even now.
        var part = await PartStore.Steadily(async () =>
        {
            var newest = (await store.List(default))[0].Part;
            Assert.True((await store.Terms([newest], "a", "b", default)).Contains(newest.Id));
            return newest;
        });
        var gone = new Part(long.MaxValue, part.Section, part.Head);
        for (var time = 0; time < 2; time++)
        {
            await Assert.ThrowsAsync<PartGoneException>(() => store.Terms([part, gone], "a", "b", default));
            await Assert.ThrowsAsync<PartGoneException>(() => store.Column([gone], part.Head.Columns.Keys.First(), default));
        }
    }

    // Files come, change and go in batches of all sizes, so that parts of the index are made, pushed aside and joined.
    [Fact]
    public async Task The_index_finds_what_a_plain_look_finds()
    {
        var random = new Random(7);
        var (line, files) = (await Line(), new Dictionary<string, (double? Exposure, string? Operator)>());
        for (var round = 0; round < 6; round++)
        {
            var fresh = Enumerable.Range(0, random.Next(1, 60)).Select(number => $"r{round}n{number}.dat").ToList();
            await line.Register([.. fresh.Select(path => line.Arrival(path, path))]);
            fresh.ForEach(path => files[path] = (null, null));
            var keys = files.Keys.ToList();
            foreach (var some in keys.OrderBy(_ => random.Next()).Take(random.Next(keys.Count)).Chunk(7))
            {
                var (exposure, name) = (random.Next(1, 9) * 0.25, $"{(char)('a' + random.Next(4))}x {(char)('a' + random.Next(4))}y");
                await Site.Admin.Post<BatchResult>($"{line.Path}/metadata", Change($$"""{"exposure_time":"{{exposure * 1000}} ms","operator":"{{name}}"}""", some));
                some.ToList().ForEach(path => files[path] = (exposure, name));
            }

            var gone = keys.OrderBy(_ => random.Next()).Take(random.Next(4)).ToList();
            if (gone.Count > 0)
            {
                await Site.Admin.Post<BatchResult>($"{line.Path}/delete", new Deletion(gone, "test"));
                gone.ForEach(path => files.Remove(path));
            }

            await Site.Indexed();
            foreach (var (query, holds) in ((string, Func<double?, string?, bool>)[])[
                ("exposure_time:0.5..1.25s", (e, _) => e is >= 0.5 and <= 1.25), ("NOT exposure>1000000us", (e, _) => e is not > 1), ("operator:ax", (_, o) => o?.StartsWith("ax") == true),
                ("bx OR cy", (_, o) => o is not null && (o.StartsWith("bx") || o.EndsWith("cy"))), ("-has:operator", (_, o) => o is null), ("\"dx ay\" exposure<2s", (e, o) => o is "dx ay" && e < 2)])
            {
                var found = await Site.Admin.Search($"experiment={line.Experiment.Name} ({query})", "&limit=1000&sort=name");
                Assert.Equal(files.Where(file => holds(file.Value.Exposure, file.Value.Operator)).Select(file => file.Key).Order(StringComparer.Ordinal), found.Items.Select(file => file.Path));
            }
        }
    }

    [Fact]
    public async Task The_same_query_in_any_unit_finds_the_same()
    {
        var line = await Line([.. Enumerable.Range(0, 40).Select(number => ($"f{number:00}.dat", (string?)$$$"""{"beam_energy":{"value":{{{7 + number * 0.05}}},"unit":"keV","si":{{{(7 + number * 0.05) * 1.602176634e-16:R}}}}}"""))]);
        var expected = (await Site.Admin.Search($"experiment={line.Experiment.Name} beam_energy:7.5..8keV")).Items.Select(file => file.Path).ToList();

        Assert.Equal(11, expected.Count);
        foreach (var range in (string[])["7500..8000eV", "7500000..8000000meV", "0.0075..0.008MeV", "1.2016324755..1.2817413072fJ", "7.5keV..8000eV"])
        {
            Assert.Equal(expected, (await Site.Admin.Search($"experiment={line.Experiment.Name} beam_energy:{range}")).Items.Select(file => file.Path));
        }
    }

    [Theory]
    [InlineData("q=nosuch:1", "query-invalid", 0, 6)]
    [InlineData("q=gold+AND", "query-invalid", 5, 3)]
    [InlineData("q=%22", "query-invalid", 0, 1)]
    [InlineData("q=gold&sort=nosuch", "key-unknown", null, null)]
    [InlineData("q=gold&facets=nosuch", "key-unknown", null, null)]
    [InlineData("q=gold&after=x", "query-invalid", null, null)]
    public async Task What_cannot_be_understood_is_pointed_at(string query, string code, int? start, int? length)
    {
        var answer = (await Site.Admin.Send("GET", $"api/search?{query}")).MustBe(400, code);

        Assert.Equal((start, length), (answer.Json.TryGetProperty("start", out var at) ? at.GetInt32() : null, answer.Json.TryGetProperty("length", out var much) ? much.GetInt32() : (int?)null));
    }

    [Fact]
    public async Task All_that_was_found_goes_out_as_a_table_in_which_nothing_is_a_formula()
    {
        var line = await Line(("=cmd(),\"x\".dat", """{"operator":{"value":"=1+1"},"stage_x":{"value":-5,"unit":"µm","si":-5e-6}}"""));
        var csv = (await Site.Admin.Send("GET", $"api/search/export?format=csv&columns=operator,stage_x&q=experiment%3D{line.Experiment.Name}")).MustBe(200);
        var json = (await Site.Admin.Send("GET", $"api/search/export?format=json&columns=operator&q=experiment%3D{line.Experiment.Name}")).MustBe(200);

        var lines = csv.Text.Split("\r\n");
        Assert.Equal("experiment,path,size,taken,modified,registered,type,format,operator,stage_x", lines[0]);
        Assert.StartsWith($"{line.Experiment.Name},\"'=cmd(),\"\"x\"\".dat\",14,2026-05-04T03:02:01Z,", lines[1]);
        Assert.EndsWith(",'=1+1,-5 µm", lines[1]);
        Assert.Equal("=1+1", json.Json[0].GetProperty("values").GetProperty("operator").GetString());
    }

    [Fact]
    public async Task What_was_found_in_one_experiment_comes_as_one_archive()
    {
        var (line, other) = (await Site.Beamline(), await Site.Beamline());
        await line.Bring("a/zirconium.txt", "one");
        await line.Bring("b.txt", "two");
        await other.Bring("zirconium.txt", "three");
        await Site.Indexed();

        var archive = (await Site.Admin.Send("GET", $"api/search/archive.zip?q=zirconium%20experiment%3D{line.Experiment.Name}")).MustBe(200);

        Assert.Equal(["a/zirconium.txt"], new System.IO.Compression.ZipArchive(new MemoryStream(archive.Body)).Entries.Select(entry => entry.FullName));
        (await Site.Admin.Send("GET", "api/search/archive.zip?q=zirconium")).MustBe(400, "found-in-several");
        (await Site.Admin.Send("GET", "api/search/archive.zip?q=hafnium")).MustBe(404, "files-not-found");
        (await (await Site.User(Site.Name("me"))).Send("GET", "api/search/archive.zip?q=zirconium")).MustBe(404, "files-not-found");
    }

    [Fact]
    public async Task Queries_are_kept_and_shared()
    {
        var (jane, john) = (await Site.User(Site.Name("jane")), await Site.User(Site.Name("john")));
        (await jane.Send("PUT", "api/searches/gold%20at%20200", new NewSearch("gold acceleration_voltage:200kV", "-taken"))).MustSucceed();
        (await jane.Send("PUT", "api/searches/ours", new NewSearch("silver", Shared: true))).MustSucceed();
        (await jane.Send("PUT", "api/searches/ours", new NewSearch("copper", Shared: true))).MustSucceed();

        Assert.Equal(["gold at 200", "ours"], (await jane.Get<List<SavedSearch>>("api/searches")).Select(each => each.Name));
        Assert.Contains(await john.Get<List<SavedSearch>>("api/searches"), each => each is { Name: "ours", Query: "copper" });
        Assert.DoesNotContain(await john.Get<List<SavedSearch>>("api/searches"), each => each.Name is "gold at 200");
        (await john.Send("DELETE", "api/searches/ours")).MustBe(404, "search-not-found");
        (await jane.Send("DELETE", "api/searches/ours")).MustBe(204);
        (await jane.Send("PUT", "api/searches/x%0Ay", new NewSearch("gold"))).MustBe(400);
    }

    private async Task<Beamline> Line(params (string Path, string? Metadata)[] files)
    {
        var line = await Site.Beamline();
        await Site.Bring(line, files);
        return line;
    }

    private async Task Finds(Beamline line, string query, string names)
    {
        var found = await Site.Admin.Search($"experiment={line.Experiment.Name} ({(query is "" ? "has:path" : query)})");
        Assert.Equal((query, names), (query, string.Join(' ', found.Items.Select(file => Path.GetFileName(file.Path)))));
        Assert.Equal(found.Items.Count, found.Total);
    }

    private static Task<List<Suggestion>> Complete(Client client, string query) => client.Get<List<Suggestion>>($"api/search/complete?q={Uri.EscapeDataString(query)}");

    private static async Task<string> NameOf(Client client) => (await client.Send("GET", "api/me")).Json.GetProperty("name").GetString()!;

    private static MetadataChange Change(string set, params string[] paths) => new(paths, JsonSerializer.Deserialize<Dictionary<string, JsonElement?>>(set)!);
}

public sealed class SqliteSearchTests(SqliteSite site) : SearchTests(site), IClassFixture<SqliteSite>;

public sealed class PostgresSearchTests(PostgresSite site) : SearchTests(site), IClassFixture<PostgresSite>;
