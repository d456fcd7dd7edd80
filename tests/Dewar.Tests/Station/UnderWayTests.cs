using Dewar.Acquisitions;
using Dewar.Disk;
using Dewar.Journeys;
using Dewar.Sdk;
using Dewar.Transfers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Dewar.Station;

/// <summary>What happens to files while they are on their way: changes, crashes, ends and troubles at the worst moment.</summary>
public sealed class UnderWayTests : IAsyncLifetime
{
    private StationRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StationRig.Open();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_file_changed_on_its_way_is_its_own_version_afterwards()
    {
        var watch = await _rig.Watch(_rig.Assign());
        _rig.Disk.Put("source/a", "one");
        await Settle(watch);
        await _rig.Move(watch);
        _rig.Disk.Put("source/a", "two");

        await _rig.Run(watch, 60);

        Assert.Equal([("a", "one"), ("a", "two")], _rig.Registered);
        Assert.Equal([KeptVersions.PathOf(TestFolder.Sha256("one")), "a"], _rig.Stored);
    }

    [Fact]
    public async Task A_change_that_the_last_sweep_met_on_its_way_is_brought_before_the_end()
    {
        var watch = await _rig.Watch(_rig.Assign());
        _rig.Disk.Put("source/a", "one");
        await Settle(watch);
        await _rig.Move(watch);
        _rig.Disk.Put("source/a", "two");
        watch.Update(watch.Assignment with { Stop = true });

        // The sweep comes while the first content waits to be registered.
        await watch.Turn(default);
        await watch.Turn(default);
        Assert.Equal(AcquisitionState.Finalizing, watch.State);
        await _rig.Run(watch, 30);

        Assert.Equal(AcquisitionState.Done, watch.State);
        Assert.Equal([("a", "one"), ("a", "two")], _rig.Registered);
    }

    [Fact]
    public async Task A_file_changed_before_its_copy_stands_still_again()
    {
        var watch = await _rig.Watch(_rig.Assign());
        _rig.Disk.Put("source/a", "one");
        await Settle(watch);
        _rig.Disk.Put("source/a", "other");

        await _rig.Move(watch);
        Assert.Equal((JourneyStage.Seen, null), await _rig.StageOf("a"));
        await _rig.Run(watch, 10);

        Assert.Equal([("a", "other")], _rig.Registered);
        Assert.Equal((1, 1), (watch.Progress.Counts().Found, watch.Progress.Counts().Registered));
    }

    [Fact]
    public async Task A_file_that_changed_and_went_does_not_keep_the_end_waiting()
    {
        var watch = await _rig.Watch(_rig.Assign());
        _rig.Disk.Put("source/a", "one");
        await Settle(watch);
        _rig.Disk.Put("source/a", "other");
        await _rig.Move(watch);
        File.Delete(_rig.Disk["source/a"]);
        watch.Update(watch.Assignment with { Stop = true });

        await _rig.Run(watch, 5);

        Assert.Equal(AcquisitionState.Done, watch.State);
        Assert.Equal(0, watch.Progress.Unfinished);
    }

