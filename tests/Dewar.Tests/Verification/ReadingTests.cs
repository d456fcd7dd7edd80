using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Verification;

/// <summary>Replicas are read again, and what is found is said, kept, and never hidden by something else.</summary>
public abstract class ReadingTests(TestSite site) : SiteTests(site)
{
    private static readonly DateTimeOffset Then = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public async Task What_is_right_is_verified_anew()
    {
        var line = await With("a", "d/b", "d/e/c");
        Assert.Equal(Then, (await line.ReplicaOf("d/b")).VerifiedAt);
        var run = await line.Verify(Site);

        Assert.Equal((VerificationState.Done, 3, 3, 0, 0), (run.State, run.Files, run.Replicas, run.Suspect, run.Missing));
        Assert.Equal(run.ExpectedBytes, run.Bytes);
        var replica = await line.ReplicaOf("d/b");
        Assert.Equal(ReplicaState.Verified, replica.State);
        Assert.InRange(replica.VerifiedAt!.Value, run.AskedAt, run.EndedAt!.Value);
        Assert.Empty(await line.Findings(Site));
        Assert.Single(await line.Told(Site, "verification.done"));
    }

    [Fact]
    public async Task Each_damage_is_named_with_its_cause()
    {
        var line = await With("flipped", "shorter", "longer", "link", "folder", "gone", "d/way", "way/x", "good");
        var outside = Path.Combine(line.Folder, "..", Site.Name("outside"));
        await File.WriteAllTextAsync(outside, "link");
        await File.WriteAllTextAsync(line.At("flipped"), "flippeD");
        await File.WriteAllTextAsync(line.At("shorter"), "short");
        await File.AppendAllTextAsync(line.At("longer"), "!");
        File.Delete(line.At("link"));
        File.CreateSymbolicLink(line.At("link"), outside);
        File.Delete(line.At("folder"));
        Directory.CreateDirectory(line.At("folder"));
        File.Delete(line.At("gone"));
        Directory.Delete(line.At("d"), recursive: true);
        Directory.Delete(line.At("way"), recursive: true);
        await File.WriteAllTextAsync(line.At("way"), "");
        var run = await line.Verify(Site);

        Assert.Equal((5, 3), (run.Suspect, run.Missing));
        var found = (await line.Findings(Site, limit: 3)).ToDictionary(each => each.Path);
        Assert.Equal(8, found.Count);
        foreach (var (path, state, cause) in new[]
        {
            ("flipped", ReplicaState.Suspect, "its bytes differ"), ("shorter", ReplicaState.Suspect, "(5 bytes) and should have 7"), ("longer", ReplicaState.Suspect, "(7 bytes) and should have 6"),
            ("link", ReplicaState.Suspect, "a link has taken its place"), ("folder", ReplicaState.Suspect, "a folder has taken its place"),
            ("gone", ReplicaState.Missing, "nothing is there"), ("d/way", ReplicaState.Missing, "nothing is there"), ("way/x", ReplicaState.Missing, "is no folder any more"),
        })
        {
            Assert.Equal((path, state, Then), (path, found[path].State, found[path].LastRightAt));
            Assert.Contains(cause, found[path].Cause);
            Assert.Equal((state, found[path].Cause), await line.ReplicaOf(path) is var replica ? (replica.State, replica.Cause) : default);
        }

        Assert.Equal(found.Keys.Order(), (await line.Told(Site, "replicas.damaged")).SelectMany(entry => entry.GetProperty("files").EnumerateArray())
            .Select(file => file.GetProperty("path").GetString()).Order());
        var trouble = (await Site.Admin.Get<List<StorageTrouble>>("api/storages/trouble")).Single();
        Assert.True(trouble is { Suspect: >= 5, Missing: >= 3 });
    }

    [Fact]
    public async Task What_is_right_again_is_restored_and_said()
    {
        var line = await With("a", "b");
        File.Delete(line.At("a"));
        await line.Verify(Site);
        // What is known already is no news.
        await line.Verify(Site);
        Assert.Single(await line.Told(Site, "replicas.damaged"));
        line.Put("a", "a");
        var run = await line.Verify(Site);

        Assert.Equal((1, 0), (run.Restored, run.Missing));
        Assert.True(await line.ReplicaOf("a") is { State: ReplicaState.Verified, Cause: null });
        Assert.Contains("was missing: nothing is there", Assert.Single(await line.Told(Site, "replicas.restored")).GetProperty("files")[0].GetProperty("why").GetString());
    }

