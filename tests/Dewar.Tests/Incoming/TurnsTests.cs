using Dewar.Hosting;
using Xunit;

namespace Dewar.Incoming;

/// <summary>A request that was given up never writes after the one that took its place.</summary>
public sealed class TurnsTests
{
    private readonly Turns _turns = new();

    [Fact]
    public async Task A_fence_stops_what_runs_under_its_tags_and_waits_for_its_end()
    {
        var running = await _turns.Enter(1, "s", 1, ["a", "b"], default);

        var fence = _turns.Fence(1, "s", 2, ["b"]);
        await Task.Delay(20);

        Assert.True(running.Stopped.IsCancellationRequested);
        Assert.False(fence.IsCompleted);
        running.Dispose();
        await fence;
    }

    [Fact]
    public async Task What_was_sent_before_the_fence_is_refused_when_it_comes_late()
    {
        await _turns.Fence(1, "s", 5, ["a"]);

        var late = await Assert.ThrowsAsync<Refusal>(() => _turns.Enter(1, "s", 4, ["a", "b"], default));
        using var again = await _turns.Enter(1, "s", 6, ["a"], default);
        using var another = await _turns.Enter(1, "s", 3, ["b"], default);

        Assert.Equal((409, "turn-over"), (late.Status, late.Code));
    }

    [Fact]
    public async Task Other_tags_and_other_sources_go_on()
    {
        using var other = await _turns.Enter(1, "s", 1, ["a"], default);
        using var elsewhere = await _turns.Enter(2, "s", 1, ["b"], default);

        await _turns.Fence(1, "s", 2, ["b"]);

        Assert.False(other.Stopped.IsCancellationRequested);
        Assert.False(elsewhere.Stopped.IsCancellationRequested);
    }

    [Fact]
    public async Task A_station_that_was_started_again_has_its_earlier_requests_stopped_and_refused()
    {
        var before = await _turns.Enter(1, "first", 1, ["a"], default);
        var entering = _turns.Enter(1, "second", 1, ["b"], default);
        await Task.Delay(20);

        Assert.True(before.Stopped.IsCancellationRequested);
        Assert.False(entering.IsCompleted);
        before.Dispose();
        using var after = await entering;

        Assert.Equal("turn-over", (await Assert.ThrowsAsync<Refusal>(() => _turns.Enter(1, "first", 9, ["c"], default))).Code);
        Assert.Equal("turn-over", (await Assert.ThrowsAsync<Refusal>(() => _turns.Fence(1, "first", 9, ["b"]))).Code);
        Assert.False(after.Stopped.IsCancellationRequested);
    }

    [Fact]
    public async Task A_fence_for_all_stops_all_that_was_sent_before()
    {
        var one = await _turns.Enter(1, "s", 1, ["a"], default);
        var two = await _turns.Enter(1, "s", 3, ["b"], default);

        var fence = _turns.Fence(1, "s", 2, null);
        one.Dispose();
        await fence;

        Assert.False(two.Stopped.IsCancellationRequested);
        two.Dispose();
    }

    [Fact]
    public async Task What_is_remembered_of_many_fences_has_a_bound()
    {
        await _turns.Fence(1, "s", 50, [.. Enumerable.Range(0, 20_000).Select(i => $"t{i}")]);

        Assert.Equal("turn-over", (await Assert.ThrowsAsync<Refusal>(() => _turns.Enter(1, "s", 49, ["t7"], default))).Code);
        using var after = await _turns.Enter(1, "s", 51, ["t7"], default);
    }

    [Fact]
    public async Task Many_that_come_and_go_at_once_never_run_two_at_a_time_for_a_tag()
    {
        var running = 0;
        long number = 0;
        await Parallel.ForAsync(0, 200, async (_, ct) =>
        {
            var mine = Interlocked.Increment(ref number);
            try
            {
                await _turns.Fence(1, "s", mine, ["a"]);
                using var turn = await _turns.Enter(1, "s", Interlocked.Increment(ref number), ["a"], ct);
                await _turns.Fence(1, "s", 0, null);
                Interlocked.Increment(ref running);
            }
            catch (Refusal over) when (over.Code == "turn-over")
            {
                // A later one was there first.
            }
        });

        Assert.InRange(running, 1, 200);
    }
}
