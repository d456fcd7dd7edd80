using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dewar.Disk;
using Dewar.Hosting;
using Dewar.Sdk;
using Xunit;

namespace Dewar.Incoming;

/// <summary>Packs of small files, good and bad.</summary>
public abstract class PackTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task Files_are_received_under_temporary_names_placed_and_forgotten()
    {
        var line = await Site.Beamline();
        var (a, b) = (File(line, 1, "run/a", "first"), File(line, 2, "run/b", ""));

        var received = (await Send(line, Pack([a, b], "first"))).As<List<ReceivedFile>>();
        Assert.Equal([new(a.Sha256, a.Sha256, null), new(b.Sha256, b.Sha256, null)], received);
        Assert.Equal([$".dewar-t-{line.Sources[0]}-1.part", $".dewar-t-{line.Sources[0]}-2.part"], Names(line));
        var placed = await line.Clients[0].Post<List<PlacedFile>>(At(line, "place"), new Placing([a, b]));

        Assert.All(placed, each => Assert.Null(each.Problem));
        Assert.Equal(["a", "b"], Names(line));
        // Told twice, it is the same.
        Assert.All(await line.Clients[0].Post<List<PlacedFile>>(At(line, "place"), new Placing([a, b])), each => Assert.Null(each.Problem));
    }

    [Fact]
    public async Task What_was_pushed_aside_is_told_until_the_station_has_noted_it()
    {
        var line = await Site.Beamline();
        var (one, two) = (File(line, 1, "run/a", "one"), File(line, 1, "run/a", "two!"));
        foreach (var (file, content) in new[] { (one, "one"), (two, "two!") })
        {
            (await Send(line, Pack([file], content))).MustBe(200);
            await line.Clients[0].Post<List<PlacedFile>>(At(line, "place"), new Placing([file]));
        }

        var again = await line.Clients[0].Post<List<PlacedFile>>(At(line, "place"), new Placing([two]));
        (await line.Clients[0].Send("POST", At(line, "noted"), new Noting([new(one.Tag, one.Sha256)]))).MustBe(204);
        var after = await line.Clients[0].Post<List<PlacedFile>>(At(line, "place"), new Placing([two]));

        Assert.Equal([one.Sha256], again[0].Displaced);
        Assert.Empty(after[0].Displaced);
    }

    [Fact]
    public async Task A_bad_path_is_refused_alone_and_its_bytes_are_skipped()
    {
        var line = await Site.Beamline();
        var (bad, good) = (File(line, 1, "../up", "bad"), File(line, 2, "run/good", "good"));

        var received = (await Send(line, Pack([bad, good], "bad" + "good"))).As<List<ReceivedFile>>();

        Assert.Equal(ParcelProblemKind.Refused, received[0].Problem?.Kind);
        Assert.Equal(good.Sha256, received[1].ReadBack);
    }

    [Fact]
    public async Task Packs_that_do_not_fit_are_refused()
    {
        var line = await Site.Beamline();
        var file = File(line, 1, "run/a", "content");

        (await Send(line, Pack([file], "cont"))).MustBe(400, "pack-cut");
        (await Send(line, "no json\n"u8.ToArray())).MustBe(400, "pack-invalid");
        (await Send(line, "{\"session\":\"s\"}\n"u8.ToArray())).MustBe(400, "pack-invalid");
        (await Send(line, "{\"no\":\"line\"}"u8.ToArray())).MustBe(400, "pack-invalid");
        (await Send(line, Pack([file with { Size = 2 << 20 }], "content"))).MustBe(400, "pack-invalid");
        foreach (var tag in new[] { "../x", "t-1", $"t-{line.Sources[0] + 1}-1", $"t-{line.Sources[0]}-/../x", $"t-{line.Sources[0]}-1-2", $"-{line.Sources[0]}-1" })
        {
            (await Send(line, Pack([file with { Tag = tag }], "content"))).MustBe(400, "pack-invalid");
            (await line.Clients[0].Send("POST", At(line, "discard"), new Discarding("s", 9, [new(tag, "run/a")]))).MustBe(400, "tag-invalid");
            (await line.Clients[0].Send("POST", At(line, "recover"), new Recovering("s", 9, [], $"{tag}.", []))).MustBe(400, "tag-invalid");
            (await Upload(line, tag)).MustBe(400, "tag-invalid");
        }

        (await line.Clients[0].Send("POST", At(line, "place"), new Placing([file with { Sha256 = "x" }]))).MustBe(400, "digest-invalid");
        (await line.Clients[0].Send("POST", At(line, "recover"), new Recovering("s", 9, ["../x"], $"t-{line.Sources[0]}-", []))).MustBe(400, "folder-invalid");
    }

    [Fact]
    public async Task Only_the_station_whose_source_it_is_may_send_while_it_runs()
    {
        var line = await Site.Beamline(stations: 2);
        var pack = Pack([File(line, 1, "run/a", "x")], "x");
        (await Send(line, pack, station: 1)).MustBe(409, "source-ended");
        await Site.Database.Execute($"update acquisitions_source set state = 'done' where id = {line.Sources[0]}", default);

        (await Send(line, pack)).MustBe(409, "source-ended");
        Assert.Empty(Names(line));
    }

    [Fact]
    public async Task A_storage_that_is_away_is_said_and_nothing_is_written_into_its_empty_place()
    {
        var line = await Site.Beamline();
        var mark = Path.Combine(Site.StorageRoot, MarkedTree.MarkFile);
        System.IO.File.Move(mark, mark + ".away");
        try
        {
            Assert.Contains("not mounted", (await line.Clients[0].Get<Reception>(At(line, ""))).Obstacle, StringComparison.Ordinal);
            var received = (await Send(line, Pack([File(line, 1, "run/a", "x")], "x"))).As<List<ReceivedFile>>();
            Assert.Equal(ParcelProblemKind.StorageTrouble, received[0].Problem?.Kind);
        }
        finally
        {
            System.IO.File.Move(mark + ".away", mark);
        }

        Assert.Empty(Names(line));
    }

    private static PackedFile File(Beamline line, int number, string path, string content) => new($"t-{line.Sources[0]}-{number}", path, Encoding.UTF8.GetByteCount(content), 1_700_000_000_000_000_000, TestFolder.Sha256(content));

    private static byte[] Pack(IReadOnlyList<PackedFile> files, string bytes) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(new PackIndex("s", 1, VerifyPolicy.Reread, files), Wire.Json), (byte)'\n', .. Encoding.UTF8.GetBytes(bytes)];

    private static string At(Beamline line, string what) => $"api/incoming/{line.Sources[0]}{(what.Length > 0 ? "/" : "")}{what}";

    private static Task<Answer> Send(Beamline line, byte[] pack, int station = 0)
    {
        var request = line.Clients[station].Request("POST", At(line, "pack"));
        request.Content = new ByteArrayContent(pack) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-dewar-pack") } };
        return line.Clients[station].Send(request);
    }

    private static Task<Answer> Upload(Beamline line, string tag)
    {
        var request = line.Clients[0].Request("POST", At(line, "uploads"));
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", "2000000");
        request.Headers.Add("Upload-Metadata", Uploads.Sender.Metadata([("path", "run/a"), ("tag", tag)]));
        return line.Clients[0].Send(request);
    }

    private static string[] Names(Beamline line) =>
        Directory.Exists(Path.Combine(line.Folder, "run")) ? [.. Directory.EnumerateFiles(Path.Combine(line.Folder, "run")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];
}

public sealed class PackTestsOnSqlite(SqliteSite site) : PackTests(site), IClassFixture<SqliteSite>;

public sealed class PackTestsOnPostgres(PostgresSite site) : PackTests(site), IClassFixture<PostgresSite>;
