using System.Buffers.Binary;
using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Extraction;

/// <summary>Files that were registered are read by workers, and what is in them stands in the catalogue.</summary>
public abstract class ReadingTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task What_is_in_a_file_stands_in_the_catalogue()
    {
        await using var bench = await ReadingBench.Open(Site);
        var file = await bench.Read("d/map.mrc", Mrc(12, 8));

        Assert.Equal((ReadingState.Read, "mrc"), (file.State, file.Reader!.Name));
        Assert.StartsWith("MRC", file.Format);
        var signal = Assert.Single(file.Signals!);
        Assert.Equal([8, 12], signal.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()));
        Assert.Equal(12, file.Metadata["tree"].GetProperty("nx").GetProperty("value").GetInt32());
        Assert.Null((await bench.Line.List()).Items[0].Signals);
    }

    [Fact]
    public async Task Nobody_else_reads_what_waits_until_a_worker_comes()
    {
        var line = await Site.Beamline();
        await line.Bring("a", "words");

        Assert.Equal(ReadingState.Waiting, (await line.Show("a")).State);
        await using var bench = await ReadingBench.Open(Site, line);
        await bench.AllAreRead();
        Assert.Equal(ReadingState.Read, (await line.Show("a")).State);
    }

    [Fact]
    public async Task A_new_version_is_read_anew()
    {
        await using var bench = await ReadingBench.Open(Site);
        await bench.Read("a.mrc", Mrc(12, 8));
        var file = await bench.Read("a.mrc", Mrc(4, 4));

        Assert.Equal(2, file.Version);
        Assert.Equal(4, file.Metadata["tree"].GetProperty("nx").GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task What_people_say_stands_over_what_the_file_says()
    {
        await using var bench = await ReadingBench.Open(Site, programs: Saying("""{"format":"F","metadata":{"operator":"supervisor","magnification":{"value":1000,"unit":""}}}"""));
        await bench.Read("a.own", [1]);
        (await Site.Admin.Send("POST", $"{bench.Line.Path}/metadata", new MetadataChange(["a.own"], new Dictionary<string, System.Text.Json.JsonElement?>
        {
            ["operator"] = System.Text.Json.JsonSerializer.SerializeToElement("Anna"),
        }))).MustBe(200);
        var file = await bench.Line.Show("a.own");

        Assert.Equal(("Anna", 1000), (file.Metadata["operator"].GetString(), file.Metadata["magnification"].GetProperty("si").GetInt32()));
    }

    [Theory]
    [InlineData("kill -9 $PPID", "ended with code 137")]
    [InlineData("sleep 60", "took longer than")]
    public async Task A_file_that_its_reader_does_not_survive_is_marked_and_not_tried_again_before_the_reader_grows(string script, string reason)
    {
        var limits = new ReadingLimits(TimeSpan.FromSeconds(script is "sleep 60" ? 12 : 60), 512 << 20);
        var name = Site.Name("deadly");
        var programs = new Dictionary<string, (string, string)> { [name] = ("*.bad", script) };
        var line = await Site.Beamline();
        await using (var bench = await ReadingBench.Open(Site, line, programs, limits))
        {
            await line.Bring("a.bad", "1");
            await line.Bring("b.txt", "2");
            await bench.AllAreRead();
        }

        var bad = await line.Show("a.bad");
        Assert.Equal((ReadingState.Failed, name, 1), (bad.State, bad.Reader!.Name, bad.Reader.Version));
        Assert.Contains(reason, bad.Message);
        Assert.Equal(ReadingState.Read, (await line.Show("b.txt")).State);
        Assert.Equal(0, (await Site.Admin.Get<ReadingStanding>($"{line.Path}/readings")).Waiting);

        await using var again = await ReadingBench.Open(Site, line, new Dictionary<string, (string, string)> { [name] = ("*.bad", """echo '{"format":"Mended"}'""") },
            versions: new Dictionary<string, long> { [name] = 2 });
        for (var turn = 0; turn < 300 && (await line.Show("a.bad")).State is not ReadingState.Read; turn++)
        {
            await Task.Delay(100);
        }

        Assert.Equal("Mended", (await line.Show("a.bad")).Format);
    }

    [Fact]
    public async Task A_program_that_fails_or_prints_nonsense_makes_a_damaged_file_with_the_reason()
    {
        await using var bench = await ReadingBench.Open(Site, programs: new Dictionary<string, (string, string)>
        {
            [Site.Name("fails")] = ("*.one", "echo 'no such camera' >&2; exit 3"), [Site.Name("raves")] = ("*.two", "echo hello"),
        });
        var one = await bench.Read("a.one", [1]);
        var two = await bench.Read("a.two", [2]);

        Assert.Equal(ReadingState.Damaged, one.State);
        Assert.Contains("code 3: no such camera", one.Message);
        Assert.Equal(ReadingState.Damaged, two.State);
        Assert.Contains("is not the JSON that is asked for", two.Message);
    }

    [Fact]
    public async Task Reading_once_more_tells_what_changed()
    {
        var line = await Site.Beamline();
        var name = Site.Name("own");
        await using (var bench = await ReadingBench.Open(Site, line, new Dictionary<string, (string, string)> { [name] = ("*.own", """echo '{"format":"Old","metadata":{"operator":"x"}}'""") }))
        {
            await bench.Read("a.own", [1]);
            await bench.Read("b.txt", [65]);
        }

        await using var better = await ReadingBench.Open(Site, line, new Dictionary<string, (string, string)> { [name] = ("*.own", """echo '{"format":"New","metadata":{"operator":"x"}}'""") });
        var done = await Typed.Dewar(Site, "extract", "again", "--reader", name, "--experiment", line.Experiment.Name);

        Assert.Equal(0, done.Code);
        Assert.Equal("""
            a.own
              - format: "Old"
              + format: "New"

            """, done.Out);
        Assert.Contains("1 files read once more; 1 of them say something else now.", done.Error);
        var status = await Typed.Dewar(Site, "extract", "status", "--experiment", line.Experiment.Name, "--json");
        Assert.Equal((2, 0), (status.Json.GetProperty("read").GetInt32(), status.Json.GetProperty("waiting").GetInt32()));
    }

    [Fact]
    public async Task A_file_is_read_once_more_when_its_companion_comes_later()
    {
        var line = await Site.Beamline();
        await using var bench = await ReadingBench.Open(Site, line, Saying("""{"format":"F"}"""));
        await bench.Read("set/a.mrc", Mrc(4, 4));
        var read = (await line.Show("set/a.mrc")).ReadAt;
        // As its reader asks for names that begin as the file does, or for this very one.
        await Site.Database.Execute($"""
            insert into extraction_companion (experiment_id, path, whole, file_id)
            select f.experiment_id, {"set/a.mrc.mdoc"}, 1, f.id from catalogue_file f join extraction_reading r on r.file_id = f.id where f.name = {"a.mrc"} and f.experiment_id = {(await line.Inside()).Id}
            """, default);
        await bench.Read("set/other.txt", [65]);
        Assert.Equal(read, (await line.Show("set/a.mrc")).ReadAt);
        await bench.Read("set/a.mrc.mdoc", [65]);
        await bench.AllAreRead();

        Assert.NotEqual(read, (await line.Show("set/a.mrc")).ReadAt);
    }

    [Fact]
    public async Task A_file_whose_storage_is_away_waits_with_the_reason()
    {
        var line = await Site.Beamline();
        await line.Register(line.Arrival("gone.txt", "there are no such bytes"));
        await using var bench = await ReadingBench.Open(Site, line);
        CatalogueFile file;
        do
        {
            await Task.Delay(100);
            file = await line.Show("gone.txt");
        }
        while (file.Message is null);

        Assert.Equal(ReadingState.Waiting, file.State);
        Assert.Contains("annot open", file.Message);
        await line.Bring("gone.txt", "there are no such bytes");
        await Site.Database.Execute($"update extraction_wanted set due_us = 0", default);
        await bench.AllAreRead();
        Assert.Equal(ReadingState.Read, (await line.Show("gone.txt")).State);
    }

    [Fact]
    public async Task A_deleted_file_takes_what_was_read_with_it()
    {
        await using var bench = await ReadingBench.Open(Site);
        await bench.Read("a.mrc", Mrc(4, 4));
        (await Site.Admin.Send("POST", $"{bench.Line.Path}/delete", new Deletion(["a.mrc"], "test"))).MustBe(200);
        var id = await Site.Database.Number($"select max(id) from catalogue_file where name = {"a.mrc"} and deleted_us is not null", default);
        for (var turn = 0; turn < 300 && await Left() > 0; turn++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(0, await Left());
        (await Site.Admin.Send("GET", $"{bench.Line.Path}/previews/a.mrc")).MustBe(404);

        Task<long> Left() => Site.Database.Number($"select count(*) from extraction_reading where file_id = {id}", default);
    }

    [Fact]
    public async Task Only_a_worker_is_given_work_and_only_administrators_make_workers()
    {
        using var member = await Site.User(Site.Name("member"));
        (await Site.Admin.Send("POST", "api/readings/lease", new LeaseRequest(new Dictionary<string, long>(), 1))).MustBe(403);
        (await member.Send("POST", "api/tokens", new { name = "w", scope = "worker" })).MustBe(403);
        var made = await Site.Admin.Send("POST", "api/tokens", new { name = "w", scope = "worker" });
        using var worker = Site.With(made.Json.GetProperty("secret").GetString()!);

        (await worker.Send("GET", "api/experiments")).MustBe(200);
        Assert.Equal("[]", System.Text.Json.JsonSerializer.Serialize((await worker.Send("GET", "api/experiments")).Json.GetProperty("items")));
        (await worker.Send("POST", "api/readings", Array.Empty<ReadingResult>())).MustBe(204);
    }

    private Dictionary<string, (string, string)> Saying(string json) => new() { [Site.Name("own")] = ("*.own", $"echo '{json}'") };

    internal static byte[] Mrc(int columns, int rows)
    {
        var bytes = new byte[1024 + columns * rows];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, columns);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), rows);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 1);
        "MAP "u8.CopyTo(bytes.AsSpan(208));
        bytes[212] = bytes[213] = 0x44;
        return bytes;
    }
}

public sealed class ReadingTestsOnSqlite(SqliteSite site) : ReadingTests(site), IClassFixture<SqliteSite>;

public sealed class ReadingTestsOnPostgres(PostgresSite site) : ReadingTests(site), IClassFixture<PostgresSite>;
