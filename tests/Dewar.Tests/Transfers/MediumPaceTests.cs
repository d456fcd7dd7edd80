using Xunit;

namespace Dewar.Transfers;

public sealed class MediumPaceTests
{
    private const int Mebi = 1 << 20;

    private readonly ManualTime _time = new();
    private readonly MediumPace _pace;

    public MediumPaceTests() => _pace = new(_time);

    [Fact]
    public void A_medium_that_reads_slowly_is_left_to_the_cache_and_asked_again_later()
    {
        Assert.True(_pace.IsFast);

        Read(32 * Mebi, 1);
        Assert.False(_pace.IsFast);

        _time.Advance(601);
        Assert.True(_pace.IsFast);
        Read(32 * Mebi, 1);
        Assert.False(_pace.IsFast);
    }

    [Fact]
    public void A_fast_one_is_fast_again_at_once()
    {
        Read(32 * Mebi, 1);

        Read(32 * Mebi, 0.01);

        Assert.True(_pace.IsFast);
    }

    [Fact]
    public void A_little_says_nothing()
    {
        Read(Mebi, 1);

        Assert.True(_pace.IsFast);
    }

    /// <summary>Each for itself would look slow.</summary>
    [Fact]
    public void Several_that_read_at_once_count_together()
    {
        _pace.Read(() => _pace.Read(() => _pace.Read(() => Slowly(10 * Mebi)) + Mebi) + Mebi);

        Assert.True(_pace.IsFast);
        Read(16 * Mebi, 1);
        Assert.False(_pace.IsFast);

        int Slowly(int bytes)
        {
            _time.Advance(0.1);
            return bytes;
        }
    }

    [Fact]
    public void A_read_that_fails_is_over_and_waiting_is_not_reading()
    {
        Assert.Throws<IOException>(() => _pace.Read(() => throw new IOException("The medium is gone.")));
        _time.Advance(60);

        Read(20 * Mebi, 0.05);

        Assert.True(_pace.IsFast);
    }

    private void Read(int bytes, double seconds) => _pace.Read(() =>
    {
        _time.Advance(seconds);
        return bytes;
    });
}
