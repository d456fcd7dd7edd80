using System.Text;
using Dewar.Catalogue;
using Dewar.Disk;
using Dewar.Downloads;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Uploads;
using Dewar.Verification;
using Xunit;

namespace Dewar.Storages;

/// <summary>A folder of the storage is traded for a link to the outside and back while the site works there: nothing outside is read or written.</summary>
public sealed class SwappedFolderTests(SqliteSite site, ITestOutputHelper output) : IClassFixture<SqliteSite>
{
    private const int Files = 20;
    private static readonly DateTime Then = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);

    [Fact]
    public async Task No_download_reads_from_outside()
    {
        var line = await Holding.Of(site, Enumerable.Range(0, Files).ToDictionary(number => $"run/{number}", _ => "inside."));
        using var outside = Outside("outside", Files);
        var (whole, swap) = (0, new LinkSwap(Path.Combine(line.Folder, "run"), outside.Path));
        await using (swap)
        {
            for (var round = 0; round < 50; round++)
            {
                foreach (var address in new[] { $"{line.Path}/content/run/{round % Files}", $"dav/{line.Experiment.Name}/run/{round % Files}", $"{line.Path}/archive.zip?folder=run" })
                {
                    var got = await Read(address);
                    Assert.DoesNotContain("outside", got, StringComparison.Ordinal);
                    whole += got.Contains("inside.", StringComparison.Ordinal) ? 1 : 0;
                }
            }
        }

        output.WriteLine($"{swap.Swaps} swaps, {whole} of 150 reads came whole");
        Assert.True(whole is > 0 and < 150 && swap.Swaps > 100, $"{whole} whole, {swap.Swaps} swaps");
        Assert.All(outside.Files, file => Assert.Equal("outside", outside.Read(file)));
    }

    [Fact]
    public async Task No_upload_is_written_outside_nor_joined_from_there()
    {
        var (experiment, sender) = await Furnish();
        var folder = Path.Combine(site.StorageRoot, experiment.StoragePath);
        Directory.CreateDirectory(Path.Combine(folder, "run"));
        // So that the folder of the parts is there.
        await Parts(sender, "first");
        using var outside = Outside("outside", 1);
        var (done, run, parts) = (0, new LinkSwap(Path.Combine(folder, "run"), outside.Path, rest: 1000), new LinkSwap(Path.Combine(folder, ".dewar/incoming"), outside.Path, rest: 1000));
        await using (run)
        await using (parts)
        {
            for (var round = 0; round < 24; round++)
            {
                done += await Ended(() => round % 2 == 0 ? sender.Put($"run/{round}", "inside."u8.ToArray()) : Parts(sender, $"run/{round}")) ? 1 : 0;
            }
        }

        output.WriteLine($"{run.Swaps} and {parts.Swaps} swaps, {done} of 24 uploads got through");
        Assert.True(done > 0 && run.Swaps > 24 && parts.Swaps > 24, $"{done} done, {run.Swaps} and {parts.Swaps} swaps");
        Assert.Equal(["0"], outside.Files);
        Assert.Equal("outside", outside.Read("0"));
        var there = await site.Admin.Get<Page<CatalogueFile>>($"api/experiments/{experiment.Name}/files");
        Assert.All(there.Items, file => Assert.Equal(Beamline.Sha256("inside."), file.Sha256));
    }

    [Fact]
    public async Task No_repair_reads_or_writes_outside()
    {
        var line = await Holding.Of(site, Enumerable.Range(0, Files).ToDictionary(number => $"run/{number}", _ => "inside.").Append(new("good", "inside.")).ToDictionary());
        using var outside = Outside("outside", Files);
        using var run = Folder.OpenRoot(Path.Combine(line.Folder, "run"));
        var (mended, swap) = (0L, new LinkSwap(run.Path, outside.Path));
        await using (swap)
        {
            for (var round = 0; round < 4; round++)
            {
                Damage(run, round);
                await line.Verify(site);
                mended += (await line.Verify(site, new(Repair: true))).Repaired;
            }
        }

        output.WriteLine($"{swap.Swaps} swaps, {mended} replicas mended");
        Assert.True(mended > 0 && swap.Swaps > 100, $"{mended} mended, {swap.Swaps} swaps");
        Assert.Equal(Files, outside.Files.Length);
        Assert.All(outside.Files, file => Assert.Equal("outside", outside.Read(file)));
        Assert.Equal("inside.", File.ReadAllText(line.At("good")));
    }

    /// <summary>As large and as old as what is inside: only where it lies tells it apart.</summary>
    private static TestFolder Outside(string content, int files)
    {
        var outside = new TestFolder();
        for (var number = 0; number < files; number++)
        {
            File.SetLastWriteTimeUtc(outside.Put($"{number}", content), Then);
        }

        return outside;
    }

    /// <summary>Whatever came; "" when the line was broken off.</summary>
    private async Task<string> Read(string address)
    {
        try
        {
            return (await site.Admin.Send("GET", address)).Text;
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpIOException or IOException)
        {
            return "";
        }
    }

    /// <summary>By the folder itself, wherever its name leads just now.</summary>
    private static void Damage(Folder run, int number)
    {
        run.Remove($"{number}");
        if (number % 2 == 0)
        {
            using var other = run.CreateFile($"{number}");
            other.Write("changed"u8, 0);
        }
    }

    private static async Task<bool> Ended(Func<Task<UploadView>> upload)
    {
        try
        {
            return (await upload()).State == UploadState.Done;
        }
        catch (Exception refused) when (refused is Xunit.Sdk.XunitException or InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<UploadView> Parts(Sender sender, string path)
    {
        var parts = new List<string>();
        foreach (var part in new[] { "ins", "ide." })
        {
            parts.Add(Sender.Address((await sender.Create([("Upload-Concat", "partial"), ("Upload-Length", $"{part.Length}")])).MustBe(201)));
            (await sender.Patch(parts[^1], 0, Encoding.UTF8.GetBytes(part))).MustBe(204);
        }

        return await sender.Ended(Sender.Address((await sender.Create([("Upload-Concat", $"final;{string.Join(' ', parts)}"), ("Upload-Metadata", Sender.Metadata([("path", path)]))])).MustBe(201)));
    }

    private async Task<(Experiment Experiment, Sender Sender)> Furnish()
    {
        var name = site.Name("swapped");
        var client = await site.User(name);
        var experiment = await site.Experiment(null, null, new Member("user", name, ExperimentRole.Member));
        return (experiment, new(client, $"api/experiments/{experiment.Name}/uploads"));
    }
}
