using Dewar.Catalogue;
using Dewar.Hosting;
using Dewar.Storages;
using Xunit;

namespace Dewar.Verification;

/// <summary>A storage that goes while it is read: nothing of what was seen is believed.</summary>
public sealed class LookerTests(SqliteSite site) : IClassFixture<SqliteSite>
{
    [Theory, InlineData("unmounted"), InlineData("another"), InlineData("a copy")]
    public async Task What_is_unmounted_between_the_looks_is_not_taken_for_lost(string how)
    {
        var line = await site.Beamline();
        await line.Bring("a", "a");
        await line.Bring("b", "b");
        File.Delete(line.At("b"));
        var away = site.StorageRoot + "-away";
        var looker = new Looker(site.Get<ReplicaStore>(), site.Get<StorageStore>(), new Interrupted(() =>
        {
            var mark = File.ReadAllText(Path.Combine(site.StorageRoot, ".dewar-storage"));
            Directory.Move(site.StorageRoot, away);
            Directory.CreateDirectory(site.StorageRoot);
            if (how != "unmounted")
            {
                File.WriteAllText(Path.Combine(site.StorageRoot, ".dewar-storage"), how == "a copy" ? mark : "another");
            }
        }));
        try
        {
            await Assert.ThrowsAnyAsync<IOException>(() => Look(looker));
        }
        finally
        {
            Directory.Delete(site.StorageRoot, recursive: true);
            Directory.Move(away, site.StorageRoot);
        }

        Assert.Equal(["b missing"], (await Look(site.Get<Looker>())).Where(look => !look.IsRight && look.Replica.Experiment == line.Experiment.Name)
            .Select(look => $"{look.Replica.Path} {look.State}".ToLowerInvariant()));
    }

    [Fact]
    public async Task A_placing_that_is_under_way_blames_nothing()
    {
        var line = await site.Beamline();
        await line.Bring("a", "a");
        File.Move(line.At("a"), line.At("a") + ".aside");
        var looker = new Looker(site.Get<ReplicaStore>(), site.Get<StorageStore>(), new Interrupted(() => File.Move(line.At("a") + ".aside", line.At("a"))));
        Assert.True((await Look(looker)).Single(look => look.Replica.Experiment == line.Experiment.Name).IsRight);
    }

    [Fact]
    public async Task Who_looked_before_and_writes_after_changes_nothing()
    {
        var line = await site.Beamline();
        await line.Bring("a", "a");
        File.Delete(line.At("a"));
        var slow = (await Look(site.Get<Looker>())).FindAll(look => look.Replica.Experiment == line.Experiment.Name);
        line.Put("a", "a");
        await line.Verify(site);
        Assert.Empty(await site.Database.Write(write => ReplicaStore.Note(write, slow, default), default));
        Assert.Equal(ReplicaState.Verified, (await line.ReplicaOf("a")).State);
    }

    private async Task<List<ReplicaLook>> Look(Looker looker) =>
        await looker.Look(1, await site.Get<ReplicaStore>().Oldest(1, long.MaxValue, 100, default), Pace.None, default);

    /// <summary>Does something when somebody begins to wait.</summary>
    private sealed class Interrupted(Action meanwhile) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            meanwhile();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
