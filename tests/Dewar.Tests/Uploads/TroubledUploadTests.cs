using Dewar.Disk;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Transfers;
using Xunit;

namespace Dewar.Uploads;

/// <summary>What goes wrong in the middle of an upload, is said clearly, and leaves nothing behind.</summary>
public sealed class TroubledUploadTests(SqliteSite site) : IClassFixture<SqliteSite>
{
    private static readonly byte[] Content = TestFolder.Noise(3_000_000);

    [Fact]
    public async Task A_token_that_expires_between_two_pieces_is_renewed_and_the_upload_goes_on()
    {
        var (experiment, sender) = await Furnish();
        var upload = await sender.Begin("run/a", Content.Length);
        (await sender.Patch(upload, 0, Content[..1_000_000])).MustBe(204);
        await site.Database.Execute($"update access_token set expires_us = 1 where user_id = (select id from access_user where name = {experiment.Title})", default);

        var refused = (await sender.Patch(upload, 1_000_000, Content[1_000_000..])).MustBe(401);
        Assert.EndsWith(".", refused.Title, StringComparison.Ordinal);
        (await sender.Send("HEAD", upload)).MustBe(401);
        (await sender.Send("DELETE", upload)).MustBe(401);

        var again = new Sender(await site.SignIn(experiment.Title), sender.At);
        Assert.Equal(1_000_000, await again.Offset(upload));
        (await again.Patch(upload, 1_000_000, Content[1_000_000..])).MustBe(204);
        Assert.Equal((UploadState.Done, TestFolder.Sha256(Content)), await again.Ended(upload) is var ended ? (ended.State, ended.Sha256) : default);
    }

    [Fact]
    public async Task Clients_that_send_the_same_upload_at_once_bring_it_whole_once()
    {
        var (experiment, sender) = await Furnish();
        var upload = await sender.Begin("run/a", Content.Length);
        var answers = new System.Collections.Concurrent.ConcurrentBag<(int Status, string? Code)>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async each =>
        {
            for (var there = 0L; there < Content.Length;)
            {
                var piece = Content[(int)there..Math.Min(Content.Length, (int)there + 100_000)];
                var answer = await sender.Patch(upload, there, piece);
                answers.Add((answer.Status, answer.Code));
                there = await sender.Offset(upload);
            }
        }));

        Assert.Equal(TestFolder.Sha256(Content), (await sender.Ended(upload)).Sha256);
        Assert.Empty(answers.Distinct().Except([(204, null), (409, "offset-differs"), (409, "upload-taken-over"), (403, "upload-whole")]));
        Assert.Contains((204, null), answers);
        Assert.Contains(answers, answer => answer.Status != 204);
        Assert.Equal(["run/a"], Left(experiment));
    }

    [Fact]
    public async Task A_storage_that_fills_in_the_middle_is_named_and_with_room_again_it_goes_on()
    {
        await using var small = await SmallDisk.Mount(8);
        var (experiment, sender) = await Furnish();
        var before = await site.Database.First($"select path, mark from storages_storage", row => (Path: row.GetString(0), Mark: row.GetString(1)), default);
        MarkedTree.Mark(small.Path, before.Mark);
        await site.Database.Execute($"update storages_storage set path = {small.Path}", default);
        try
        {
            var (upload, given) = (await sender.Begin("run/a", Content.Length), await sender.Begin("run/given up", 100));
            (await sender.Patch(upload, 0, Content[..1_000_000])).MustBe(204);
            (await sender.Patch(given, 0, new byte[50])).MustBe(204);
            var ballast = Path.Combine(small.Path, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[new DriveInfo(small.Path).AvailableFreeSpace - 500_000]);

            var full = await sender.Patch(upload, 1_000_000, Content[1_000_000..]);
            Assert.Equal((507, "storage-trouble"), (full.Status, full.Code));
            Assert.Contains("No space left", full.Title, StringComparison.Ordinal);
            (await sender.Create([("Upload-Length", "2000000"), ("Upload-Metadata", Sender.Metadata([("path", "more")]))])).MustBe(507, "storage-full");
            (await sender.Send("DELETE", given)).MustBe(204);

            File.Delete(ballast);
            var there = await sender.Offset(upload);
            Assert.InRange(there, 1_000_000, Content.Length - 1);
            (await sender.Patch(upload, there, Content[(int)there..])).MustBe(204);
            Assert.Equal((UploadState.Done, TestFolder.Sha256(Content)), await sender.Ended(upload) is var ended ? (ended.State, ended.Sha256) : default);
            Assert.Equal(new[] { MarkedTree.MarkFile, $"{experiment.StoragePath}/run/a" }.Order(StringComparer.Ordinal), small.Files);
        }
        finally
        {
            await site.Database.Execute($"update storages_storage set path = {before.Path}", default);
        }
    }

    private string[] Left(Experiment experiment)
    {
        var folder = Path.Combine(site.StorageRoot, experiment.StoragePath);
        return [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(file => Path.GetRelativePath(folder, file))];
    }

    /// <summary>An experiment whose title is the person's name.</summary>
    private async Task<(Experiment Experiment, Sender Sender)> Furnish()
    {
        var name = site.Name("troubled");
        var client = await site.User(name);
        var experiment = await site.Experiment(null, null, new Member("user", name, ExperimentRole.Member));
        return (experiment with { Title = name }, new(client, $"api/experiments/{experiment.Name}/uploads"));
    }
}
