using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Catalogue;

/// <summary>What happened to a file, with times and causes.</summary>
public abstract class HistoryTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task A_file_tells_how_it_came_what_was_said_of_it_and_how_it_went()
    {
        var line = await Site.Beamline();
        await line.Bring("a/x.dat", "first");
        await line.Bring("a/x.dat", "second");
        (await Site.Admin.Send("POST", $"{line.Path}/metadata", new MetadataChange(["a/x.dat"], new Dictionary<string, JsonElement?>
        {
            ["sample"] = JsonSerializer.SerializeToElement("gold"), ["gone"] = null, ["n\u0001"] = JsonSerializer.SerializeToElement(new string('x', 500)),
        }))).MustBe(200);
        (await Site.Admin.Send("POST", $"{line.Path}/delete", new Deletion(["a/x.dat"], "taken twice"))).MustBe(200);

        var history = await Site.Admin.Get<List<FileEvent>>($"{line.Path}/history/a/x.dat");

        Assert.Equal(history.OrderByDescending(each => each.At).Select(each => each.At), history.Select(each => each.At));
        Assert.Equal(("admin", "taken twice"), Assert.Single(history, each => each.What == "deleted") is var deleted ? (deleted.Who, deleted.Cause) : default);
        var described = Assert.Single(history, each => each.What == "described");
        Assert.Equal("admin", described.Who);
        Assert.StartsWith("sample = gold; gone removed; n", described.Cause);
        Assert.EndsWith("x…", described.Cause);
        Assert.Equal([1, 2], history.Where(each => each.What == "registered").Select(each => each.Version).Order());
        Assert.Equal([1, 2], history.Where(each => each.What == "written").Select(each => each.Version).Order());
        Assert.Contains(history, each => each is { What: "verified", Version: 2, Storage: "main" });
        Assert.Contains(history, each => each.Cause?.StartsWith("brought by the acquisition", StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task A_copy_that_is_found_wrong_and_right_again_says_so_each_time_and_no_oftener()
    {
        var line = await Site.Beamline();
        await line.Bring("a", "content");
        var replicas = Site.Get<ReplicaStore>();
        var file = await Site.Database.Number($"select f.id from catalogue_file f join experiments_experiment e on e.id = f.experiment_id where e.name = {line.Experiment.Name}", default);
        var at = DateTimeOffset.UnixEpoch.AddYears(60).InMicroseconds;
        foreach (var (state, cause) in new (ReplicaState, string?)[]
        {
            (ReplicaState.Verified, null), (ReplicaState.Missing, "not there"), (ReplicaState.Missing, "not there"), (ReplicaState.Suspect, "other bytes"), (ReplicaState.Verified, null),
        })
        {
            var held = Assert.Single(await replicas.OfFiles([file], default));
            at += 1_000_000;
            Assert.Single(await Site.Database.Write(write => ReplicaStore.Note(write, [new(held, state, cause, at)], default), default));
        }

        var history = await Site.Admin.Get<List<FileEvent>>($"{line.Path}/history/a");

        Assert.Equal(["restored", "suspect", "missing"], history.Select(each => each.What).Where(what => what is "restored" or "suspect" or "missing" or "damaged"));
        Assert.Equal("other bytes", Assert.Single(history, each => each.What == "suspect").Cause);
        Assert.Equal("main", Assert.Single(history, each => each.What == "missing").Storage);
    }

    [Fact]
    public async Task Another_experiments_file_has_no_history_here()
    {
        var (line, other) = (await Site.Beamline(), await Site.Beamline());
        await other.Bring("a", "content");

        (await Site.Admin.Send("GET", $"{line.Path}/history/a")).MustBe(404, "file-not-found");
        using var stranger = await Site.User(Site.Name("stranger"));
        (await stranger.Send("GET", $"{other.Path}/history/a")).MustBe(404, "experiment-not-found");
    }
}

public sealed class HistoryTestsOnSqlite(SqliteSite site) : HistoryTests(site), IClassFixture<SqliteSite>;

public sealed class HistoryTestsOnPostgres(PostgresSite site) : HistoryTests(site), IClassFixture<PostgresSite>;
