using Dewar.Database;
using Dewar.Disk;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Dewar.Journeys;

public sealed class JournalTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _test = new();
    private readonly ManualTime _time = new();
    private Journal _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await Journal.Open(_test["journal.db"], _time, default);

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task A_file_goes_from_stage_to_stage()
    {
        await _journal.See(1, [new("a", 3, 100, JourneyStage.Seen)], default);
        await _journal.Settle(1, [new("a", 4, 200, JourneyStage.Settled)], default);

        var file = Assert.Single(await Due(JourneyStage.Settled));
        Assert.Equal(("a", 4L, 200L, 1L), (file.Path, file.Size, file.ModifiedNs, file.Revision));
        await Advance(file with { Stage = JourneyStage.Verified, Sha256 = "s", Displaced = "d", VerifiedUs = 7 });

        file = Assert.Single(await Due(JourneyStage.Verified));
        Assert.Equal(("s", "d", 7L), (file.Sha256, file.Displaced, file.VerifiedUs));
        Assert.Empty(await Due(JourneyStage.Settled));
    }

    [Fact]
    public async Task What_waits_or_was_given_up_is_tried_now_when_somebody_says_so()
    {
        await _journal.See(1, [new("waits", 3, 100, JourneyStage.Settled), new("failed", 3, 100, JourneyStage.Settled)], default);
        var files = await Due(JourneyStage.Settled);
        await _journal.Advance([(files[0] with { Cause = "busy" }, TimeSpan.FromHours(1)), (files[1] with { Stage = JourneyStage.Failed, Cause = "bad" }, TimeSpan.Zero)], default);
        Assert.Empty(await Due(JourneyStage.Settled));

        Assert.Equal(["failed"], await _journal.TryNow(1, 10, default));
        Assert.Equal("waits", Assert.Single(await Due(JourneyStage.Settled)).Path);
        Assert.Empty(await _journal.TryNow(2, 10, default));
    }

    [Fact]
    public async Task What_was_seen_anew_meanwhile_stays_so()
    {
        await _journal.See(1, [new("a", 3, 100, JourneyStage.Settled)], default);
        var old = Assert.Single(await Due(JourneyStage.Settled));
        await _journal.See(1, [new("a", 5, 200, JourneyStage.Seen)], default);

        await Advance(old with { Stage = JourneyStage.Registered });

        var file = await _journal.Find(1, "a", default);
        Assert.Equal((JourneyStage.Seen, 5L, 2L, old.Id), (file!.Stage, file.Size, file.Revision, file.Id));
    }

    [Fact]
    public async Task What_was_put_aside_is_told_even_when_the_file_changes_before()
    {
        await _journal.See(1, [new("a", 3, 100, JourneyStage.Settled)], default);
        var file = Assert.Single(await Due(JourneyStage.Settled));
        await Advance(file with { Displaced = "one" });
        await _journal.NoteDisplaced(_journal.TagOf(file), "two");

        await _journal.See(1, [new("a", 5, 200, JourneyStage.Seen)], default);

        Assert.Equal("one,two", (await _journal.Find(1, "a", default))!.Displaced);
    }

    [Fact]
    public async Task What_was_put_aside_is_noted_once_however_often_it_is_told()
    {
        await _journal.See(1, [new("a", 3, 100, JourneyStage.Settled)], default);
        var file = Assert.Single(await Due(JourneyStage.Settled));

        foreach (var told in new[] { "one", "two", "one", "two" })
        {
            await _journal.NoteDisplaced(_journal.TagOf(file), told);
        }

        Assert.Equal("one,two", (await _journal.Find(1, "a", default))!.Displaced);
    }

    /// <summary>Without its index every batch would read and sort all files of the source.</summary>
    [Fact]
    public async Task What_is_due_is_found_by_its_index()
    {
        await using var connection = new SqliteConnection($"Data Source={_test["journal.db"]}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        Journal.DueOf(1, JourneyStage.Settled, 0, 10, 0).Fill(command);
        command.CommandText = $"explain query plan {command.CommandText}";

        await using var plan = await command.ExecuteReaderAsync();

        Assert.True(await plan.ReadAsync());
        Assert.Contains("journeys_file_on_its_way (source=? AND stage=? AND id>?)", plan.GetString(3), StringComparison.Ordinal);
        Assert.False(await plan.ReadAsync());
    }

    [Fact]
    public async Task What_could_not_be_taken_is_forgotten_at_the_next_start()
    {
        await _journal.See(1, [new("link", 0, 0, JourneyStage.Left, "It is a link."), new("old", 3, 100, JourneyStage.Left)], default);
        var recalled = new List<string>();

        await _journal.Recall(1, (_, path, _, _) => recalled.Add(path), default);

        Assert.Equal(["old"], recalled);
        Assert.Empty(await _journal.Problems(1, 10, default));
    }

    [Fact]
    public async Task A_damaged_journal_says_what_to_do()
    {
        await File.WriteAllTextAsync(_test["damaged.db"], string.Concat(Enumerable.Repeat("no database ", 1000)));

        var refused = await Assert.ThrowsAsync<IOException>(() => Journal.Open(_test["damaged.db"], _time, default));

        Assert.Contains(_test["damaged.db"], refused.Message, StringComparison.Ordinal);
        Assert.Contains("Move it away", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_is_due_in_its_time()
    {
        await _journal.See(1, [new("a", 3, 100, JourneyStage.Settled), new("b", 3, 100, JourneyStage.Settled)], default);
        var files = await Due(JourneyStage.Settled);
        await _journal.Advance([(files[0], TimeSpan.FromSeconds(10)), (files[1], TimeSpan.Zero)], default);

        Assert.Equal(["b"], (await Due(JourneyStage.Settled)).Select(file => file.Path));
        _time.Advance(10);
        Assert.Equal(["a", "b"], (await Due(JourneyStage.Settled)).Select(file => file.Path));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_nothing_wait()
    {
        await _journal.See(1, [new("a", 3, 100, JourneyStage.Settled), new("b", 3, 100, JourneyStage.Settled)], default);
        var files = await Due(JourneyStage.Settled);
        await _journal.Advance([(files[0] with { Stage = JourneyStage.Placed }, TimeSpan.Zero), (files[1] with { Stage = JourneyStage.Placed }, TimeSpan.FromSeconds(300))], default);

        _time.StepWallClock(TimeSpan.FromHours(-1));

        Assert.Equal(["a", "b"], (await Due(JourneyStage.Placed)).Select(file => file.Path));
    }

    [Fact]
    public async Task Everything_is_recalled_after_a_start_and_a_station_keeps_its_id()
    {
        await _journal.Save(new(1, "{}", "running", 5, 6, false), default);
        await _journal.Save(new(1, "{ }", "running", 50, 60, true), default);
        await _journal.See(1, [new("a", 3, 100, JourneyStage.Seen), new("b", 4, 200, JourneyStage.Left), new("c", 5, 300, JourneyStage.Failed, "because")], default);
        await _journal.See(2, [new("a", 9, 900, JourneyStage.Seen)], default);
        var id = _journal.Id;
        await _journal.DisposeAsync();

        _journal = await Journal.Open(_test["journal.db"], _time, default);
        var recalled = new List<(JourneyStage, string, long, long)>();
        await _journal.Recall(1, (stage, path, size, ns) => recalled.Add((stage, path, size, ns)), default);

        Assert.Equal(id, _journal.Id);
        Assert.Equal([new JourneySource(1, "{ }", "running", 50, 6, true)], await _journal.Sources(default));
        Assert.Equal([(JourneyStage.Seen, "a", 3, 100), (JourneyStage.Left, "b", 4, 200), (JourneyStage.Failed, "c", 5, 300)], recalled);
        Assert.Equal([("c", "because")], (await _journal.Problems(1, 10, default)).Select(each => (each.Path, each.Cause)));
    }

    [Fact]
    public async Task A_forgotten_source_is_gone_and_others_stay()
    {
        await _journal.Save(new(1, "{}", "running", 0, 0, false), default);
        await _journal.Save(new(2, "{}", "running", 0, 0, false), default);
        await _journal.See(1, [new("a", 3, 100, JourneyStage.Seen)], default);
        await _journal.See(2, [new("a", 3, 100, JourneyStage.Seen)], default);

        await _journal.Forget(1, default);

        Assert.Null(await _journal.Find(1, "a", default));
        Assert.NotNull(await _journal.Find(2, "a", default));
        Assert.Equal([2L], (await _journal.Sources(default)).Select(source => source.Source));
    }

    [Fact]
    public async Task Names_of_all_kinds_come_back_as_they_were()
    {
        string[] names = ["it's", "\"quoted\"", "new\nline", "😀/é", "%_\\", "a", "A"];

        await _journal.See(1, [.. names.Select(name => new Sighting(name, 1, long.MinValue, JourneyStage.Settled))], default);

        Assert.Equal(names, (await Due(JourneyStage.Settled)).Select(file => file.Path));
    }

    public void Dispose() => _test.Dispose();

    private Task<List<JourneyFile>> Due(JourneyStage stage) => _journal.Due(1, stage, 0, 100, default);

    private Task Advance(JourneyFile file) => _journal.Advance([(file, TimeSpan.Zero)], default);
}
