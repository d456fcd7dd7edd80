using Dewar.Acquisitions;
using Dewar.Journeys;
using Xunit;

namespace Dewar.Station;

/// <summary>How a source begins, what it takes, and how it comes to its end.</summary>
public sealed class SourceWatchTests : IAsyncLifetime
{
    private StationRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StationRig.Open();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task An_upload_brings_what_is_there_and_ends()
    {
        _rig.Disk.Put("source/a", "A");
        _rig.Disk.Put("source/run/b", "B");
        var watch = await _rig.Watch(_rig.Assign(kind: AcquisitionKind.Upload, to: "in/here"));

        await _rig.Run(watch, 10);

        Assert.Equal(AcquisitionState.Done, watch.State);
        Assert.Equal(["in/here/a", "in/here/run/b"], _rig.Stored);
        Assert.Equal((2, 2, 0, 2), (watch.Progress.Counts().Found, watch.Progress.Counts().Registered, watch.Progress.Counts().Failed, watch.Progress.Counts().BytesRegistered));
    }

    [Fact]
    public async Task What_has_been_still_for_long_need_not_be_waited_for()
    {
        _rig.Disk.Put("source/a", "A");
        _rig.Disk.Age("source/a");
        _rig.Time.Advance(60);
        var watch = await _rig.Watch(_rig.Assign(kind: AcquisitionKind.Upload));

        await _rig.Run(watch, 2);

        Assert.Equal(AcquisitionState.Done, watch.State);
        Assert.Equal(["a"], _rig.Stored);
    }

    [Fact]
    public async Task An_upload_of_an_empty_folder_ends()
    {
        var watch = await _rig.Watch(_rig.Assign(kind: AcquisitionKind.Upload));

        await _rig.Run(watch, 2);

        Assert.Equal(AcquisitionState.Done, watch.State);
    }

    [Fact]
    public async Task An_upload_of_a_missing_folder_fails_and_says_why()
    {
        var watch = await _rig.Watch(_rig.Assign(kind: AcquisitionKind.Upload, folder: _rig.Disk["nowhere"]));

        await _rig.Run(watch, 1);

        Assert.Equal(AcquisitionState.Failed, watch.State);
        Assert.Equal($"Cannot open the folder '{_rig.Disk["nowhere"]}': No such file or directory", watch.Message);
    }

    [Fact]
    public async Task An_acquisition_waits_for_its_folder()
    {
        var watch = await _rig.Watch(_rig.Assign(folder: _rig.Disk["later"]));
        await _rig.Run(watch, 3);
        Assert.Equal(AcquisitionState.Running, watch.State);
        Assert.NotNull(watch.Message);

        _rig.Disk.Put("later/a", "A");
        await _rig.Run(watch, 10);

        Assert.Null(watch.Message);
        Assert.Equal(["a"], _rig.Stored);
    }

    [Fact]
    public async Task A_growing_file_is_not_taken()
    {
        var watch = await _rig.Watch(_rig.Assign());
        for (var i = 0; i < 40; i++)
        {
            _rig.Disk.Put("source/a", new string('x', i));
            await _rig.Run(watch, 1);
        }

        Assert.Equal((JourneyStage.Seen, null), await _rig.StageOf("a"));
        Assert.Empty(_rig.Stored);

        await _rig.Run(watch, 8);
        Assert.Equal([("a", new string('x', 39))], _rig.Registered);
    }

    [Fact]
    public async Task A_file_that_grows_until_the_end_is_given_up_with_its_cause()
    {
        var watch = await _rig.Watch(_rig.Assign());
        _rig.Disk.Put("source/done", "D");
        await _rig.Run(watch, 1);
        watch.Update(watch.Assignment with { Stop = true });
        for (var i = 0; i < 120 && !watch.HasEnded; i++)
        {
            _rig.Disk.Put("source/a", new string('x', i));
            await _rig.Run(watch, 1);
        }

        Assert.Equal(AcquisitionState.Done, watch.State);
        Assert.Equal((JourneyStage.Failed, "It was still being written when the end came."), await _rig.StageOf("a"));
        Assert.Equal(["done"], _rig.Stored);
    }

