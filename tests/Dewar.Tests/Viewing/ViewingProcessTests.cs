using System.Diagnostics;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Viewing;

/// <summary>Files that do harm to whoever looks into them cost a process and nothing else.</summary>
public sealed class ViewingProcessTests(ViewingProcessTests.HarmedSite site) : SiteTests(site), IClassFixture<ViewingProcessTests.HarmedSite>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a.slow", "took longer than")]
    [InlineData("a.greedy", "took more than")]
    [InlineData("a.deadly", "ended while it looked")]
    public async Task Who_takes_too_long_too_much_or_dies_is_ended_and_said(string name, string words)
    {
        var line = await Site.Beamline();
        await line.Bring(name, "1");
        await line.Bring("good.csv", "a,b\n1,2\n3,4\n");

        var answer = await Site.Admin.Send("GET", $"{line.Path}/signals/{name}");

        Assert.Equal(422, answer.Status);
        Assert.Contains(words, answer.Title);
        (await Site.Admin.Send("GET", $"{line.Path}/signals/good.csv")).MustBe(200);
    }

    [Fact]
    public async Task A_process_that_was_killed_is_replaced()
    {
        var line = await Site.Beamline();
        await line.Bring("good.csv", "a,b\n1,2\n3,4\n");
        (await Site.Admin.Send("GET", $"{line.Path}/signals/good.csv")).MustBe(200);
        foreach (var id in await Idle())
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync(Ct);
        }

        (await Site.Admin.Send("GET", $"{line.Path}/signals/good.csv")).MustBe(200);
        Assert.NotEmpty(await Idle());
    }

    [Fact]
    public async Task Who_goes_away_holds_nobody_up()
    {
        var line = await Site.Beamline();
        await line.Bring("a.slow", "1");
        await line.Bring("good.csv", "a,b\n1,2\n3,4\n");
        using var http = new HttpClient { BaseAddress = Site.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Site.Admin.Token);
        for (var i = 0; i < 6; i++)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetAsync($"{line.Path}/signals/a.slow", patience.Token));
        }

        (await Site.Admin.Send("GET", $"{line.Path}/signals/good.csv")).MustBe(200);
    }

    [Fact]
    public async Task Damaged_files_are_said_to_be_and_the_process_goes_on()
    {
        var line = await Site.Beamline();
        await line.Bring("cut.h5", [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10, 0, 0, 0]);

        var answer = await Site.Admin.Send("GET", $"{line.Path}/h5grove/meta?file=cut.h5&path=/");

        Assert.Equal(422, answer.Status);
        Assert.NotEmpty(answer.Json.GetProperty("message").GetString()!);
        var ids = await Idle();
        (await Site.Admin.Send("GET", $"{line.Path}/h5grove/meta?file=cut.h5&path=/")).MustBe(422);
        Assert.Equal(ids.Order(), (await Idle()).Order());
    }

    /// <summary>The processes that wait. One has its answer on the way a moment before it waits again.</summary>
    private async Task<IReadOnlyList<int>> Idle()
    {
        var pool = Site.Get<ViewingPool>();
        while (pool.Idle.Count == 0)
        {
            await Task.Delay(10, Ct);
        }

        return pool.Idle;
    }

    /// <summary>A site with readers that stall, eat memory and kill.</summary>
    public sealed class HarmedSite : SqliteSite
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("dewar-harm-").FullName;

        protected override IReadOnlyDictionary<string, string?> More => new Dictionary<string, string?>
        {
            ["reading-time"] = "4s",
            ["reading-memory"] = "128MB",
            ["readers"] = string.Join(',', $"slow=*.slow {Script("slow", "sleep 60")}", $"deadly=*.deadly {Script("deadly", "kill -9 $PPID")}",
                $"greedy=*.greedy {Script("greedy", "exec python3 -c 'import time; x = b\"x\" * (500 << 20); time.sleep(60)'")}"),
        };

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
            GC.SuppressFinalize(this);
        }

        private string Script(string name, string text)
        {
            var path = Path.Combine(_folder, name);
            File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return path;
        }
    }
}