    [Fact]
    public async Task What_was_found_wrong_is_not_served_although_it_looks_as_it_did()
    {
        var line = await With("a");
        var stamp = File.GetLastWriteTimeUtc(line.At("a"));
        await File.WriteAllTextAsync(line.At("a"), "A");
        File.SetLastWriteTimeUtc(line.At("a"), stamp);
        await line.Verify(Site);
        (await Site.Admin.Send("GET", $"{line.Path}/content/a")).MustBe(409, "replica-missing");
        line.Put("a", "a");
        Assert.Equal("a", (await Site.Admin.Send("GET", $"{line.Path}/content/a")).MustBe(200).Text);
    }

    [Fact]
    public async Task A_newer_version_does_not_hide_what_was_found_of_an_earlier_one()
    {
        var line = await With("a");
        await File.WriteAllTextAsync(line.At("a"), "A");
        await line.Verify(Site);
        await line.Change("a", "a", "newer");
        await File.WriteAllTextAsync(line.Kept("a"), "A");

        Assert.Equal(ReplicaState.Verified, (await line.ReplicaOf("a")).State);
        Assert.Equal((1, ReplicaState.Suspect), Assert.Single(await line.Findings(Site)) is var found ? (found.Version, found.State) : default);
        await line.Verify(Site);
        Assert.Equal(1, Assert.Single(await line.Findings(Site)).Version);
    }

    [Fact]
    public async Task A_delivery_told_once_more_or_read_back_before_does_not_hide_what_was_found()
    {
        var line = await Site.Beamline();
        line.Put("a", "a");
        var arrival = line.Arrival("a", "a");
        await line.Register(arrival);
        File.Delete(line.At("a"));
        await line.Verify(Site);
        await line.Register(arrival with { VerifiedAt = TimeProvider.System.GetUtcNow() });
        Assert.Equal(ReplicaState.Missing, (await line.ReplicaOf("a")).State);
        await line.Register(line.Arrival("a", "a"));
        Assert.Equal(ReplicaState.Missing, (await line.ReplicaOf("a")).State);

        // But one that was brought anew, and read back after the look, is there again.
        line.Put("a", "a");
        await line.Register(line.Arrival("a", "a") with { VerifiedAt = TimeProvider.System.GetUtcNow() });
        Assert.Equal(ReplicaState.Verified, (await line.ReplicaOf("a")).State);
        Assert.Single(await line.Told(Site, "replicas.restored"));
    }

