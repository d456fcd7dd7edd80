using Xunit;

namespace Dewar.Hosting;

public sealed class BellTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly Bell _bell = new();

    [Fact]
    public async Task It_wakes_who_waits()
    {
        var waiting = _bell.Wait(Long, TimeProvider.System, default);
        Assert.False(waiting.IsCompleted);

        _bell.Ring();

        Assert.True(await waiting);
    }

    [Fact]
    public async Task Rung_before_it_wakes_the_next_and_only_once()
    {
        _bell.Ring();
        _bell.Ring();

        Assert.True(await _bell.Wait(Long, TimeProvider.System, default));
        Assert.False(await _bell.Wait(TimeSpan.FromMilliseconds(1), TimeProvider.System, default));
    }

    [Fact]
    public async Task All_who_wait_wake_for_one_of_them()
    {
        var waiting = Enumerable.Range(0, 4).Select(_ => _bell.Wait(Long, TimeProvider.System, default)).ToList();

        _bell.Ring();

        Assert.Single(await Task.WhenAll(waiting), isMine => isMine);
    }

    [Fact]
    public async Task Who_is_stopped_waits_no_longer()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _bell.Wait(Long, TimeProvider.System, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
