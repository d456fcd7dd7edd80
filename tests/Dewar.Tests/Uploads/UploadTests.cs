using Microsoft.Extensions.DependencyInjection;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Uploads;

/// <summary>Files that come in by tus: what is there is whole, and nothing else is left.</summary>
public abstract class UploadTests(TestSite site) : SiteTests(site)
{
    private static readonly byte[] Content = TestFolder.Noise(200_000);

    [Fact]
    public async Task A_file_that_was_sent_is_catalogued_verified_with_its_time_and_downloads()
    {
        var (experiment, sender) = await Furnish();

        var upload = await sender.Begin("run 1/image.tif", Content.Length, ("modified", "2026-03-04T05:06:07Z"));
        (await sender.Patch(upload, 0, Content[..70_000])).MustBe(204);
        var last = (await sender.Patch(upload, 70_000, Content[70_000..])).MustBe(204);
        var ended = await sender.Ended(upload);

        Assert.Equal("200000", last.Headers.GetValues("Upload-Offset").Single());
        Assert.Equal((UploadState.Done, TestFolder.Sha256(Content), 200_000), (ended.State, ended.Sha256, ended.Received));
        var file = await sender.Client.Get<CatalogueFile>($"api/experiments/{experiment.Name}/files/run 1/image.tif".Replace(" ", "%20"));
        Assert.Equal((200_000, TestFolder.Sha256(Content), new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero)), (file.Size, file.Sha256, file.ModifiedAt));
        Assert.Equal(ReplicaState.Verified, Assert.Single(file.Replicas).State);
        Assert.NotNull(file.Replicas[0].VerifiedAt);
        Assert.Equal(Content, (await sender.Client.Send("GET", $"api/experiments/{experiment.Name}/content/run%201/image.tif")).MustBe(200).Body);
        Assert.Equal(["run 1/image.tif"], Left(experiment));
    }

    [Fact]
    public async Task It_is_listed_as_an_upload_of_the_person()
    {
        var (experiment, sender) = await Furnish();
        await sender.Put("a", Content);
        await sender.Put("b", Content);

        var one = Assert.Single(await sender.Client.Get<List<Acquisition>>($"api/experiments/{experiment.Name}/acquisitions"));

        Assert.Equal((AcquisitionKind.Upload, AcquisitionState.Running, 2, 400_000L), (one.Kind, one.State, (int)one.Totals.Registered, one.Totals.BytesRegistered));
        Assert.Equal(2, (await sender.Client.Get<List<UploadView>>(sender.At)).Count);
        var file = await sender.Client.Get<CatalogueFile>($"api/experiments/{experiment.Name}/files/a");
        Assert.Equal(one.Id, file.BroughtBy!.Acquisition);
    }

    [Fact]
    public async Task It_ends_when_nothing_more_comes()
    {
        var (experiment, sender) = await Furnish();
        await sender.Put("a", Content);
        var half = await sender.Begin("half", 10);
        await Site.Database.Execute($"update acquisitions_acquisition set started_us = 1 where experiment_id = {experiment.Id}", default);
        await Site.Database.Execute($"update uploads_upload set expires_us = made_us where experiment_id = {experiment.Id} and state = 'done'", default);

        await Turn();
        Assert.Null(Assert.Single(await sender.Client.Get<List<Acquisition>>($"api/experiments/{experiment.Name}/acquisitions")).EndedAt);
        (await sender.Send("DELETE", half)).MustBe(204);
        await Turn();

        Assert.Equal(AcquisitionState.Done, Assert.Single(await sender.Client.Get<List<Acquisition>>($"api/experiments/{experiment.Name}/acquisitions")).State);
        await sender.Put("b", Content);
        Assert.Equal(2, (await sender.Client.Get<List<Acquisition>>($"api/experiments/{experiment.Name}/acquisitions")).Count);
    }

    [Fact]
    public async Task The_same_path_again_is_a_new_version_and_the_old_one_stays()
    {
        var (experiment, sender) = await Furnish();
        await sender.Put("a", Content);
        await sender.Put("a", Content[1..]);
        await sender.Put("a", Content[1..]);

        var versions = await sender.Client.Get<List<FileVersion>>($"api/experiments/{experiment.Name}/versions/a");

        Assert.Equal([TestFolder.Sha256(Content[1..]), TestFolder.Sha256(Content)], versions.Select(version => version.Sha256));
        Assert.Equal(Content, (await sender.Client.Send("GET", $"api/experiments/{experiment.Name}/content/a?version=1")).MustBe(200).Body);
        Assert.Equal(0, await Site.Database.Number($"select count(*) from uploads_displaced", default));
    }

    [Fact]
    public async Task An_empty_file_is_whole_at_once()
    {
        var (experiment, sender) = await Furnish();
        Assert.Equal(UploadState.Done, (await sender.Put("empty", [])).State);
        Assert.Equal(0, (await sender.Client.Get<CatalogueFile>($"api/experiments/{experiment.Name}/files/empty")).Size);
    }

    [Fact]
    public async Task The_first_bytes_may_come_with_the_creation_and_the_length_later()
    {
        var (experiment, sender) = await Furnish();
        var created = (await sender.Create([("Upload-Metadata", Sender.Metadata([("filename", "late")])), ("Upload-Defer-Length", "1")], Content[..5])).MustBe(201);
        var upload = Sender.Address(created);
        var head = (await sender.Send("HEAD", upload)).MustBe(200);

        Assert.Equal(("5", "1"), (created.Headers.GetValues("Upload-Offset").Single(), head.Headers.GetValues("Upload-Defer-Length").Single()));
        (await sender.Patch(upload, 5, Content[5..50], ("Upload-Length", "50"))).MustBe(204);
        Assert.Equal(UploadState.Done, (await sender.Ended(upload)).State);
        Assert.Equal(Content[..50], await File.ReadAllBytesAsync(Path.Combine(Folder(experiment), "late")));
    }

    [Fact]
    public async Task What_arrived_before_the_line_broke_is_kept_and_the_rest_follows()
    {
        var (experiment, sender) = await Furnish();
        var upload = await sender.Begin("broken", Content.Length);

        await BreakOff(sender, upload, Content[..120_000], announced: Content.Length);
        var there = await Settled(sender, upload);
        (await sender.Patch(upload, there, Content[(int)there..])).MustBe(204);

        Assert.InRange(there, 1, 120_000);
        Assert.Equal((UploadState.Done, TestFolder.Sha256(Content)), ((await sender.Ended(upload)).State, (await sender.Ended(upload)).Sha256));
        Assert.Equal(["broken"], Left(experiment));
    }

    [Fact]
    public async Task Of_two_requests_for_one_upload_the_later_goes_on_and_no_byte_is_taken_twice()
    {
        var (experiment, sender) = await Furnish();
        var upload = await sender.Begin("fought for", Content.Length);
        using var hanging = await Open(sender, upload, Content[..50_000], announced: Content.Length);

        var taken = await sender.Patch(upload, 0, Content);
        while (taken.Code == "offset-differs")
        {
            var there = await sender.Offset(upload);
            taken = await sender.Patch(upload, there, Content[(int)there..]);
        }

        taken.MustBe(204);
        Assert.Equal((UploadState.Done, TestFolder.Sha256(Content)), ((await sender.Ended(upload)).State, (await sender.Ended(upload)).Sha256));
        Assert.Equal(["fought for"], Left(experiment));
    }

    public static TheoryData<string> Algorithms => ["sha1", "sha256", "sha512", "md5"];

    [Theory, MemberData(nameof(Algorithms))]
    public async Task Bytes_with_another_digest_than_announced_are_not_kept(string algorithm)
    {
        var (experiment, sender) = await Furnish();
        var upload = await sender.Begin($"checked-{algorithm}", 100);
        var digest = Convert.ToBase64String(CryptographicOperations.HashData(new(algorithm.ToUpperInvariant()), Content[..100]));

        (await sender.Patch(upload, 0, Content[1..101], ("Upload-Checksum", $"{algorithm} {digest}"))).MustBe(460, "checksum-mismatch");
        Assert.Equal(0, await sender.Offset(upload));
        (await sender.Patch(upload, 0, Content[..100], ("Upload-Checksum", $"{algorithm} {digest}"))).MustBe(204);

        Assert.Equal(TestFolder.Sha256(Content[..100]), (await sender.Ended(upload)).Sha256);
        Assert.Equal([$"checked-{algorithm}"], Left(experiment));
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_announced_fails_and_leaves_nothing()
    {
        var (experiment, sender) = await Furnish();

        var ended = await sender.Put("wrong", Content, ("sha256", TestFolder.Sha256("something else")));

        Assert.Equal(UploadState.Failed, ended.State);
        Assert.Contains(TestFolder.Sha256(Content), ended.Cause, StringComparison.Ordinal);
        await UntilNothingIsLeft(experiment);
        (await sender.Client.Send("GET", $"api/experiments/{experiment.Name}/files/wrong")).MustBe(404);
        Acquisition? acquisition = null;
        await Until(async () => (acquisition = Assert.Single(await sender.Client.Get<List<Acquisition>>($"api/experiments/{experiment.Name}/acquisitions"))).Totals.Failed == 1);
        Assert.Equal("wrong", Assert.Single(acquisition!.Sources[0].Problems).Path);
    }

    /// <summary>What stations may ask for and people not is as if it had not been said.</summary>
    [Fact]
    public async Task A_persons_file_is_read_back_whatever_its_metadata_say()
    {
        var (experiment, sender) = await Furnish();

        var ended = await sender.Put("a", Content, ("verify", "trust"), ("tag", "../../x"));

        Assert.Equal((UploadState.Done, TestFolder.Sha256(Content)), (ended.State, ended.Sha256));
        Assert.Equal(["a"], Left(experiment));
    }

    [Fact]
    public async Task What_comes_for_an_upload_that_was_aborted_fails_and_says_so()
    {
        var (experiment, sender) = await Furnish();
        var upload = await sender.Begin("late", Content.Length);
        await Site.Database.Execute($"update acquisitions_source set state = 'aborted' where id = (select source_id from uploads_upload where experiment_id = {experiment.Id})", default);

        (await sender.Patch(upload, 0, Content)).MustBe(204);
        var ended = await sender.Ended(upload);

        Assert.Equal(UploadState.Failed, ended.State);
        Assert.Contains("has ended", ended.Cause, StringComparison.Ordinal);
        await UntilNothingIsLeft(experiment);
    }

    [Fact]
    public async Task Bytes_that_the_storage_changed_are_noticed()
    {
        var (experiment, sender) = await Furnish();
        var upload = await sender.Begin("rotten", Content.Length);
        (await sender.Patch(upload, 0, Content[..^1])).MustBe(204);
        await using (var file = new FileStream(Path.Combine(Folder(experiment), Assert.Single(Left(experiment))), FileMode.Open))
        {
            file.Position = 77_777;
            file.WriteByte((byte)(Content[77_777] ^ 1));
        }

        (await sender.Patch(upload, Content.Length - 1, Content[^1..])).MustBe(204);
        var ended = await sender.Ended(upload);

        Assert.Equal(UploadState.Failed, ended.State);
        Assert.Contains("reads back as something else", ended.Cause, StringComparison.Ordinal);
        await UntilNothingIsLeft(experiment);
    }

    [Fact]
    public async Task Parts_are_joined_and_are_gone_then()
    {
        var (experiment, sender) = await Furnish();
        var parts = new List<string>();
        foreach (var part in Content.Chunk(70_000))
        {
            var address = Sender.Address((await sender.Create([("Upload-Concat", "partial"), ("Upload-Length", $"{part.Length}")])).MustBe(201));
            (await sender.Patch(address, 0, part)).MustBe(204);
            parts.Add(address);
        }

        var urls = string.Join(' ', parts.Select(part => $"{Site.Address}{part}"));
        var final = Sender.Address((await sender.Create([("Upload-Concat", $"final;{urls}"), ("Upload-Metadata", Sender.Metadata([("path", "joined")]))])).MustBe(201));
        var ended = await sender.Ended(final);

        Assert.Equal((UploadState.Done, TestFolder.Sha256(Content)), (ended.State, ended.Sha256));
        await Until(async () => (await sender.Send("HEAD", parts[0])).Status == 404);
        Assert.Equal(["joined"], Left(experiment));
        (await sender.Patch(final, 200_000, [1])).MustBe(403, "upload-whole");
    }

    [Fact]
    public async Task Only_whole_parts_of_ones_own_can_be_joined()
    {
        var (_, sender) = await Furnish();
        var part = Sender.Address((await sender.Create([("Upload-Concat", "partial"), ("Upload-Length", "10")])).MustBe(201));
        var whole = await sender.Begin("no part", 10);
        Task<Answer> Join(string parts) => sender.Create([("Upload-Concat", $"final;{parts}"), ("Upload-Metadata", Sender.Metadata([("path", "x")]))]);

        (await Join(part)).MustBe(409, "part-unfinished");
        (await Join(whole)).MustBe(409, "part-unfinished");
        (await Join("nothing")).MustBe(404, "upload-not-found");
        (await Join("")).MustBe(400, "concat-invalid");
        Assert.Equal("partial", (await sender.Send("HEAD", part)).Headers.GetValues("Upload-Concat").Single());
    }

    [Fact]
    public async Task What_is_given_up_or_forgotten_leaves_nothing()
    {
        var (experiment, sender) = await Furnish();
        var givenUp = await sender.Begin("deep/down/a", 100);
        var forgotten = await sender.Begin("b", 100);
        (await sender.Patch(givenUp, 0, Content[..50])).MustBe(204);
        (await sender.Patch(forgotten, 0, Content[..50])).MustBe(204);
        Assert.Equal(2, Left(experiment).Length);

        (await sender.Send("POST", givenUp, null, ("X-HTTP-Method-Override", "DELETE"))).MustBe(204);
        await Site.Database.Execute($"update uploads_upload set expires_us = 1 where experiment_id = {experiment.Id}", default);
        await Turn();

        Assert.Empty(Left(experiment));
        (await sender.Send("HEAD", givenUp)).MustBe(404);
        (await sender.Patch(forgotten, 50, Content[50..100])).MustBe(404, "upload-not-found");
        Assert.Equal(0, await Site.Database.Number($"select count(*) from uploads_piece p join uploads_upload u on u.id = p.upload_id where u.experiment_id = {experiment.Id}", default));
    }

    private async Task<(Experiment Experiment, Sender Sender)> Furnish()
    {
        var name = Site.Name("sender");
        var client = await Site.User(name);
        var made = await Site.Experiment(null, null, new Member("user", name, ExperimentRole.Member));
        var id = await Site.Database.Number($"select id from experiments_experiment where name = {made.Name}", default);
        return (made with { Id = id }, new(client, $"api/experiments/{made.Name}/uploads"));
    }

    private Task Turn() => ActivatorUtilities.CreateInstance<Upkeep>(Site.App.Services).Turn(default);

    private string Folder(Experiment experiment) => Path.Combine(Site.StorageRoot, experiment.StoragePath);

    /// <summary>All that is in the experiment's folder but earlier versions.</summary>
    private string[] Left(Experiment experiment) => !Directory.Exists(Folder(experiment)) ? []
        : [.. Directory.EnumerateFiles(Folder(experiment), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(Folder(experiment), file)).Where(file => !file.StartsWith(KeptVersions.Root, StringComparison.Ordinal)).Order()];

    /// <summary>A failure is told a moment before its bytes go.</summary>
    private Task UntilNothingIsLeft(Experiment experiment) => Until(() => Task.FromResult(Left(experiment).Length == 0));

    private static async Task Until(Func<Task<bool>> done)
    {
        for (var patience = 200; !await done(); patience--)
        {
            Assert.True(patience > 0, "Waited in vain.");
            await Task.Delay(50);
        }
    }

    /// <summary>How much is there once the request that broke has ended.</summary>
    private static async Task<long> Settled(Sender sender, string upload)
    {
        long there = 0;
        await Until(async () => (there = await sender.Offset(upload)) > 0);
        return there;
    }

    private async Task BreakOff(Sender sender, string upload, byte[] bytes, long announced) => (await Open(sender, upload, bytes, announced)).Dispose();

    /// <summary>A request that sends fewer bytes than it says, and hangs.</summary>
    private async Task<TcpClient> Open(Sender sender, string upload, byte[] bytes, long announced)
    {
        var line = new TcpClient();
        await line.ConnectAsync(Site.Address.Host, Site.Address.Port);
        var head = $"PATCH /{upload} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {sender.Client.Token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: {Sender.BytesType}\r\nContent-Length: {announced}\r\n\r\n";
        await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        await line.GetStream().WriteAsync(bytes);
        await Task.Delay(200);
        return line;
    }
}

public sealed class UploadTestsOnSqlite(SqliteSite site) : UploadTests(site), IClassFixture<SqliteSite>;

public sealed class UploadTestsOnPostgres(PostgresSite site) : UploadTests(site), IClassFixture<PostgresSite>;
