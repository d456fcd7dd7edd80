using Dewar.Access;
using Dewar.Catalogue;
using Dewar.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Dewar.Extraction;

/// <summary>A worker goes on, whatever befalls a file, its processes or its token.</summary>
public abstract class WorkerTests(TestSite site) : SiteTests(site)
{
    [Fact]
    public async Task What_is_too_large_to_be_sent_comes_without_its_tree()
    {
        const string Script = """
            v=$(printf %0400d 1)
            printf '%s' '{"format":"F","metadata":{"operator":"x","tree":{'
            seq 60000 | sed "s/.*/\"k&\":\"$v\",/"
            echo '"z":1}}}'
            """;
        await using var bench = await ReadingBench.Open(Site, programs: new Dictionary<string, (string, string)> { [Site.Name("large")] = ("*.large", Script) });
        var file = await bench.Read("a.large", [1]);

        Assert.Equal((ReadingState.Read, "F"), (file.State, file.Format));
        Assert.Contains("left out", Assert.Single(file.Warnings!));
        Assert.Equal("x", file.Metadata["operator"].GetProperty("value").GetString());
    }

    [Fact]
    public async Task Where_no_process_comes_up_files_wait_with_the_reason()
    {
        await using var bench = await ReadingBench.Open(Site, command: ["/nowhere/dewar"]);
        await bench.Line.Bring("a", "1");
        CatalogueFile file;
        do
        {
            await Task.Delay(100);
            file = await bench.Line.Show("a");
        }
        while (file.Message is null);

        Assert.Equal(ReadingState.Waiting, file.State);
        Assert.Contains("/nowhere/dewar", file.Message);
        Assert.False(bench.HasEnded);
    }

    [Fact]
    public async Task The_worker_inside_a_site_whose_token_was_revoked_takes_a_new_one()
    {
        using var stop = new CancellationTokenSource();
        var options = new WorkerOptions(1, new(TimeSpan.FromSeconds(60), 512 << 20), new Dictionary<string, long>(), ["/nowhere/dewar"], new Dictionary<string, string>());
        var running = new EmbeddedWorker(Site.Get<TokenStore>(), Site.Name("home"), options, TimeProvider.System, NullLogger<ReadingWorker>.Instance).Run(Site.Address, stop.Token);
        var first = await Token();
        await Site.Database.Execute($"delete from access_token where public_id = {first}", default);
        var line = await Site.Beamline();
        await line.Bring("a", "1");

        Assert.NotEqual(first, await Token());
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        async Task<string> Token()
        {
            for (var turn = 0; turn < 600; turn++)
            {
                if (await Site.Database.First($"select public_id from access_token where kind = 'worker' and name like 'embedded%'", row => row.GetString(0), default) is { } id)
                {
                    return id;
                }

                await Task.Delay(100);
            }

            throw new TimeoutException("No token within a minute.");
        }
    }

    [Fact]
    public async Task A_worker_that_the_site_does_not_know_any_more_ends()
    {
        using var api = new ApiClient(Site.Address, "dewar_15fd67ab9387_0000000000000000000000000000000000000000000");
        var options = new WorkerOptions(1, new(TimeSpan.FromSeconds(60), 512 << 20), new Dictionary<string, long>(), ["/nowhere/dewar"], new Dictionary<string, string>());

        Assert.Equal(401, (await Assert.ThrowsAsync<ApiProblem>(() => new ReadingWorker(api, options, TimeProvider.System, NullLogger<ReadingWorker>.Instance).Run(default))).Status);
    }
}

public sealed class WorkerTestsOnSqlite(SqliteSite site) : WorkerTests(site), IClassFixture<SqliteSite>;

public sealed class WorkerTestsOnPostgres(PostgresSite site) : WorkerTests(site), IClassFixture<PostgresSite>;
