using Dewar.Catalogue;
using Dewar.Hosting;
using Dewar.Storages;
using Dewar.Verification;
using Xunit;

namespace Dewar.Scans;

/// <summary>What somebody did by hand in a storage that Dewar manages: found, listed, and adopted or reported.</summary>
public abstract class ManagedScanTests(IScanSite at) : SiteTests(at.Site)
{
    [Fact]
    public async Task What_was_put_there_by_hand_is_listed_and_catalogued_when_asked_for()
    {
        var (line, it) = await Line();
        await line.Bring("a", "a");
        it.Put("d/by hand", "hand");
        it.Put(".dewar-123-4-x.part", "on its way");
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
        var difference = Assert.Single(await it.Differences());
        Assert.Equal(("d/by hand", DifferenceKind.New, 4L), (difference.Path, difference.Kind, difference.Size));
        Assert.Equal(["a verified"], await it.Listed());

        Assert.Equal("+1 ~0 >0 -0 <0", await it.Did(new(Adopt: true)));
        Assert.Equal(["a verified", "d/by hand verified"], await it.Listed());
        Assert.Empty(await it.Differences());
        Assert.Contains(await line.Told(Site, "files.adopted"), entry => entry.GetProperty("files").GetInt32() == 1);
    }

    [Fact]
    public async Task What_was_taken_away_is_missing_and_found_again()
    {
        var (line, it) = await Line();
        await line.Bring("a", "a");
        await line.Bring("d/b", "b");
        File.Delete(it.At("a"));
        Directory.Delete(it.At("d"), recursive: true);
        Assert.Equal("+0 ~0 >0 -2 <0", await it.Did());
        Assert.Equal(["a missing", "d/b missing"], await it.Listed());
        Assert.Equal(2, (await line.Findings(Site)).Count);
        line.Put("d/b", "b");
        Assert.Equal("+0 ~0 >0 -0 <1", await it.Did());
        Assert.Equal(["a missing", "d/b verified"], await it.Listed());
    }

    [Fact]
    public async Task What_was_changed_by_hand_is_suspect_until_it_is_adopted_as_a_new_version()
    {
        var (line, it) = await Line();
        await line.Bring("a", "right");
        it.Put("a", "wrong content");
        Assert.Equal("+0 ~1 >0 -0 <0", await it.Did());
        Assert.Equal(["a suspect"], await it.Listed());
        Assert.Equal(DifferenceKind.Changed, Assert.Single(await it.Differences()).Kind);
        Assert.Equal("replica-missing", (await Site.Admin.Send("GET", $"{it.Path}/content/a")).Code);

        Assert.Equal("+0 ~1 >0 -0 <0", await it.Did(new(Adopt: true)));
        Assert.Equal("wrong content", await it.Get("a"));
        var versions = await it.Versions("a");
        Assert.Equal([ReplicaState.Verified, ReplicaState.Missing], versions.Select(each => each.Replicas[0].State));
        Assert.Empty(await it.Differences());
    }

    [Fact]
    public async Task A_version_that_was_pushed_aside_properly_is_not_blamed()
    {
        var (line, it) = await Line();
        await line.Bring("a", "first");

        // As between a station's placing and its registering, for long.
        Directory.CreateDirectory(Path.GetDirectoryName(line.Kept("first"))!);
        File.Move(it.At("a"), line.Kept("first"));
        line.Put("a", "second");
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
        Assert.Equal("+0 ~1 >0 -0 <0", await it.Did(new(Adopt: true)));
        Assert.All(await it.Versions("a"), version => Assert.Equal(ReplicaState.Verified, version.Replicas[0].State));
        Assert.Equal(RegistrationOutcome.Known, (await line.Register(line.Arrival("a", "second", null, "first")))[0].Outcome);
    }

    [Fact]
    public async Task Files_that_were_only_touched_get_their_time_stamps_back()
    {
        var (line, it) = await Line();
        await line.Bring("a", "a");
        var before = File.GetLastWriteTimeUtc(it.At("a"));
        File.SetLastWriteTimeUtc(it.At("a"), new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did());
        Assert.Equal(before, File.GetLastWriteTimeUtc(it.At("a")));
        Assert.Empty(await it.Differences());
    }

