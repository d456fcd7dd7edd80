using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Xunit;

namespace Dewar.Catalogue;

/// <summary>
/// What grows with the catalogue, counted in rows (PostgreSQL) and in steps of the engine (SQLite), not in seconds: a page or a batch may
/// look at some hundreds of the 30 000 files here, wherever it is. <c>bench/run scale</c> is the large form of it.
/// </summary>
public abstract class ScaleTests(TestSite site) : SiteTests(site)
{
    private const int Folders = 200;
    private const int PerFolder = 100;
    private const int Large = 10_000;

    /// <summary>Rows; SQLite takes some twenty steps for one.</summary>
    private const int Allowed = 2_500;
    private const int StepsPerRow = 20;
    private static readonly DateTimeOffset Then = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public async Task A_folder_is_found_by_its_path_and_not_by_looking_through_all()
    {
        Assert.SkipWhen(Site.Database.IsPostgres, "Its planner puts nothing into an expression.");
        foreach (var which in new[] { FolderStore.At(1, "a/b/"), FolderStore.Among(1, ["a/"]) })
        {
            Assert.Contains("<expr>=?", Assert.Single(await Site.Database.Query($"explain query plan select d.id from catalogue_folder d where {which}", row => row.GetString(3), default)));
        }
    }

    [Theory]
    [InlineData("", 20), InlineData("after=0", 20), InlineData("after=100", 20), InlineData("after=199", 20)]
    [InlineData("sha256=run-150/7", 1)]
    [InlineData("since=20", 20), InlineData("since=29990", 10), InlineData("since=15000 until=15010", 10), InlineData("since=50000", 0), InlineData("folder=large since=25000 until=25010", 10)]
    [InlineData("path=run-150/*7", 10), InlineData("path=run-150/7*", 11), InlineData("path=run-15?/77", 10), InlineData("path=large/999*", 11), InlineData("path=none/*", 0)]
    [InlineData("meta=all=yes", 20), InlineData("meta=all=yes after=150", 20), InlineData("meta=first=yes", 20), InlineData("meta=first=yes after=198", 2)]
    [InlineData("meta=one=yes", 1), InlineData("meta=none=yes", 0), InlineData("meta=large=yes", 20)]
    public async Task A_page_looks_at_few_files(string query, int found)
    {
        var line = await Furnished();
        var form = query.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(new FileParameters { Limit = 20 }, With);
        var experiment = await line.Inside();
        var (page, rows) = await Work(read => FileStore.List(read, experiment, FileQuery.Read(form), default));

        Assert.Equal(found, page.Items.Count);
        Assert.InRange(rows, 0, Allowed);
    }

    [Fact]
    public async Task Registering_looks_at_what_it_registers()
    {
        var line = await Furnished();
        var files = new[] { line.Arrival("large/5000", "large/5000"), line.Arrival("large/new", "1"), line.Arrival("run-150/7", "changed"), line.Arrival("run-new/1", "1") };
        var experiment = await line.Inside();
        var (outcomes, rows) = await Work(async write =>
        {
            var run = new RegisterRun(write, new(experiment.Id, experiment.StorageId, line.Sources[0]), new(line.Sources[0], files, new Dictionary<string, string> { ["all"] = "yes" }), 1);
            await run.All(default);
            return run.Results.ConvertAll(each => each.Outcome);
        });

        Assert.Equal([RegistrationOutcome.Known, RegistrationOutcome.Registered, RegistrationOutcome.Changed, RegistrationOutcome.Registered], outcomes);
        Assert.InRange(rows, 0, Allowed);
    }

    [Fact]
    public async Task The_count_tells_a_look_through_all_files()
    {
        await Furnished();
        var (_, rows) = await Work(read => read.Number($"select count(*) from catalogue_file where +size > 0 and delivery <> 'x'", default));
        Assert.InRange(rows, 2 * Allowed, 100 * Allowed);
    }

