using Xunit;

namespace Dewar.Station;

public sealed class StillnessTests
{
    private static readonly Glance First = new(10, 100, 1);

    private readonly ManualTime _time = new();
    private readonly Stillness _stillness;

    public StillnessTests() => _stillness = new(TimeSpan.FromSeconds(5), _time);

    [Fact]
    public void A_file_settles_when_it_has_looked_the_same_for_the_whole_quiet_period()
    {
        Assert.False(_stillness.Settles("a", First));
        _time.Advance(4.9);
        Assert.False(_stillness.Settles("a", First));
        _time.Advance(0.1);
        Assert.True(_stillness.Settles("a", First));
        Assert.True(_stillness.Watches("a"));

        _stillness.Forget("a");
        Assert.False(_stillness.Watches("a"));
        Assert.Equal(0, _stillness.Count);
    }

    [Fact]
    public void Any_change_begins_the_period_anew()
    {
        foreach (var changed in new[] { First with { Size = 11 }, First with { ModifiedNs = 99 }, First with { Inode = 2 } })
        {
            _stillness.Settles("a", First);
            _time.Advance(5);
            Assert.False(_stillness.Settles("a", changed));
            _time.Advance(4);
            Assert.False(_stillness.Settles("a", changed));
        }
    }

    [Fact]
    public void A_growing_file_never_settles()
    {
        for (var size = 0; size < 1000; size++)
        {
            Assert.False(_stillness.Settles("a", First with { Size = size }));
            _time.Advance(4.99);
        }
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public void Setting_the_clock_settles_nothing_and_keeps_nothing_from_it(int hours)
    {
        _stillness.Settles("a", First);
        _time.StepWallClock(TimeSpan.FromHours(hours));
        Assert.False(_stillness.Settles("a", First));
        _time.Advance(5);
        Assert.True(_stillness.Settles("a", First));
    }

    [Fact]
    public void Without_a_quiet_period_a_file_settles_at_once() => Assert.True(new Stillness(TimeSpan.Zero, _time).Settles("a", First));
}