    [Fact]
    public async Task A_folder_that_was_renamed_by_hand_moves_its_files_with_their_versions()
    {
        var (line, it) = await Line();
        await line.Bring("old/a", "one");
        await line.Change("old/a", "one", "two");
        it.Move("old", "new");
        Assert.Equal("+0 ~0 >1 -0 <0", await it.Did(new(Adopt: true)));
        var versions = await it.Versions("new/a");
        Assert.Equal([2L, 1L], versions.Select(each => each.Version));
        Assert.All(versions, version => Assert.Equal(ReplicaState.Verified, version.Replicas[0].State));
        Assert.Equal(0, (await line.Verify(Site)).Missing);
    }

    [Fact]
    public async Task A_quick_scan_reads_only_folders_where_names_came_or_went()
    {
        var (line, it) = await Line();
        await line.Bring("d1/a", "a");
        await line.Bring("d2/b", "b");
        Age(it, "", "d1", "d2");
        Assert.Equal(2, (await it.Scan()).Files);
        it.Put("d2/new", "new");
        Age(it, "d2");
        var quick = await it.Scan(new(Quick: true, Adopt: true));
        Assert.Equal((3L, 2L, 1L), (quick.Folders, quick.Files, quick.Added));
        quick = await it.Scan(new(Quick: true));
        Assert.Equal((3L, 0L), (quick.Folders, quick.Files));

        // Written over, no name changes: only asking every file tells.
        it.Put("d1/a", "A");
        quick = await it.Scan(new(Quick: true));
        Assert.Equal(0, quick.Changed);
        Assert.Equal(1, (await it.Scan()).Changed);
    }

    [Fact]
    public async Task A_storage_that_is_not_mounted_is_waited_for()
    {
        var (line, it) = await Line();
        await line.Bring("a", "a");
        var away = Site.StorageRoot + "-away";
        Directory.Move(Site.StorageRoot, away);
        Directory.CreateDirectory(Site.StorageRoot);
        var scan = await Site.Admin.Post<Scan>($"{it.Path}/scans", new NewScan());
        await it.Until(scan.Id, each => each is { State: ScanState.Paused, Message: not null });
        Directory.Delete(Site.StorageRoot);
        Directory.Move(away, Site.StorageRoot);
        Assert.Equal(0, (await it.Ended(scan.Id)).Gone);
        Assert.Equal(["a verified"], await it.Listed());
    }

    [Fact]
    public async Task A_whole_storage_is_scanned_by_the_administrator_alone()
    {
        var (line, it) = await Line();
        await line.Bring("a", "a");
        it.Put("b", "b");
        var user = await Site.User(Site.Name("user"));
        Assert.Equal(403, (await user.Send("POST", "api/storages/main/scans", new NewScan())).Status);
        Assert.Equal(404, (await user.Send("POST", $"{it.Path}/scans", new NewScan())).Status);
        var scan = await Site.Admin.Post<Scan>("api/storages/main/scans", new NewScan());
        while (scan.EndedAt is null)
        {
            await Task.Delay(20);
            scan = await Site.Admin.Get<Scan>($"api/storages/main/scans/{scan.Id}");
        }

        Assert.Contains((await Site.Admin.Get<Experiments.Page<Difference>>("api/storages/main/differences")).Items, each => each.Experiment == it.Experiment.Name && each.Path == "b");
        Assert.Equal(404, (await Site.Admin.Send("POST", "api/storages/none/scans", new NewScan())).Status);
    }

    [Fact]
    public async Task Long_lists_of_differences_come_in_pages_and_none_is_passed_over()
    {
        var (_, it) = await Line();
        var (_, other) = await Line();
        string[] names = ["a", "d/a", "d/b", "d/e/\U0010ffff", "d/e/é", "x", $"{new string('é', 120)}/{string.Join('/', Enumerable.Range(0, 15).Select(i => $"{i}" + new string('字', 80)))}/deep", "\U0001f600/z"];
        foreach (var name in names)
        {
            it.Put(name, name);
            other.Put(name, name);
        }

        await it.Scan();
        await other.Scan();
        foreach (var (path, expected) in new[] { (it.Path, names.Length), ("api/storages/main", -1) })
        {
            foreach (var limit in new[] { 1, 3, 1000 })
            {
                var all = new List<string>();
                for (string? after = ""; after is not null;)
                {
                    var page = await Site.Admin.Get<Experiments.Page<Difference>>(Query.Of($"{path}/differences", ("limit", $"{limit}"), ("after", after.Length > 0 ? after : null)));
                    all.AddRange(page.Items.Select(each => $"{each.Experiment} {each.Path}"));
                    after = page.Next;
                }

                Assert.Equal(all.Count, all.Distinct().Count());
                Assert.Equal(names.Order(StringComparer.Ordinal), all.Where(each => each.StartsWith($"{it.Experiment.Name} ")).Select(each => each[(it.Experiment.Name.Length + 1)..]).Order(StringComparer.Ordinal));
                Assert.True(expected < 0 || expected == all.Count);
            }
        }

        Assert.Equal($"+{names.Length} ~0 >0 -0 <0", await it.Did(new(Adopt: true)));
        Assert.Equal("+0 ~0 >0 -0 <0", await it.Did(new(Adopt: true)));
    }