    private static FileParameters With(FileParameters form, string word) => (word[..word.IndexOf('=', StringComparison.Ordinal)], word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..]) switch
    {
        ("path", var glob) => form with { Path = glob },
        ("folder", var folder) => form with { Folder = folder },
        ("meta", var pair) => form with { Meta = [pair] },
        ("sha256", var path) => form with { Sha256 = Beamline.Sha256(path) },
        ("since", var second) => form with { Since = Then.AddSeconds(int.Parse(second)) },
        ("until", var second) => form with { Until = Then.AddSeconds(int.Parse(second)) },
        ("after", var run) => form with { After = FileQuery.Cursor($"run-{int.Parse(run):000}/", "10") },
        _ => throw new ArgumentException(word),
    };

    /// <summary>Does something and takes it back; how many rows it looked at.</summary>
    private async Task<(T Result, long Rows)> Work<T>(Func<Transaction, Task<T>> work)
    {
        (T, long) found = default;
        await Assert.ThrowsAsync<TakenBack>(() => Site.Database.Write(async transaction =>
        {
            found = Site.Database.IsPostgres ? await OnPostgres(transaction, work) : await OnSqlite(transaction, work);
            throw new TakenBack();
        }, default));
        return found;
    }

    private static async Task<(T, long)> OnPostgres<T>(Transaction transaction, Func<Transaction, Task<T>> work)
    {
        var before = await Rows(transaction);
        return (await work(transaction), await Rows(transaction) - before);
    }

    private static Task<long> Rows(Transaction transaction) => transaction.Number(
        $"select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_xact_user_tables", default);

    private static async Task<(T, long)> OnSqlite<T>(Transaction transaction, Func<Transaction, Task<T>> work)
    {
        var (handle, steps) = (((SqliteConnection)transaction.Connection).Handle!, 0L);
        raw.sqlite3_progress_handler(handle, StepsPerRow, _ => (int)(steps++ & 0), null);
        try
        {
            return (await work(transaction), steps);
        }
        finally
        {
            raw.sqlite3_progress_handler(handle, 0, null, null);
        }
    }

    /// <summary>Made once for all tests of a class: they only read it.</summary>
    private async Task<Beamline> Furnished()
    {
        if (Site.Shared is { } before)
        {
            return before;
        }

        var line = await Site.Beamline();
        var paths = Enumerable.Range(0, Folders * PerFolder).Select(i => $"run-{i / PerFolder:000}/{i % PerFolder}").Concat(Enumerable.Range(0, Large).Select(i => $"large/{i}"));
        var second = 0;
        foreach (var batch in paths.Chunk(5000))
        {
            (await line.Send([.. batch.Select(path => line.Arrival(path, path) with { ModifiedNs = (Then.AddSeconds(second++) - DateTimeOffset.UnixEpoch).Ticks * 100 })],
                new Dictionary<string, string> { ["all"] = "yes", [batch[0].StartsWith("large", StringComparison.Ordinal) ? "large" : "small"] = "yes" })).MustBe(200);
        }

        await Describe(line, "first", [.. Enumerable.Range(0, Folders).Select(i => $"run-{i:000}/99")]);
        await Describe(line, "one", "run-190/50");
        // One far behind the others, so that the digests' index has as many sections as with ten million files.
        await Site.Database.Execute($"""
            insert into catalogue_file (id, experiment_id, folder_id, name, version, size, sha256, modified_ns, registered_us)
            values (10000000, 0, 0, 'far', 1, 0, {new byte[32]}, 0, 0)
            """, default);
        if (Site.Database.IsPostgres)
        {
            await Site.Database.Execute($"analyze", default);
        }

        return Site.Shared = line;
    }

    private async Task Describe(Beamline line, string key, params string[] paths)
    {
        var change = new MetadataChange(paths, new Dictionary<string, JsonElement?> { [key] = JsonSerializer.SerializeToElement("yes") });
        Assert.Empty((await Site.Admin.Post<BatchResult>($"{line.Path}/metadata", change)).NotFound);
    }

    private sealed class TakenBack : Exception;
}

public sealed class ScaleTestsOnSqlite(SqliteSite site) : ScaleTests(site), IClassFixture<SqliteSite>;

public sealed class ScaleTestsOnPostgres(PostgresSite site) : ScaleTests(site), IClassFixture<PostgresSite>;