    /// <summary>The journal must say so before the watch asks it.</summary>
    [Fact]
    public async Task A_watch_hears_of_a_changed_file_when_the_journal_has_it()
    {
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0)));
        for (var round = 0; round < 30; round++)
        {
            _rig.Disk.Put("source/a", $"round {round}");
            await Settle(watch);
            _rig.Disk.Put("source/a", $"changed in round {round}");
            var moving = Task.Run(() => _rig.Move(watch));
            var turning = Task.Run(async () =>
            {
                while (!moving.IsCompleted)
                {
                    await watch.Turn(default);
                }
            });
            await Task.WhenAll(moving, turning);
            await _rig.Run(watch, 40);
            Assert.Equal(JourneyStage.Registered, (await _rig.StageOf("a")).Stage);
        }

        Assert.Equal(("a", "changed in round 29"), _rig.Registered[^1]);
        Assert.Equal((1, 1), (watch.Progress.Counts().Found, watch.Progress.Counts().Registered));
    }

    [Fact]
    public async Task After_a_crash_anywhere_everything_arrives_once()
    {
        _rig.Disk.Put("source/settled", "S");
        _rig.Disk.Put("source/run/placed", "P");
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0)));
        await Settle(watch);
        await _rig.Move(watch);
        _rig.Disk.Put("source/seen", "X");
        await watch.Turn(default);
        var file = (await _rig.Journal.Find(1, "settled", default))!;
        _rig.Disk.Put($"storage/exp/{TemporaryName.Part($"{_rig.Journal.Id}-1-{file.Id}")}", "half");
        await _rig.Journal.Advance([(file with { Stage = JourneyStage.Settled }, TimeSpan.Zero)], default);
        await _rig.Crash();

        watch = await _rig.Watch(watch.Assignment);
        await _rig.Run(watch, 10);

        Assert.Equal([("run/placed", "P"), ("seen", "X"), ("settled", "S")], _rig.Registered.Order());
        Assert.Equal(["run/placed", "seen", "settled"], _rig.Stored);
        Assert.Equal((3, 3), (watch.Progress.Counts().Found, watch.Progress.Counts().Registered));
    }

    [Fact]
    public async Task Cleaning_up_for_one_source_leaves_what_is_under_way_for_another()
    {
        _rig.Disk.Put("source/a", "A");
        _rig.Disk.Put("other/b", "B");
        var first = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0)));
        var second = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0), source: 2, folder: _rig.Disk["other"]));
        await Settle(first);
        await Settle(second);
        var file = (await _rig.Journal.Find(1, "a", default))!;
        var batch = _rig.Mover.Batch(first, [file]);
        await batch.Method.Write(batch.Destination, batch.Parcels, VerifyPolicy.Reread, default);

        await _rig.Crash();
        second = await _rig.Watch(second.Assignment);
        await _rig.Move(second);
        await batch.Method.Place(batch.Destination, batch.Parcels, _rig.Journal.NoteDisplaced, default);

        Assert.Null(batch.Files[0].Parcel.Problem);
        Assert.Equal(["a", "b"], _rig.Stored);
    }

    [Fact]
    public async Task What_was_put_aside_is_told_even_when_the_storage_then_failed()
    {
        var method = new BreakingMethod();
        var mover = new Mover(_rig.Journal, new Plugins().AddAlone(method), _rig.Options, _rig.Time, NullLogger<Mover>.Instance);
        _rig.Disk.Put("storage/exp/a", "theirs");
        _rig.Disk.Put("source/a", "mine");
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0)));
        await Settle(watch);

        await MoveOnce();
        Assert.Equal(JourneyStage.Settled, (await _rig.StageOf("a")).Stage);
        method.IsBroken = false;
        _rig.Time.Advance(10);
        await MoveOnce();

        var file = await _rig.Journal.Find(1, "a", default);
        Assert.Equal((JourneyStage.Placed, TestFolder.Sha256("theirs")), (file!.Stage, file.Displaced));
        Assert.Equal([KeptVersions.PathOf(TestFolder.Sha256("theirs")), "a"], _rig.Stored);

        async Task MoveOnce()
        {
            var next = (await _rig.Claims.Next([watch], default))!.Value;
            var placed = await mover.Move(watch, next.Files, default);
            await _rig.Journal.Advance([.. placed.Select(file => (file, TimeSpan.Zero))], default);
            await _rig.Claims.Release(watch, next.Files);
        }
    }

    [Fact]
    public async Task An_abort_waits_for_what_has_its_place_already()
    {
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0)));
        _rig.Disk.Put("source/a", "A");
        _rig.Disk.Put("source/b", "B");
        await Settle(watch);
        var claim = (await _rig.Claims.Next([watch], default))!.Value;
        watch.Update(watch.Assignment with { Abort = true });

        await watch.Turn(default);
        Assert.False(watch.HasEnded);
        await _rig.Move(watch, claim.Files);
        await watch.Turn(default);
        Assert.False(watch.HasEnded);
        await _rig.Register(watch);
        await watch.Turn(default);

        Assert.Equal(AcquisitionState.Aborted, watch.State);
        Assert.Equal([("a", "A"), ("b", "B")], _rig.Registered.Order());
    }

    [Fact]
    public async Task An_aborted_source_is_dealt_out_no_more()
    {
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0)));
        _rig.Disk.Put("source/a", "A");
        await Settle(watch);
        watch.Update(watch.Assignment with { Abort = true });

        Assert.Null(await _rig.Claims.Next([watch], default));
        await watch.Turn(default);

        Assert.Equal(AcquisitionState.Aborted, watch.State);
        Assert.Empty(_rig.Stored);
    }

    [Fact]
    public async Task A_storage_that_is_away_makes_files_wait_and_says_so()
    {
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0)));
        _rig.Disk.Put("source/a", "A");
        File.Move(_rig.Disk[$"storage/{MarkedTree.MarkFile}"], _rig.Disk["mark"]);
        watch.Update(watch.Assignment with { Stop = true });
        await _rig.Run(watch, 300);
        Assert.Contains("is not mounted", watch.Message, StringComparison.Ordinal);
        Assert.False(watch.HasEnded);

        File.Move(_rig.Disk["mark"], _rig.Disk[$"storage/{MarkedTree.MarkFile}"]);
        await _rig.Run(watch, 10);

        Assert.Null(watch.Message);
        Assert.Equal([("a", "A")], _rig.Registered);
        Assert.Equal(AcquisitionState.Done, watch.State);
    }

    [Fact]
    public async Task A_name_that_is_a_folder_there_is_tried_until_the_end_and_then_said()
    {
        _rig.Disk.Make("storage/exp/a");
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0)));
        _rig.Disk.Put("source/a", "A");
        await _rig.Run(watch, 30);
        Assert.Equal(JourneyStage.Settled, (await _rig.StageOf("a")).Stage);
        watch.Update(watch.Assignment with { Stop = true });

        await _rig.Run(watch, 120);

        Assert.Equal(AcquisitionState.Done, watch.State);
        Assert.Equal((JourneyStage.Failed, $"A folder has the name '{_rig.Disk["storage/exp/a"]}': File exists"), await _rig.StageOf("a"));
        Assert.Empty(_rig.Stored);
    }

    private async Task Settle(SourceWatch watch)
    {
        for (var i = 0; i < 40 && watch.Progress[JourneyStage.Settled] == 0; i++)
        {
            await watch.Turn(default);
            _rig.Time.Advance(1);
        }

        Assert.NotEqual(0, watch.Progress[JourneyStage.Settled]);
    }

    /// <summary>A storage that fails to flush after everything has been renamed.</summary>
    private sealed class BreakingMethod : ITransferMethod
    {
        private readonly PosixMethod _inner = new();

        public bool IsBroken { get; set; } = true;

        public string Name => "breaking";

        public Task<string?> Obstacle(Destination destination, CancellationToken ct) => Task.FromResult<string?>(null);

        public Task Write(Destination destination, IReadOnlyList<Parcel> batch, VerifyPolicy verify, CancellationToken ct) => _inner.Write(destination, batch, verify, ct);

        public async Task Place(Destination destination, IReadOnlyList<Parcel> batch, DisplacedNote note, CancellationToken ct)
        {
            await _inner.Place(destination, batch, note, ct);
            foreach (var parcel in batch.Where(_ => IsBroken))
            {
                parcel.Problem = new(ParcelProblemKind.StorageTrouble, "Cannot flush.");
            }
        }

        public Task Discard(Destination destination, IReadOnlyList<Parcel> batch, CancellationToken ct) => _inner.Discard(destination, batch, ct);

        public Task Recover(
            Destination destination, IReadOnlyCollection<string> folders, string tagPrefix, IReadOnlySet<string> keep, DisplacedNote note, CancellationToken ct) =>
            _inner.Recover(destination, folders, tagPrefix, keep, note, ct);
    }
}

internal static class PluginsForTests
{
    public static Plugins AddAlone(this Plugins plugins, ITransferMethod method) => (Plugins)plugins.Add(method);
}