    [Fact]
    public async Task What_can_not_be_read_while_it_is_adopted_is_damage()
    {
        var (line, it) = await Line();
        await line.Bring("a", "right");
        it.Put("a", "wrong content");
        await it.Scan();
        await Site.Database.Execute($"update catalogue_replica set state = 'verified', cause = null where state = 'suspect'", default);
        var made = await Made(it);
        var work = new ScanWork(0, "test", made.StorageId, made.Id, true, true, false, null, 1, 0, null, "site");
        using var tree = new OpenTree(await Site.Get<StorageStore>().Get(made.StorageId, default));
        var experiment = new ScannedExperiment(made.Id, made.Name, made.StoragePath, false);
        var difference = Assert.Single(await Site.Get<DifferenceStore>().Next(experiment.Id, [DifferenceKind.Changed], ("", ""), 10, default));
        await Site.Get<Adoption>().Adopt(work, tree, experiment, [new(difference, null, 0, 0, TimeProvider.System.GetUtcNow(), "Input/output error")], new(1, 0, null), default);
        Assert.Equal(["a suspect"], await it.Listed());
        Assert.Equal(DifferenceKind.Odd, Assert.Single(await it.Differences()).Kind);
    }

    [Fact]
    public async Task A_version_that_was_written_over_is_not_called_verified_before_it_was_looked_for()
    {
        var (line, it) = await Line();
        await line.Bring("a", "right");
        it.Put("a", "wrong content");

        var made = await Made(it);

        // As a kill leaves it that comes after the adoption and before the look.
        await Site.Database.Write(write => Site.Get<Register>().Adopt(write, "site", made.Name, new(made.Id, made.StorageId, null),
            [line.Arrival("a", "wrong content")], default), default);
        Assert.Equal([ReplicaState.Verified, ReplicaState.Stored], (await it.Versions("a")).Select(each => each.Replicas[0].State));
        Assert.Equal(1, (await line.Verify(Site)).Missing);
    }

    [Fact]
    public async Task A_piece_that_was_done_twice_counts_once()
    {
        var (_, it) = await Line();
        var (scans, id) = (Site.Get<ScanStore>(), (await it.Scan()).Id);
        await Site.Database.Execute($"update scans_scan set ended_us = null, state = 'looking', phase = 0, round = 0, place = null where public_id = {id}", default);
        var (work, before) = ((await scans.Work(id, default))!, (await it.Until(id, _ => true)).Folders);
        await scans.Advance(work, new(0, 0, "7:") { Folders = 5 }, default);
        await scans.Advance(work, new(0, 0, "7:") { Folders = 5 }, default);
        Assert.Equal(before + 5, (await it.Until(id, _ => true)).Folders);
        await Site.Admin.Send("POST", $"{it.Path}/scans/{id}/stop");
    }

    /// <summary>As the site itself has it.</summary>
    private async Task<Experiments.Experiment> Made(Scanned it) =>
        (await Site.Get<Experiments.ExperimentStore>().Find(new() { UserId = 0, Name = "site", Role = Access.Role.Administrator, Scope = Access.Scope.Admin }, it.Experiment.Name, default))!;

    private static void Age(Scanned it, params string[] folders)
    {
        foreach (var folder in folders)
        {
            Directory.SetLastWriteTimeUtc(it.At(folder), Directory.GetLastWriteTimeUtc(it.At(folder)).AddMinutes(-10));
        }
    }

    private async Task<(Beamline Line, Scanned It)> Line()
    {
        var line = await Site.Beamline();
        return (line, new(at, line.Experiment, line.Folder));
    }
}

public sealed class ManagedScanTestsOnSqlite(SqliteScanSite site) : ManagedScanTests(site), IClassFixture<SqliteScanSite>;

public sealed class ManagedScanTestsOnPostgres(PostgresScanSite site) : ManagedScanTests(site), IClassFixture<PostgresScanSite>;