    [Fact]
    public async Task A_file_waits_for_its_marker()
    {
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(marker: "{stem}.done")));
        _rig.Disk.Put("source/a.tif", "A");
        await _rig.Run(watch, 30);
        Assert.Empty(_rig.Stored);

        _rig.Disk.Put("source/a.done", "");
        await _rig.Run(watch, 10);

        Assert.Equal(["a.done", "a.tif"], _rig.Stored);
    }

    [Fact]
    public async Task A_marker_that_never_comes_is_said()
    {
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(marker: "{name}.done"), AcquisitionKind.Upload));
        _rig.Disk.Put("source/a", "A");

        await _rig.Run(watch, 90);

        Assert.Equal(AcquisitionState.Done, watch.State);
        Assert.Equal((JourneyStage.Failed, "Its marker 'a.done' had not come when the end came."), await _rig.StageOf("a"));
    }

    [Fact]
    public async Task A_marker_whose_name_would_be_too_long_holds_up_its_own_file_only()
    {
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(marker: "{name}.finished")));
        _rig.Disk.Put($"source/{new string('n', 250)}", "long");
        _rig.Disk.Put("source/a", "A");
        _rig.Disk.Put("source/a.finished", "");

        await _rig.Run(watch, 10);

        Assert.Null(watch.Message);
        Assert.Equal(["a", "a.finished"], _rig.Stored);
    }

    [Fact]
    public async Task Only_new_leaves_what_was_there_and_takes_what_comes_or_changes()
    {
        _rig.Disk.Put("source/old", "old");
        _rig.Disk.Put("source/changes", "old");
        await Task.Delay(20, TestContext.Current.CancellationToken);
        _rig.Time.StepWallClock(TimeProvider.System.GetUtcNow() - _rig.Time.GetUtcNow());
        var watch = await _rig.Watch(_rig.Assign(StationRig.With() with { OnlyNew = true }));
        await _rig.Run(watch, 2);

        _rig.Disk.Put("source/new", "new");
        _rig.Disk.Put("source/changes", "changed");
        await _rig.Run(watch, 45);

        Assert.Equal(["changes", "new"], _rig.Stored);
        Assert.Equal((JourneyStage.Left, null), await _rig.StageOf("old"));
        Assert.Equal(2, watch.Progress.Counts().Found);
    }

    [Fact]
    public async Task A_changed_file_comes_again_unless_told_not_to()
    {
        var one = await _rig.Watch(_rig.Assign());
        var other = await _rig.Watch(_rig.Assign(StationRig.With() with { Reprocess = false }, source: 2, to: "once"));
        _rig.Disk.Put("source/a", "one");
        await _rig.Run(one, 8);
        await _rig.Run(other, 8);

        _rig.Disk.Put("source/a", "other");
        await _rig.Run(one, 45);
        await _rig.Run(other, 45);

        Assert.Equal([("a", "one"), ("a", "one"), ("a", "other")], _rig.Registered);
        Assert.Equal("one", _rig.Disk.Read("storage/exp/once/a"));
    }

    [Fact]
    public async Task It_stops_after_its_running_time_without_the_time_it_was_down()
    {
        var watch = await _rig.Watch(_rig.Assign(StationRig.With() with { StopAfterSeconds = 60 }));
        await _rig.Run(watch, 30);
        await _rig.Crash();
        _rig.Time.Advance(3600);
        watch = await _rig.Watch(watch.Assignment);
        _rig.Time.StepWallClock(TimeSpan.FromHours(5));

        await _rig.Run(watch, 20);
        Assert.Equal(AcquisitionState.Running, watch.State);
        await _rig.Run(watch, 25);

        Assert.Equal(AcquisitionState.Done, watch.State);
    }

    [Fact]
    public async Task A_folder_may_go_and_come_back()
    {
        var watch = await _rig.Watch(_rig.Assign());
        _rig.Disk.Put("source/a", "A");
        _rig.Disk.Put("source/run/growing", "1");
        await _rig.Run(watch, 3);
        Directory.Move(_rig.Source, _rig.Disk["elsewhere"]);
        await _rig.Run(watch, 40);
        Assert.NotNull(watch.Message);
        Assert.Equal(AcquisitionState.Running, watch.State);

        Directory.Move(_rig.Disk["elsewhere"], _rig.Source);
        await _rig.Run(watch, 40);

        Assert.Null(watch.Message);
        Assert.Equal(["a", "run/growing"], _rig.Stored);
        Assert.Equal(0, watch.Progress.Counts().Failed);
    }

    [Fact]
    public async Task Files_that_failed_as_gone_are_taken_when_they_come_back()
    {
        var watch = await _rig.Watch(_rig.Assign(StationRig.With(quietSeconds: 0)));
        _rig.Disk.Put("source/a", "A");
        await watch.Turn(default);

        // As when a share is unmounted: the folder is there, and empty.
        Directory.Move(_rig.Source, _rig.Disk["elsewhere"]);
        _rig.Disk.Make("source");
        await _rig.Run(watch, 3);
        Assert.Equal(JourneyStage.Failed, (await _rig.StageOf("a")).Stage);
        Directory.Delete(_rig.Source);
        Directory.Move(_rig.Disk["elsewhere"], _rig.Source);
        await _rig.Run(watch, 40);

        Assert.Equal([("a", "A")], _rig.Registered);
        Assert.Equal((1, 0), (watch.Progress.Counts().Registered, watch.Progress.Counts().Failed));
    }

    [Fact]
    public async Task The_last_sweep_finds_what_came_last()
    {
        var watch = await _rig.Watch(_rig.Assign());
        _rig.Disk.Put("source/a", "A");
        await _rig.Run(watch, 10);
        _rig.Disk.Put("source/deep/last", "L");
        _rig.Disk.Put("source/a", "changed in its place");
        watch.Update(watch.Assignment with { Stop = true });

        await _rig.Run(watch, 30);

        Assert.Equal(AcquisitionState.Done, watch.State);
        Assert.Equal([("a", "A"), ("a", "changed in its place"), ("deep/last", "L")], _rig.Registered.Order());
    }

    [Fact]
    public async Task A_source_whose_own_storage_it_is_fails_and_says_why()
    {
        var watch = await _rig.Watch(_rig.Assign(folder: _rig.Disk["storage/exp"]));

        Assert.Equal(AcquisitionState.Failed, watch.State);
        Assert.Contains("lie in one another", watch.Message, StringComparison.Ordinal);
    }
}