    [Fact]
    public async Task A_station_whose_clock_is_ahead_reads_nothing_back_in_the_future()
    {
        var line = await Site.Beamline();
        line.Put("a", "a");
        await line.Register(line.Arrival("a", "a") with { VerifiedAt = TimeProvider.System.GetUtcNow().AddDays(400) });
        Assert.InRange((await line.ReplicaOf("a")).VerifiedAt!.Value, Then, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Between_placing_and_registering_nothing_is_blamed()
    {
        var line = await With("a", "b");
        Directory.CreateDirectory(Path.GetDirectoryName(line.Kept("a"))!);
        File.Move(line.At("a"), line.Kept("a"));
        line.Put("a", "placed, not registered yet");
        var run = await line.Verify(Site);
        Assert.Equal((2, 0, 0), (run.Replicas, run.Suspect, run.Missing));
    }

    [Fact]
    public async Task The_same_content_kept_for_an_earlier_version_does_not_stand_in_for_the_current_one_nor_the_other_way_round()
    {
        var line = await With("a", "b");
        foreach (var path in new[] { "a", "b" })
        {
            await line.Change(path, path, "other " + path);
            await line.Change(path, "other " + path, path);
        }

        await File.WriteAllTextAsync(line.At("a"), "A");
        File.Delete(line.Kept("b"));
        var run = await line.Verify(Site);
        Assert.Equal((2, 6, 1, 1), (run.Files, run.Replicas, run.Suspect, run.Missing));
        Assert.Equal(["a 3", "b 1"], (await line.Findings(Site)).Select(each => $"{each.Path} {each.Version}").Order());
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_read()
    {
        var line = await With("a.tif", "d/b.tif", "d/c.dat");
        Assert.Equal(2, (await line.Verify(Site, new(Path: "*.tif"))).Replicas);
        Assert.Equal(1, (await line.Verify(Site, new(OlderThan: "1h"))).Replicas);
        Assert.Equal(0, (await line.Verify(Site, new(OlderThan: "1h"))).Replicas);
        (await Site.Admin.Send("POST", $"{line.Path}/verifications", new NewVerification(OlderThan: "soon"))).MustBe(400, "duration-invalid");
        (await Site.Admin.Send("POST", $"{line.Path}/verifications", new NewVerification(Path: "[z-a]"))).MustBe(400, "query-invalid");
        (await Site.Admin.Send("GET", $"{line.Path}/verifications/none")).MustBe(404, "verification-not-found");
        (await Site.Admin.Send("GET", $"{line.Path}/findings?after=x")).MustBe(400, "cursor-invalid");
    }

    [Fact]
    public async Task Deleted_files_are_not_looked_for()
    {
        var line = await With("a", "b");
        (await Site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["a"], "was wrong"))).MustBe(200);
        var run = await line.Verify(Site);
        Assert.Equal((1, 0), (run.Replicas, run.Missing));
    }

    [Theory, InlineData("unmounted"), InlineData("another")]
    public async Task A_storage_that_is_away_changes_no_state(string how)
    {
        var line = await With("a", "b");
        var away = Site.StorageRoot + "-away";
        Directory.Move(Site.StorageRoot, away);
        Directory.CreateDirectory(Site.StorageRoot);
        Verification run;
        try
        {
            if (how == "another")
            {
                await File.WriteAllTextAsync(Path.Combine(Site.StorageRoot, ".dewar-storage"), "of somebody else");
            }

            run = await line.Ask(Site);
            run = await line.Until(Site, run.Id, each => each.State == VerificationState.Paused);
            Assert.Contains(how == "another" ? "another tree is there" : "it is not mounted", run.Message);
            Assert.Equal((0, ReplicaState.Verified, Then), await line.ReplicaOf("a") is var replica ? (run.Replicas, replica.State, replica.VerifiedAt) : default);
            Assert.Empty(await line.Findings(Site));
        }
        finally
        {
            Directory.Delete(Site.StorageRoot, recursive: true);
            Directory.Move(away, Site.StorageRoot);
        }

        // It goes on by itself; the test does not wait that long.
        await Site.Database.Execute($"update verification_run set due_us = 0 where public_id = {run.Id}", default);
        run = await line.Ended(Site, run.Id);
        Assert.Equal((2, 0, null), (run.Replicas, run.Missing, run.Message));
    }

    [Fact]
    public async Task A_run_whose_site_was_killed_goes_on_from_its_place()
    {
        var line = await With("a", "b", "c", "d");
        var now = TimeProvider.System.GetUtcNow().InMicroseconds;
        await Site.Database.Execute($"""
            insert into verification_run (public_id, kind, storage_id, experiment_id, state, asked_by, asked_us, due_us, leased_us, place,
                files, file_bytes, replicas, bytes, suspect, missing, restored, repaired, busy_us)
            values ({line.Experiment.Name}, 'reading', 1, (select id from experiments_experiment where name = {line.Experiment.Name}), 'running', 'anna', {now}, {now}, {now - 1},
                {FileQuery.Cursor("", "b")}, 2, 2, 2, 2, 0, 0, 0, 0, 0)
            """, default);
        await line.Verify(Site, new(Path: "none"));
        var run = await line.Ended(Site, line.Experiment.Name);

        Assert.Equal((4, 4), (run.Files, run.Replicas));
        Assert.Equal(Then, (await line.ReplicaOf("b")).VerifiedAt);
        Assert.NotEqual(Then, (await line.ReplicaOf("c")).VerifiedAt);
    }

    [Fact]
    public async Task A_run_that_is_stopped_ends()
    {
        var line = await With("a");
        var run = await line.Verify(Site);
        Assert.Equal(VerificationState.Done, (await Site.Admin.Post<Verification>($"{line.Path}/verifications/{run.Id}/stop", new { })).State);
        await Site.Database.Execute($"update verification_run set ended_us = null, state = 'paused', due_us = {long.MaxValue} where public_id = {run.Id}", default);
        Assert.Equal(VerificationState.Stopped, (await Site.Admin.Post<Verification>($"{line.Path}/verifications/{run.Id}/stop", new { })).State);
        Assert.Equal(run.Id, Assert.Single(await Site.Admin.Get<List<Verification>>($"{line.Path}/verifications")).Id);
    }

    private async Task<Beamline> With(params string[] paths)
    {
        var line = await Site.Beamline();
        foreach (var path in paths)
        {
            line.Put(path, path);
        }

        await line.Register([.. paths.Select(path => line.Arrival(path, path))]);
        return line;
    }
}

public sealed class ReadingTestsOnSqlite(SqliteSite site) : ReadingTests(site), IClassFixture<SqliteSite>;

public sealed class ReadingTestsOnPostgres(PostgresSite site) : ReadingTests(site), IClassFixture<PostgresSite>;
