using System.Text.Json;
using Dewar.Database;
using Dewar.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Dewar.Jobs;

/// <summary>Work is done once by one worker, survives the death of a worker, and waits with a reason.</summary>
public abstract class JobQueueTests(TestDatabase databases) : DatabaseTests(databases)
{
    [Fact]
    public async Task Workers_at_once_never_get_the_same_job()
    {
        var (database, queue) = await Queue(100);
        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var mine = new List<long>();
            while (await queue.Take(default) is { } job)
            {
                mine.Add(job.Id);
            }

            return mine;
        }));

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), taken.SelectMany(each => each).Order());
        Assert.Equal(100, await database.Number($"select count(*) from jobs_job", default));
    }

    [Fact]
    public async Task A_job_comes_back_when_its_lease_has_run_out_and_not_before()
    {
        var (_, queue) = await Queue(1);
        var job = (await queue.Take(default))!;
        Assert.Null(await queue.Take(default));

        Databases.Clock.Now += JobQueue.Lease - TimeSpan.FromSeconds(1);
        await queue.Keep(job, default);
        Databases.Clock.Now += JobQueue.Lease - TimeSpan.FromSeconds(1);
        Assert.Null(await queue.Take(default));

        Databases.Clock.Now += TimeSpan.FromSeconds(2);
        Assert.Equal((job.Id, 2L), (await queue.Take(default)) is { } again ? (again.Id, again.Attempts) : default);
        await queue.Done(job, default);
        Assert.Empty(await queue.List(default));
    }

    [Fact]
    public async Task A_failed_job_waits_longer_each_time_with_its_reason_and_holds_up_no_other()
    {
        var (_, queue) = await Queue(2);
        var first = (await queue.Take(default))!;
        await queue.Later(first, "the disk is away", default);
        Assert.Equal(2, (await queue.Take(default))!.Id);
        Assert.Null(await queue.Take(default));
        Assert.Equal("the disk is away", (await queue.List(default)).Single(each => each.Id == first.Id).Failure);

        var waits = new List<double>();
        for (var i = 0; i < 14; i++)
        {
            var since = Databases.Clock.Now;
            Job? job;
            while ((job = await queue.Take(default)) is not { Id: 1 })
            {
                Databases.Clock.Now += TimeSpan.FromSeconds(1);
                if (job is not null)
                {
                    await queue.Done(job, default);
                }
            }

            waits.Add((Databases.Clock.Now - since).TotalSeconds);
            await queue.Later(job, "again", default);
        }

        Assert.Equal(waits.Order(), waits);
        Assert.Equal(3600, waits[^1]);
    }

    [Fact]
    public async Task Work_that_was_not_committed_is_not_there()
    {
        var (database, queue) = await Queue(0);
        await Assert.ThrowsAsync<FormatException>(() => database.Write(async write =>
        {
            await queue.Add(write, "try", new { }, default);
            throw new FormatException();
        }, default));
        Assert.Null(await queue.Take(default));
    }

    [Fact]
    public async Task A_worker_goes_on_behind_a_job_that_fails()
    {
        var (_, queue) = await Queue(3);
        var handler = new Handler();
        using var worker = new Worker(queue, [handler], TimeProvider.System, NullLogger<Worker>.Instance);
        await worker.StartAsync(default);
        await handler.Seen.WaitAsync(TimeSpan.FromSeconds(60));
        while (await queue.List(default) is not [{ Failure: "2 is bad" }])
        {
            await Task.Delay(10);
        }

        await worker.StopAsync(default);
    }

    [Fact]
    public async Task A_site_that_comes_to_life_again_takes_up_what_it_had_and_nothing_of_others()
    {
        var (database, queue) = await Queue(2);
        var other = new JobQueue(database, Site("/elsewhere"), Databases.Clock);
        Assert.Equal((1, 2), ((await queue.Take(default))!.Id, (await other.Take(default))!.Id));
        await new JobQueue(database, Site("/here"), Databases.Clock).Resume(default);
        Assert.Equal(1, (await queue.Take(default))!.Id);
        Assert.Null(await queue.Take(default));
    }

    private static SiteSettings Site(string home) => SiteSettings.Read(null, new Dictionary<string, string?> { ["home"] = home });

    private async Task<(SiteDatabase Database, JobQueue Queue)> Queue(int jobs)
    {
        var (database, _) = await Databases.Ready();
        var queue = new JobQueue(database, Site("/here"), Databases.Clock);
        await database.Write(async write =>
        {
            for (var i = 1; i <= jobs; i++)
            {
                await queue.Add(write, "try", i, default);
            }
        }, default);
        return (database, queue);
    }

    private sealed class Handler : IJobHandler
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashSet<int> _done = [];

        public string Kind => "try";

        public Task Seen => _seen.Task;

        public Task Run(JsonElement payload, CancellationToken ct)
        {
            _ = _done.Add(payload.GetInt32()) && _done.Count == 3 && _seen.TrySetResult();
            return payload.GetInt32() == 2 ? throw new IOException("2 is bad") : Task.CompletedTask;
        }
    }
}

public sealed class JobQueueTestsOnSqlite(SqliteFiles databases) : JobQueueTests(databases), IClassFixture<SqliteFiles>;

public sealed class JobQueueTestsOnPostgres(PostgresDatabases databases) : JobQueueTests(databases), IClassFixture<PostgresDatabases>;
