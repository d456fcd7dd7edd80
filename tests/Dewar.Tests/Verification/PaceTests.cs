using Xunit;

namespace Dewar.Verification;

public sealed class PaceTests
{
    [Fact]
    public async Task Reading_waits_until_as_much_may_have_been_read()
    {
        var time = new ManualTime();
        var pace = new Pace(1000, time);
        var reading = Read(pace);
        Assert.False(reading.IsCompleted);
        time.Advance(1.9);
        Assert.False(reading.IsCompleted);
        time.Advance(0.2);
        await reading;

        // What was not used is not owed for ever; two seconds' worth more takes them.
        var more = pace.Spend(2000, default).AsTask();
        Assert.False(more.IsCompleted);
        time.Advance(2);
        await more;
    }

    [Fact]
    public void Without_a_rate_nobody_waits() => Assert.True(Pace.None.Spend(long.MaxValue, default).AsTask().IsCompletedSuccessfully);

    [Fact]
    public async Task One_who_is_stopped_does_not_wait() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Pace(1, TimeProvider.System).Spend(1000, new(canceled: true)).AsTask());

    private static async Task Read(Pace pace)
    {
        await pace.Spend(1000, default);
        await pace.Spend(1000, default);
    }
}
