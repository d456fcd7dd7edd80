using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Verification;

/// <summary>Replicas that nobody looked at for long are read again by themselves, the oldest first.</summary>
public sealed class BackgroundTests(BackgroundSite site) : IClassFixture<BackgroundSite>
{
    [Fact]
    public async Task What_was_not_looked_at_for_long_is_read_again_and_what_was_is_not()
    {
        var line = await site.Beamline();
        foreach (var path in new[] { "old", "damaged", "recent" })
        {
            line.Put(path, path);
        }

        var now = TimeProvider.System.GetUtcNow();
        var recent = DateTimeOffset.UnixEpoch.AddTicks(now.AddDays(-29).InMicroseconds * 10);
        await line.Register(line.Arrival("old", "old"), line.Arrival("damaged", "damaged"), line.Arrival("recent", "recent") with { VerifiedAt = recent });
        await File.WriteAllTextAsync(line.At("damaged"), "Damaged");
        // It would look again within a minute.
        await site.Database.Execute($"update verification_run set due_us = 0 where kind = 'background'", default);
        for (var turn = 0; await line.ReplicaOf("damaged") is not { State: ReplicaState.Suspect }; turn++)
        {
            Assert.True(turn < 1000);
            await Task.Delay(20);
        }

        Assert.True((await line.ReplicaOf("old")).VerifiedAt >= now);
        Assert.Equal(recent, (await line.ReplicaOf("recent")).VerifiedAt);
        Assert.Single(await line.Told(site, "replicas.damaged"));
        var background = (await site.Admin.Get<List<StorageTrouble>>("api/storages/trouble")).Single().Background!;
        Assert.Equal((VerificationKind.Background, null), (background.Kind, background.EndedAt));
        Assert.Empty(await site.Admin.Get<List<Verification>>($"{line.Path}/verifications"));
    }

    [Fact]
    public async Task The_oldest_come_first_and_deleted_files_hold_up_nothing()
    {
        var store = new ReplicaStore(site.Database);
        var line = await site.Beamline();
        var times = new[] { 30, 10, 20 }.Select(days => DateTimeOffset.UnixEpoch.AddDays(days)).ToArray();
        await line.Register([.. times.Select((at, i) => line.Arrival($"{i}", $"{i}") with { VerifiedAt = at }), line.Arrival("never", "never") with { VerifiedAt = null }]);
        var oldest = await store.Oldest(1, DateTimeOffset.UnixEpoch.AddDays(25).InMicroseconds, 10, default);
        Assert.Equal(["never", "1", "2"], oldest.Where(each => each.Experiment == line.Experiment.Name).Select(each => each.Path));
    }

    [Fact]
    public async Task What_is_not_set_ends_at_the_next_start()
    {
        var runs = site.Get<RunStore>();
        var storages = (await site.Database.Query($"select id from storages_storage", row => row.GetInt64(0), default)).ToArray();
        await runs.SetBackground([], default);
        Assert.Empty(await runs.Background(default));
        await runs.SetBackground(storages, default);
        await runs.SetBackground(storages, default);
        Assert.Single(await runs.Background(default));
    }
}

public sealed class BackgroundSite : TestSite
{
    protected override IReadOnlyDictionary<string, string?> More { get; } = new Dictionary<string, string?> { ["verify-every"] = "30d", ["verify-rate"] = "1MB" };

    protected override Task<string> MakeDatabase(string home) => Task.FromResult("");
}
