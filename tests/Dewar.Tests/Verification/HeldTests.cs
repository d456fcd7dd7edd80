using Dewar.Catalogue;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Verification;

/// <summary>May a copy elsewhere be deleted? Yes only when there is no doubt.</summary>
public abstract class HeldTests(TestSite site) : SiteTests(site)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Verified_lately_and_there_is_a_yes_with_the_path()
    {
        var line = await With("d/a");
        var (held, unknown) = (await Ask(line, "d/a"), await Ask(line, "unknown"));
        Assert.Equal((true, "d/a", 1, "main"), (held.Held, held.Path, held.Version, held.Storage));
        Assert.Equal((false, null, "the experiment has no file with these bytes"), (unknown.Held, unknown.Path, unknown.Reason));
    }

    [Fact]
    public async Task Too_long_ago_is_a_no_until_it_is_read_again()
    {
        var line = await Site.Beamline();
        await line.Bring("a", "a");
        Assert.Contains("too long ago", (await Ask(line, "a")).Reason);
        Assert.False((await Ask(line, "a")).Held);
        Assert.True((await Ask(line, "a", "3000d")).Held);
        await line.Verify(Site);
        Assert.True((await Ask(line, "a")).Held);
    }

    [Fact]
    public async Task What_was_never_read_back_is_a_no()
    {
        var line = await Site.Beamline();
        line.Put("a", "a");
        await line.Register(line.Arrival("a", "a") with { VerifiedAt = null });
        Assert.Equal((false, "its replica was not read back yet"), await Ask(line, "a") is var answer ? (answer.Held, answer.Reason) : default);
        await line.Verify(Site);
        Assert.True((await Ask(line, "a")).Held);
    }

    [Fact]
    public async Task Suspect_and_missing_are_a_no_also_where_only_the_catalogue_does_not_know_it_yet()
    {
        var line = await With("other", "touched", "gone", "link");
        await File.WriteAllTextAsync(line.At("other"), "others");
        await File.WriteAllTextAsync(line.At("touched"), "TOUCHED");
        File.Delete(line.At("gone"));
        File.Move(line.At("link"), line.At("link") + "ed");
        File.CreateSymbolicLink(line.At("link"), line.At("link") + "ed");
        foreach (var path in new[] { "other", "touched", "gone", "link" })
        {
            Assert.Equal((path, false), (path, (await Ask(line, path)).Held));
        }

        await line.Verify(Site);
        Assert.Contains("its replica is suspect: its bytes differ", (await Ask(line, "touched")).Reason);
        Assert.Contains("its replica is missing: nothing is there", (await Ask(line, "gone")).Reason);
    }

    [Fact]
    public async Task What_was_restored_by_hand_counts_when_it_was_read_some_time_after()
    {
        var line = await With("a");
        File.SetLastWriteTimeUtc(line.At("a"), Now.UtcDateTime.AddSeconds(-10));
        Assert.Equal("its replica was written to since it was read, or shortly before", (await Ask(line, "a")).Reason);
        File.SetLastWriteTimeUtc(line.At("a"), Now.UtcDateTime.AddSeconds(-1000));
        Assert.True((await Ask(line, "a")).Held);
    }

    [Fact]
    public async Task Deleted_is_a_no_and_so_is_another_experiments_file()
    {
        var (line, other) = (await With("a"), await With("b"));
        Assert.False((await Ask(other, "a")).Held);
        (await Site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["a"], "was wrong"))).MustBe(200);
        Assert.False((await Ask(line, "a")).Held);
        using var stranger = await Site.User(Site.Name("stranger"));
        (await stranger.Send("POST", $"{line.Path}/held", new HeldQuestion([Beamline.Sha256("a")]))).MustBe(404, "experiment-not-found");
    }

    [Fact]
    public async Task One_right_replica_is_enough_and_earlier_versions_count()
    {
        var line = await With("a", "b");
        await line.Register(line.Arrival("c", "a") with { VerifiedAt = null });
        Assert.Equal("a", (await Ask(line, "a")).Path);
        await line.Change("b", "b", "newer");
        Assert.Equal((true, 1), await Ask(line, "b") is var answer ? (answer.Held, answer.Version) : default);
    }

    [Fact]
    public async Task A_storage_that_is_away_is_a_no()
    {
        var line = await With("a");
        var mark = Path.Combine(Site.StorageRoot, ".dewar-storage");
        File.Move(mark, mark + "-away");
        try
        {
            var answer = await Ask(line, "a");
            Assert.False(answer.Held);
            Assert.Contains("not mounted", answer.Reason);
        }
        finally
        {
            File.Move(mark + "-away", mark);
        }

        Assert.True((await Ask(line, "a")).Held);
    }

    [Fact]
    public async Task What_is_no_digest_or_no_age_is_refused()
    {
        var line = await With("a");
        foreach (var (question, code) in new[]
        {
            (new HeldQuestion(["x"]), "digest-invalid"), (new HeldQuestion([Beamline.Sha256("a").ToUpperInvariant()]), "digest-invalid"), (new HeldQuestion([], "old"), "duration-invalid"),
            (new HeldQuestion([.. Enumerable.Repeat(Beamline.Sha256("a"), 5001)]), "batch-too-large"),
        })
        {
            (await Site.Admin.Send("POST", $"{line.Path}/held", question)).MustBe(400, code);
        }
    }

    private async Task<HeldAnswer> Ask(Beamline line, string content, string age = "7d") =>
        Assert.Single(await Site.Admin.Post<List<HeldAnswer>>($"{line.Path}/held", new HeldQuestion([Beamline.Sha256(content)], age)));

    /// <summary>Files with their paths as contents, read back a moment ago.</summary>
    private async Task<Beamline> With(params string[] paths)
    {
        var line = await Site.Beamline();
        foreach (var path in paths)
        {
            line.Put(path, path);
        }

        await line.Register([.. paths.Select(path => line.Arrival(path, path) with { VerifiedAt = Now })]);
        return line;
    }
}

public sealed class HeldTestsOnSqlite(SqliteSite site) : HeldTests(site), IClassFixture<SqliteSite>;

public sealed class HeldTestsOnPostgres(PostgresSite site) : HeldTests(site), IClassFixture<PostgresSite>;
