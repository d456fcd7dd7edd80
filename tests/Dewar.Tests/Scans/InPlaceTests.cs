using System.Text.Json;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Dewar.Verification;
using Xunit;

namespace Dewar.Scans;

/// <summary>Files that stay where they are: catalogued, followed, and never touched.</summary>
public abstract class InPlaceTests(IScanSite at) : SiteTests(at.Site)
{
    [Fact]
    public async Task What_is_there_is_catalogued_where_it_is()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a.dat", "content");
        it.Put("run 1/deep/b.dat", "more");
        File.CreateSymbolicLink(it.At("link"), it.At("a.dat"));
        var before = Snapshot(it);
        Assert.Equal("+2 ~0 >0 -0 <0", await it.Did());

        Assert.Equal(["a.dat verified", "run 1/deep/b.dat verified"], await it.Listed());
        var file = await it.Show("a.dat");
        Assert.Equal((7L, Beamline.Sha256("content"), it.At("a.dat"), null), (file.Size, file.Sha256, file.Replicas[0].Path, file.BroughtBy));
        Assert.Equal(File.GetLastWriteTimeUtc(it.At("a.dat")), file.ModifiedAt.UtcDateTime);
        Assert.Equal("more", await it.Get("run 1/deep/b.dat"));
        Assert.Equal((2L, 11L), ((await it.Now()).Files, (await it.Now()).Bytes));
        Assert.Equal(["link Odd It is a symbolic link; only files themselves are catalogued."], (await it.Differences()).Select(each => $"{each.Path} {each.Kind} {each.Cause}"));
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
        Assert.Equal(before, Snapshot(it));
    }

    [Fact]
    public async Task A_rewritten_file_is_a_new_version_and_the_old_one_is_said_to_be_overwritten()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "first");
        await it.Scan();
        it.Put("a", "second");
        Assert.Equal("+0 ~1 >0 -0 <0", await it.Did());
        var versions = await it.Versions("a");
        Assert.Equal([(2L, "second".Length), (1L, "first".Length)], versions.Select(each => (each.Version, (int)each.Size)));
        Assert.Equal((ReplicaState.Verified, ReplicaState.Deleted), (versions[0].Replicas[0].State, versions[1].Replicas[0].State));
        Assert.Contains("overwritten", versions[1].Replicas[0].Cause);
        Assert.Equal("replica-missing", (await Site.Admin.Send("GET", $"{it.Path}/content/a?version=1")).Code);

        // That is how it is there; verifying finds no fault in it.
        var read = await Site.Admin.Post<Verification.Verification>($"{it.Path}/verifications", new NewVerification());
        while ((read = await Site.Admin.Get<Verification.Verification>($"{it.Path}/verifications/{read.Id}")).EndedAt is null)
        {
            await Task.Delay(20);
        }

        Assert.Equal((1, 0, 0), (read.Replicas, read.Suspect, read.Missing));
    }

    [Fact]
    public async Task A_file_that_was_only_touched_stays_the_same_version()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "same");
        await it.Scan();
        File.SetLastWriteTimeUtc(it.At("a"), new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
        Assert.Equal((1L, 2020), ((await it.Show("a")).Version, (await it.Show("a")).ModifiedAt.Year));
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
    }

    [Fact]
    public async Task What_was_moved_keeps_what_was_said_of_it()
    {
        var it = await Scanned.InPlace(at);
        it.Put("raw/a", "alpha");
        it.Put("raw/b", "beta");
        it.Put("stays", "stays");
        await it.Scan();
        await Site.Admin.Send("POST", $"{it.Path}/metadata", new MetadataChange(["raw/a"], new Dictionary<string, JsonElement?> { ["sample"] = JsonSerializer.SerializeToElement("Si") }));
        it.Move("raw", "sorted/2026");
        it.Move("sorted/2026/b", "sorted/2026/renamed");
        Assert.Equal("+0 ~0 >2 -0 <0", await it.Did());
        Assert.Equal(["sorted/2026/a verified", "sorted/2026/renamed verified", "stays verified"], (await it.Listed()).Order());
        Assert.Equal("Si", (await it.Show("sorted/2026/a")).Metadata["sample"].GetString());
        Assert.Equal(["sorted/2026/a"], (await Site.Admin.Get<Page<CatalogueFile>>($"{it.Path}/files?meta=sample%3DSi")).Items.Select(file => file.Path));
        var folders = (await Site.Admin.Get<FolderView>($"{it.Path}/folders/")).Folders;
        Assert.Equal([("sorted", 2L, 9L)], folders.Select(each => (each.Name, each.Files, each.Bytes)));
        Assert.Equal(3, (await it.Now()).Files);
        Assert.Empty(await it.Differences());
    }

    [Fact]
    public async Task What_disappears_is_missing_and_what_comes_back_is_right_again()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "a");
        it.Put("d/b", "b");
        it.Put("d/c", "c");
        await it.Scan();
        it.Move("d", "../away-" + it.Experiment.Name);
        Assert.Equal("+0 ~0 >0 -2 <0", await it.Did());
        Assert.Equal(["a verified", "d/b missing", "d/c missing"], await it.Listed());
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
        it.Move("../away-" + it.Experiment.Name, "d");
        Assert.Equal("+0 ~0 >0 -0 <2", await it.Did());
        Assert.Equal(["a verified", "d/b verified", "d/c verified"], await it.Listed());
    }

    [Fact]
    public async Task What_was_away_and_comes_back_elsewhere_was_moved()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "a");
        it.Put("b", "b");
        await it.Scan();
        it.Move("b", "../b-" + it.Experiment.Name);
        await it.Scan();
        it.Move("../b-" + it.Experiment.Name, "later/b");
        Assert.Equal("+0 ~0 >1 -0 <0", await it.Did());
        Assert.Equal(["a verified", "later/b verified"], await it.Listed());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_share_that_is_not_mounted_loses_nothing(bool isReplaced)
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "a");
        await it.Scan();
        var away = at.Share + "-away";
        Directory.Move(at.Share, away);
        _ = isReplaced ? Directory.CreateDirectory(at.Share) : null;
        try
        {
            var scan = await Site.Admin.Post<Scan>($"{it.Path}/scans", new NewScan());
            var paused = await it.Until(scan.Id, each => each.State == ScanState.Paused);
            Assert.Contains("The storage 'share' is not at", paused.Message);
            Assert.Equal(["a verified"], await it.Listed());
            Assert.Contains((await Site.Admin.Get<List<Storages.StorageView>>("api/storages")), each => each is { Name: "share", Here: false });
            await Site.Admin.Send("POST", $"{it.Path}/scans/{scan.Id}/stop");
        }
        finally
        {
            _ = Directory.Exists(at.Share) ? Do(() => Directory.Delete(at.Share)) : false;
            Directory.Move(away, at.Share);
        }

        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
        Assert.Equal(["a verified"], await it.Listed());
    }

    [Fact]
    public async Task An_experiment_that_lost_all_is_believed_only_when_somebody_says_so()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "a");
        it.Put("b", "b");
        await it.Scan();
        it.Move("", "../elsewhere-" + it.Experiment.Name);
        var scan = await it.Scan();
        Assert.Contains("None of the 2 files", scan.Message);
        Assert.Equal((0L, 2L), (scan.Gone, scan.Left));
        Assert.Equal(["a verified", "b verified"], await it.Listed());
        Assert.Equal("+0 ~0 >0 -2 <0", await it.Did(new(Gone: true)));
        Assert.Equal(["a missing", "b missing"], await it.Listed());
    }

    [Fact]
    public async Task Another_tree_at_the_path_is_taken_when_the_administrator_says_that_it_is_the_one()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "a");
        await it.Scan();
        var old = at.Share + "-old";
        Directory.Move(at.Share, old);
        Directory.CreateDirectory(at.Share);
        foreach (var each in Directory.GetFileSystemEntries(old))
        {
            Directory.Move(each, Path.Combine(at.Share, Path.GetFileName(each)));
        }

        Directory.Delete(old);
        Assert.Equal("storage-marked", (await Site.Admin.Send("POST", "api/storages/main/accept")).Code);
        Assert.Contains((await Site.Admin.Get<List<Storages.StorageView>>("api/storages")), each => each is { Name: "share", Here: false });
        Assert.True((await Site.Admin.Send("POST", "api/storages/share/accept")).As<Storages.StorageView>().Here);
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
    }

    [Fact]
    public async Task Nothing_is_brought_there_or_removed_and_no_copy_of_it_frees_another()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "a");
        it.Put("b", "b");
        await it.Scan();
        Assert.Equal("experiment-in-place", (await Site.Admin.Send("POST", $"{it.Path}/acquisitions", new NewAcquisition([new("somewhere")]))).Code);
        var held = await Site.Admin.Post<List<HeldAnswer>>($"{it.Path}/held", new HeldQuestion([Beamline.Sha256("a")]));
        Assert.Contains("only reads", Assert.Single(held, each => !each.Held).Reason);

        // Deleted from the catalogue, it stays where it is, and stays deleted until it is another content.
        await Site.Admin.Send("POST", $"{it.Path}/delete", new Deletion(["a"], "not ours"));
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
        Assert.Equal(["b verified"], await it.Listed());
        Assert.True(File.Exists(it.At("a")));
        it.Put("a", "another");
        Assert.Equal("+0 ~1 >0 -0 <0", await it.Did());
        Assert.Equal(["a verified", "b verified"], await it.Listed());
    }

    [Fact]
    public async Task Only_administrators_choose_what_of_a_share_is_catalogued_and_it_must_be_there()
    {
        var staff = await Site.User(Site.Name("staff"), Access.Role.Staff, "8-ID");
        Assert.Equal(403, (await staff.Send("POST", "api/experiments", new NewExperiment("x1", "test", Station: "8-ID", Storage: "share", StoragePath: "proposals"))).Status);
        Assert.Equal("storage-path-missing", (await Site.Admin.Send("POST", "api/experiments", new NewExperiment("x2", "test", Storage: "share"))).Code);
        Assert.Equal("storage-path-invalid", (await Site.Admin.Send("POST", "api/experiments", new NewExperiment("x3", "test", Storage: "share", StoragePath: "not/there"))).Code);
        Assert.Equal("storage-path-invalid", (await Site.Admin.Send("POST", "api/experiments", new NewExperiment("x4", "test", Storage: "share", StoragePath: "../etc"))).Code);
        Assert.Equal(404, (await Site.Admin.Send("POST", "api/experiments", new NewExperiment("x5", "test", Storage: "none", StoragePath: "x"))).Status);
    }

    [Fact]
    public async Task A_file_that_was_deleted_from_the_catalogue_stays_so_when_it_is_only_touched()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "a");
        it.Put("b", "b");
        await it.Scan();
        await Site.Admin.Send("POST", $"{it.Path}/delete", new Deletion(["a"], "not ours"));
        File.SetLastWriteTimeUtc(it.At("a"), new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        await it.Scan();
        Assert.Equal(["b verified"], await it.Listed());
        Assert.Empty(await it.Differences());
        Assert.Equal(0, (await it.Scan()).FilesRead);
    }

    [Fact]
    public async Task An_overwritten_version_is_not_served_from_what_has_its_size_and_time_stamp_now()
    {
        var it = await Scanned.InPlace(at);
        foreach (var content in new[] { "first", "longer than that", "third" })
        {
            it.Put("a", content);
            File.SetLastWriteTimeUtc(it.At("a"), new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
            await it.Scan();
        }

        Assert.Equal("third", await it.Get("a"));
        Assert.Equal("replica-missing", (await Site.Admin.Send("GET", $"{it.Path}/content/a?version=1")).Code);
    }

    [Fact]
    public async Task Staff_catalogue_nothing_of_a_share_by_way_of_their_station()
    {
        var name = Site.Name("station");
        await Site.Admin.Post<StationMade>("api/stations", new Dictionary<string, object> { ["name"] = name, ["storage"] = "share" });
        var staff = await Site.User(Site.Name("staff"), Access.Role.Staff, name);
        var folder = Site.Name("others");
        Directory.CreateDirectory(Path.Combine(at.Share, folder));
        var made = await staff.Send("POST", "api/experiments", new NewExperiment(Site.Name("x"), "test", Station: name, StoragePath: folder));
        Assert.Equal(403, made.Status);
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_listed_and_holds_up_nothing_and_one_that_is_not_is_catalogued()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "a");
        var long1 = string.Join('/', Enumerable.Range(0, 15).Select(_ => string.Concat(Enumerable.Range(0, 7).Select(_ => Guid.NewGuid().ToString("N")))));
        await Shell(it, $"mkdir -p {long1} && cd {long1} && echo long > file && mkdir -p {long1[..900]} && cd {long1[..900]} && echo longer > too");
        Assert.Equal("+2 ~0 >0 -0 <0", await it.Did());
        Assert.Contains("longer than 4000 bytes", Assert.Single(await it.Differences()).Cause);
        Assert.Equal("long\n", await it.Get($"{long1}/file"));
    }

    [Fact]
    public async Task A_closed_experiment_takes_nothing_more_and_what_is_found_is_listed()
    {
        var it = await Scanned.InPlace(at);
        it.Put("a", "a");
        await it.Scan();
        await Site.Admin.Send("POST", $"{it.Path}/close");
        it.Put("b", "b");
        it.Put("a", "another");
        Assert.Equal("experiment-closed", (await Site.Admin.Send("POST", $"{it.Path}/scans", new NewScan(Adopt: true))).Code);
        Assert.Equal("+0 ~1 >0 -0 <0", await it.Did());
        Assert.Equal(["a suspect"], await it.Listed());
        Assert.Equal(["a Changed", "b New"], (await it.Differences()).Select(each => $"{each.Path} {each.Kind}"));
        await Site.Admin.Send("POST", $"{it.Path}/reopen");
        Assert.Equal("+1 ~1 >0 -0 <0", await it.Did());
        Assert.Equal(["a verified", "b verified"], await it.Listed());
    }

    [Fact]
    public async Task What_one_experiment_lost_is_said_when_another_has_a_message_too()
    {
        var one = await Scanned.InPlace(at);
        var two = await Scanned.InPlace(at);
        one.Put("a", "a");
        two.Put("b", "b");
        await one.Scan();
        await two.Scan();
        one.Move("", "../elsewhere-" + one.Experiment.Name);
        two.Move("", "../elsewhere-" + two.Experiment.Name);
        var scan = await Site.Admin.Post<Scan>("api/storages/share/scans", new NewScan());
        while ((scan = await Site.Admin.Get<Scan>($"api/storages/share/scans/{scan.Id}")).EndedAt is null)
        {
            await Task.Delay(20);
        }

        Assert.Contains(one.Experiment.Name, scan.Message);
        Assert.Contains(two.Experiment.Name, scan.Message);
    }

    private static async Task Shell(Scanned it, string line)
    {
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/bash", ["-ec", line]) { WorkingDirectory = it.At("") })!;
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }

    private static bool Do(Action action)
    {
        action();
        return true;
    }

    private static string Snapshot(Scanned it) => string.Join('\n', Directory.GetFileSystemEntries(it.At(""), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O} {File.GetUnixFileMode(path)}"));
}

public sealed class InPlaceTestsOnSqlite(SqliteScanSite site) : InPlaceTests(site), IClassFixture<SqliteScanSite>;

public sealed class InPlaceTestsOnPostgres(PostgresScanSite site) : InPlaceTests(site), IClassFixture<PostgresScanSite>;
