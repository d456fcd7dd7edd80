using System.Collections.Concurrent;
using Dewar.Journeys;
using Xunit;

namespace Dewar.Station;

public sealed class ClaimsTests : IAsyncLifetime
{
    private StationRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StationRig.Open();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task No_file_is_dealt_twice()
    {
        var watch = await Settled(1, 3000);
        var dealt = new List<long>();
        while (await _rig.Claims.Next([watch], default) is { } next)
        {
            Assert.InRange(next.Files.Count, 1, Claims.MostFiles);
            dealt.AddRange(next.Files.Select(file => file.Id));
        }

        Assert.Equal(3000, dealt.Count);
        Assert.Equal(3000, dealt.Distinct().Count());
    }

    /// <summary>The journal's answer may be older than what was given back while it came.</summary>
    [Fact]
    public async Task Movers_side_by_side_get_no_file_twice()
    {
        var dealt = new ConcurrentDictionary<(long, long), int>();
        for (var round = 0; round < 40; round++)
        {
            var watch = await Settled(round + 1, 40, bytes: 20 << 20);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (watch.Progress[JourneyStage.Settled] > 0)
                {
                    if (await _rig.Claims.Next([watch], default) is not { } next)
                    {
                        continue;
                    }

                    foreach (var file in next.Files)
                    {
                        dealt.AddOrUpdate((file.Source, file.Id), 1, (_, times) => times + 1);
                    }

                    await _rig.Journal.Advance(next.Files.ConvertAll(file => (file with { Stage = JourneyStage.Placed }, TimeSpan.Zero)), default);
                    foreach (var file in next.Files)
                    {
                        watch.Progress.Move(JourneyStage.Settled, JourneyStage.Placed, file.Size);
                    }

                    await _rig.Claims.Release(watch, next.Files);
                }
            })));
        }

        Assert.Equal(1600, dealt.Count);
        Assert.DoesNotContain(dealt, each => each.Value > 1);
    }

    /// <summary>What pushed something aside is placed in the journal while its mover hands it over still.</summary>
    [Fact]
    public async Task Placed_files_that_somebody_has_in_hand_are_not_registered_beside_that()
    {
        var watch = await Settled(1, 10);
        var inHand = (await _rig.Claims.Next([watch], default))!.Value.Files;
        await _rig.Journal.Advance(inHand.ConvertAll(file => (file with { Stage = JourneyStage.Placed }, TimeSpan.Zero)), default);

        var (whileHeld, moreThen) = await _rig.Claims.Unregistered(watch, 100, default);
        await _rig.Claims.Release(watch, inHand);
        var (after, _) = await _rig.Claims.Unregistered(watch, 100, default);
        var (again, _) = await _rig.Claims.Unregistered(watch, 100, default);

        Assert.Empty(whileHeld);
        Assert.True(moreThen, "They have to be asked for again.");
        Assert.Equal(10, after.Count);
        Assert.Empty(again);
    }

    [Fact]
    public async Task Sources_take_turns()
    {
        SourceWatch[] watches = [await Settled(1, 3 * Claims.MostFiles), await Settled(2, 2 * Claims.MostFiles), await Settled(3, 10)];
        var order = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            order.Add((await _rig.Claims.Next(watches, default))!.Value.Watch.Assignment.Source);
        }

        Assert.Equal([1, 2, 3, 1, 2, 1], order);
    }

    [Fact]
    public async Task A_large_file_is_a_batch_of_its_own()
    {
        var watch = await Settled(1, 3, bytes: 60 << 20);

        for (var i = 0; i < 3; i++)
        {
            Assert.Single((await _rig.Claims.Next([watch], default))!.Value.Files);
        }

        Assert.Null(await _rig.Claims.Next([watch], default));
    }

    [Fact]
    public async Task What_failed_comes_again_when_its_time_has_come()
    {
        var watch = await Settled(1, 2);
        var next = (await _rig.Claims.Next([watch], default))!.Value;
        await _rig.Journal.Advance([(next.Files[0], TimeSpan.FromSeconds(30)), (next.Files[1], TimeSpan.Zero)], default);
        await _rig.Claims.Release(watch, next.Files);

        var soon = (await _rig.Claims.Next([watch], default))!.Value.Files;
        Assert.Equal([next.Files[1].Id], soon.Select(file => file.Id));
        Assert.Null(await _rig.Claims.Next([watch], default));
        _rig.Time.Advance(30);
        Assert.Equal([next.Files[0].Id], (await _rig.Claims.Next([watch], default))!.Value.Files.Select(file => file.Id));
    }

    [Fact]
    public async Task What_a_crash_left_verified_goes_first()
    {
        var watch = await Settled(1, 2);
        var file = (await _rig.Journal.Find(1, "f1", default))!;
        await _rig.Journal.Advance([(file with { Stage = JourneyStage.Verified }, TimeSpan.Zero)], default);
        watch.Progress.Move(JourneyStage.Settled, JourneyStage.Verified, file.Size);
        watch.HasLeftovers = true;

        Assert.Equal(["f1"], (await _rig.Claims.Next([watch], default))!.Value.Files.Select(each => each.Path));
        Assert.Equal(["f0"], (await _rig.Claims.Next([watch], default))!.Value.Files.Select(each => each.Path));
    }

    /// <summary>While a batch that will fail is still in hand, a dealing finds nothing left over; that must not be the last word.</summary>
    [Fact]
    public async Task What_is_given_back_half_done_is_dealt_again()
    {
        var watch = await Settled(1, 1);
        var file = (await _rig.Journal.Find(1, "f0", default))!;
        await _rig.Journal.Advance([(file with { Stage = JourneyStage.Verified }, TimeSpan.Zero)], default);
        watch.Progress.Move(JourneyStage.Settled, JourneyStage.Verified, file.Size);
        watch.HasLeftovers = true;
        var inHand = (await _rig.Claims.Next([watch], default))!.Value.Files;
        Assert.Null(await _rig.Claims.Next([watch], default));

        await _rig.Claims.Release(watch, inHand, leftover: true);

        Assert.Equal(["f0"], (await _rig.Claims.Next([watch], default))!.Value.Files.Select(each => each.Path));
    }

    private async Task<SourceWatch> Settled(long source, int files, long bytes = 10)
    {
        await _rig.Journal.See(source, [.. Enumerable.Range(0, files).Select(i => new Sighting($"f{i}", bytes, 1, JourneyStage.Settled))], default);
        return await _rig.Watch(_rig.Assign(source: source));
    }
}
