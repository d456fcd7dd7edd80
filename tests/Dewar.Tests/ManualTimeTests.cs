using Xunit;

namespace Dewar;

public sealed class ManualTimeTests
{
    [Fact]
    public async Task A_delay_ends_when_its_time_has_come()
    {
        var time = new ManualTime();
        var delay = Task.Delay(TimeSpan.FromSeconds(5), time);

        time.Advance(4.9);
        Assert.False(delay.IsCompleted);
        time.StepWallClock(TimeSpan.FromHours(1));
        Assert.False(delay.IsCompleted);
        time.Advance(0.1);

        await delay;
    }

    [Fact]
    public void Timers_ring_in_order_and_again()
    {
        var time = new ManualTime();
        var rung = new List<string>();
        using var slow = time.CreateTimer(_ => rung.Add("slow"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var often = time.CreateTimer(_ => rung.Add("often"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        time.Advance(6);

        Assert.Equal(["often", "slow", "often", "often"], rung);
    }

    [Fact]
    public void A_step_of_the_wall_clock_leaves_the_steady_one()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var before = time.GetTimestamp();

        time.StepWallClock(TimeSpan.FromDays(-1));

        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(-1), time.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, time.GetElapsedTime(before));
    }
}
