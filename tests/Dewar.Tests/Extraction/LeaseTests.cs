using System.Text.Json;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Extraction;

/// <summary>Files are given to workers on a lease, and only who has a file says what is in it. The tests are the workers.</summary>
public abstract class LeaseTests(TestSite site) : SiteTests(site)
{
    private static readonly byte[] Picture = [0x89, .. "PNG\r\n\x1a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 9, 0, 0, 0, 9, .. new byte[40]];

    [Fact]
    public async Task A_version_that_comes_while_the_one_before_is_read_is_read_too()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        var first = await Lease(worker);
        await line.Bring("a", "22");
        await Tell(worker, Read(first[0]));

        Assert.Equal(ReadingState.Waiting, (await line.Show("a")).State);
        Assert.Equal(2, (await Lease(worker)).Single().Version);
    }

    [Fact]
    public async Task A_wish_to_read_once_more_that_comes_while_a_file_is_read_is_not_lost()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        await Tell(worker, Read((await Lease(worker))[0]));
        (await Again(line)).MustBe(200);
        var old = await Lease(worker);
        (await Again(line)).MustBe(200);
        await Tell(worker, Read(old[0]));

        Assert.Equal(1, (await Standing(line)).Waiting);
        await Tell(worker, Read((await Lease(worker))[0]));
        Assert.Equal((0, 1), ((await Standing(line)).Waiting, (await Standing(line)).Read));
    }

    [Fact]
    public async Task Only_who_has_a_file_says_what_is_in_it()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        var taken = (await Lease(worker))[0];

        await Tell(worker, Read(taken with { Lease = "guessed" }), Read(taken with { Version = 7 }));
        Assert.Equal(ReadingState.Waiting, (await line.Show("a")).State);
        await Tell(worker, Read(taken), Read(taken));
        Assert.Equal(ReadingState.Read, (await line.Show("a")).State);
        await Tell(worker, Read(taken, """{"format":"late"}"""));
        Assert.Equal("F", (await line.Show("a")).Format);
    }

    [Fact]
    public async Task A_file_whose_worker_is_silent_is_given_to_another_and_one_that_is_kept_is_not()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        await line.Bring("b", "2");
        var taken = await Lease(worker);
        var (a, b) = (taken.Single(each => each.Path == "a"), taken.Single(each => each.Path == "b"));
        await Site.Database.Execute($"update extraction_wanted set leased_us = 1", default);
        Assert.Equal([Held(b)], await worker.Post<List<HeldFile>>("api/readings/keep", new[] { Held(b), Held(a) with { Lease = "guessed" } }));

        var other = Assert.Single(await Lease(worker));
        Assert.Equal("a", other.Path);
        Assert.Empty(await worker.Post<List<HeldFile>>("api/readings/keep", new[] { Held(a) }));
        await Tell(worker, Read(a, """{"format":"too late"}"""));
        Assert.Equal(ReadingState.Waiting, (await line.Show("a")).State);
        await Tell(worker, Read(other), Read(b));
        Assert.Equal(("F", "F"), ((await line.Show("a")).Format, (await line.Show("b")).Format));
    }

    [Fact]
    public async Task A_companion_that_comes_and_is_read_while_its_file_is_being_read_is_not_overlooked()
    {
        var (line, worker) = await Begin();
        await line.Bring("d/a", "1");
        var a = (await Lease(worker))[0];
        await line.Bring("d/a.mdoc", "2");
        await Tell(worker, Read((await Lease(worker)).Single()));
        await Tell(worker, Read(a) with { Asked = [new("a.mdoc", true)] });

        var more = Assert.Single(await Lease(worker));
        Assert.Equal("d/a", more.Path);
        await Tell(worker, Read(more) with { Asked = [new("a.mdoc", true)] });
        Assert.Equal(0, (await Standing(line)).Waiting);
    }

    [Fact]
    public async Task Who_asked_for_names_that_begin_so_is_read_once_more_for_such_a_name_only()
    {
        var (line, worker) = await Begin();
        await line.Bring("d/scan.emi", "1");
        await line.Bring("d/other", "1");
        await Tell(worker, [.. (await Lease(worker)).Select(file => Read(file) with { Asked = file.Path is "d/other" ? [new("x/", false)] : [new("scan_", false), new("sub/p", false)] })]);
        await line.Bring("d/sca", "2");
        await line.Bring("scan_1.ser", "2");
        await Tell(worker, [.. (await Lease(worker)).Select(file => Read(file))]);
        Assert.Equal(0, (await Standing(line)).Waiting);

        foreach (var name in new[] { "d/scan_1.ser", "d/sub/peter" })
        {
            await line.Bring(name, "3");
            await Tell(worker, Read((await Lease(worker)).Single()));
            var more = Assert.Single(await Lease(worker));
            Assert.Equal("d/scan.emi", more.Path);
            await Tell(worker, Read(more) with { Asked = [new("scan_", false), new("sub/p", false)] });
        }
    }

    [Fact]
    public async Task Files_that_come_are_read_before_those_that_are_read_once_more()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        await line.Bring("b", "1");
        await Tell(worker, [.. (await Lease(worker)).Select(file => Read(file))]);
        (await Again(line)).MustBe(200);
        await line.Bring("c", "1");

        Assert.Equal("c", (await Lease(worker, 1)).Single().Path);
        Assert.Equal(["a", "b"], (await Lease(worker)).Select(file => file.Path).Order());
    }

    [Theory]
    [InlineData("""[1,2]""")]
    [InlineData("""{"signals":[1]}""")]
    [InlineData("""{"signals":[{"shape":["a"]}]}""")]
    [InlineData("""{"signals":[{"axes":[{"scale":{}}]}]}""")]
    [InlineData("""{"warnings":[{}]}""")]
    [InlineData("""{"metadata":7}""")]
    public async Task What_is_not_in_the_form_is_not_kept_and_the_page_stands(string document)
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        await Tell(worker, Read((await Lease(worker))[0], document));

        Assert.Equal(ReadingState.Failed, (await line.Show("a")).State);
        Assert.Contains("not in the form", (await line.Show("a")).Message);
    }

    [Fact]
    public async Task Texts_that_no_database_keeps_do_not_hold_up_the_others()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        await line.Bring("b", "1");
        var taken = await Lease(worker);
        await Tell(worker, Read(taken[0], """{"format":"F\u0000G","damage":"D\u0000"}""") with { Asked = [new("x\0y", true)], Reader = new("r\0", 1) }, Read(taken[1]));

        Assert.Equal("F\ufffdG", (await line.Show(taken[0].Path)).Format);
        Assert.Equal(ReadingState.Read, (await line.Show(taken[1].Path)).State);
    }

    [Fact]
    public async Task What_is_no_picture_is_not_shown_as_one()
    {
        var (line, worker) = await Begin();
        foreach (var (name, picture) in new[] { ("html", "<html><script>alert(1)</script></html>"u8.ToArray().Concat(new byte[50])), ("large", Large()), ("right", Picture) })
        {
            await line.Bring(name, "1");
            await Tell(worker, Read((await Lease(worker))[0]) with { Thumbnail = [.. picture], Preview = [.. picture] });
        }

        Assert.Null((await line.Show("html")).Preview);
        Assert.Null((await line.Show("large")).Preview);
        var right = (await line.Show("right")).Preview!;
        var answer = await Site.Admin.Send("GET", right.Preview[1..]);
        Assert.Equal((200, Picture.LongLength), (answer.Status, right.PreviewBytes));

        static IEnumerable<byte> Large() => [.. Picture[..16], 0, 0, 0x40, 0, .. Picture[20..]];
    }

    [Fact]
    public async Task A_picture_that_was_lost_is_drawn_anew_when_somebody_asks_for_it()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        await Tell(worker, Read((await Lease(worker))[0]) with { Thumbnail = Picture, Preview = Picture });
        (await Site.Admin.Send("GET", $"{line.Path}/previews/a")).MustBe(200);
        Directory.Delete(Site.Settings.Previews, recursive: true);
        (await Site.Admin.Send("GET", $"{line.Path}/previews/a")).MustBe(404);
        Assert.Equal(0, (await Standing(line)).Waiting);

        await Site.Database.Execute($"update extraction_reading set read_us = read_us - 7200000000", default);
        (await Site.Admin.Send("GET", $"{line.Path}/previews/a")).MustBe(404);
        await Tell(worker, Read((await Lease(worker)).Single()) with { Thumbnail = Picture, Preview = Picture });
        (await Site.Admin.Send("GET", $"{line.Path}/previews/a?size=thumbnail")).MustBe(200);
    }

    [Fact]
    public async Task A_reading_leaves_no_picture_of_the_one_before()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        await Tell(worker, Read((await Lease(worker))[0]) with { Thumbnail = Picture, Preview = Picture });
        var before = Pictures();
        await line.Bring("a", "22");
        var second = (await Lease(worker))[0];
        await Tell(worker, Read(second with { Lease = "late" }) with { Thumbnail = Picture, Preview = Picture });
        Assert.Equal(before, Pictures());
        await Tell(worker, Read(second));
        Assert.Equal(before - 2, Pictures());

        int Pictures() => Directory.EnumerateFiles(Site.Settings.Previews, "*", SearchOption.AllDirectories).Count();
    }

    [Fact]
    public async Task The_same_words_are_no_change()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        const string Words = """{"format":"it's \"5 µm\" – ü","signals":[{"name":"s","axes":[{"scale":1.5}]}]}""";
        await Tell(worker, Read((await Lease(worker))[0], Words));
        var again = (await Again(line)).As<Rereading>();
        await Tell(worker, Read((await Lease(worker))[0], Words));

        Assert.Equal((0, 0), await Changed());
        async Task<(long, long)> Changed()
        {
            var now = await Site.Admin.Get<Rereading>($"{line.Path}/readings/again/{again.Id}");
            return (now.Waiting, now.Changed);
        }
    }

    [Fact]
    public async Task Whoever_reads_once_more_does_not_wait_for_files_that_are_away()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        await line.Bring("b", "1");
        await Tell(worker, [.. (await Lease(worker)).Select(file => Read(file))]);
        var again = Typed.Dewar(Site, "extract", "again", "--experiment", line.Experiment.Name);
        var taken = await Lease(worker);
        await Tell(worker, Read(taken[0]), new(taken[1].File, taken[1].Version, taken[1].Lease, Away: "not mounted"));

        Assert.Contains("1 can't be had just now", (await again.WaitAsync(TimeSpan.FromSeconds(60))).Error);
        Assert.Equal(["not mounted"], (await Standing(line)).Trouble);
    }

    [Fact]
    public async Task The_files_that_could_not_be_read_are_named()
    {
        var (line, worker) = await Begin();
        await line.Bring("d/a", "1");
        await Tell(worker, Read((await Lease(worker))[0], """{"format":"F","damage":"It ends early."}"""));

        Assert.Equal(new("d/a", ReadingState.Damaged, "r", "It ends early."), Assert.Single((await Standing(line)).Files));
        Assert.Contains("damaged: d/a (r): It ends early.", (await Typed.Dewar(Site, "extract", "status", "--experiment", line.Experiment.Name)).Out);
    }

    [Fact]
    public async Task A_workers_token_opens_nothing_else()
    {
        var (line, worker) = await Begin();
        await line.Bring("a", "1");
        await Tell(worker, Read((await Lease(worker))[0]) with { Thumbnail = Picture, Preview = Picture });
        foreach (var path in new[] { line.Path, $"{line.Path}/files/a", $"{line.Path}/content/a", $"{line.Path}/previews/a", $"{line.Path}/readings" })
        {
            (await worker.Send("GET", path)).MustBe(404);
        }

        foreach (var path in new[] { "api/users", "api/storages", "api/audit" })
        {
            (await worker.Send("GET", path)).MustBe(403);
        }

        (await worker.Send("POST", $"{line.Path}/delete", new Deletion(["a"], "why"))).MustBe(404);
        (await worker.Send("POST", "api/tokens", new { name = "w", scope = "worker" })).MustBe(403);
    }

    private async Task<(Beamline Line, Client Worker)> Begin()
    {
        await Site.Database.Execute($"delete from extraction_wanted", default);
        var token = await Site.Get<TokenStore>().Make(Caller.Nobody, "worker", "test", null, null, Scope.Worker, TimeSpan.FromDays(1), default);
        return (await Site.Beamline(), Site.With(token.Secret));
    }

    private static Task<List<LeasedFile>> Lease(Client worker, int most = 100) =>
        worker.Post<List<LeasedFile>>("api/readings/lease", new LeaseRequest(new Dictionary<string, long>(), most));

    private static async Task Tell(Client worker, params ReadingResult[] results) => (await worker.Send("POST", "api/readings", results)).MustBe(204);

    private static ReadingResult Read(LeasedFile file, string document = """{"format":"F"}""") =>
        new(file.File, file.Version, file.Lease, new("r", 1), JsonDocument.Parse(document).RootElement);

    private static HeldFile Held(LeasedFile file) => new(file.File, file.Lease);

    private Task<ReadingStanding> Standing(Beamline line) => Site.Admin.Get<ReadingStanding>($"{line.Path}/readings");

    private Task<Answer> Again(Beamline line) => Site.Admin.Send("POST", $"{line.Path}/readings/again", new AgainRequest());
}

public sealed class LeaseTestsOnSqlite(SqliteSite site) : LeaseTests(site), IClassFixture<SqliteSite>;

public sealed class LeaseTestsOnPostgres(PostgresSite site) : LeaseTests(site), IClassFixture<PostgresSite>;
