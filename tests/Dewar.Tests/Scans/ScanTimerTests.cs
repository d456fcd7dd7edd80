using Dewar.Hosting;
using Dewar.Storages;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Dewar.Scans;

/// <summary>In-place storages are scanned by themselves: often by their folders, once a day file by file.</summary>
public sealed class ScanTimerTests(SqliteScanSite site) : IClassFixture<SqliteScanSite>
{
    [Fact]
    public async Task Scans_come_when_they_are_due_and_never_two_at_once()
    {
        var it = await Scanned.InPlace(site);
        it.Put("a", "a");
        var clock = new SetClock { Now = TimeProvider.System.GetUtcNow() };
        var timer = new ScanTimer(site.Get<ScanStore>(), site.Get<StorageStore>(), site.Settings, clock, NullLogger<ScanTimer>.Instance);
        var every = TimeSpan.FromHours(1);
        await timer.AskForDue(every, default);
        await timer.AskForDue(every, default);
        Assert.Equal([true], (await Ended()).Select(scan => scan.Full));
        Assert.Equal(["a verified"], await it.Listed());

        it.Put("b", "b");
        clock.Now += TimeSpan.FromMinutes(59);
        await timer.AskForDue(every, default);
        Assert.Single(await Ended());
        clock.Now += TimeSpan.FromMinutes(2);
        await timer.AskForDue(every, default);
        Assert.Equal([false, true], (await Ended()).Select(scan => scan.Full));
        Assert.Equal(["a verified", "b verified"], await it.Listed());

        // Asked for by the clock of the database's own entries, a day later every file is asked again.
        clock.Now += TimeSpan.FromDays(1);
        await timer.AskForDue(every, default);
        Assert.Equal([true, false, true], (await Ended()).Select(scan => scan.Full));
        Assert.Empty(await site.Admin.Get<List<Scan>>("api/storages/main/scans"));
    }

    [Fact]
    public async Task Who_asks_for_two_is_told_of_the_one_that_runs()
    {
        var it = await Scanned.InPlace(site);
        for (var i = 0; i < 300; i++)
        {
            it.Put($"{i}", $"{i}");
        }

        var scan = await site.Admin.Post<Scan>($"{it.Path}/scans", new NewScan(Rate: "1kB"));
        var second = await site.Admin.Send("POST", $"{it.Path}/scans", new NewScan());
        Assert.Equal((409, "scan-running"), (second.Status, second.Code));
        Assert.Equal("scan-running", (await site.Admin.Send("POST", "api/storages/share/scans", new NewScan())).Code);
        var stopped = (await site.Admin.Send("POST", $"{it.Path}/scans/{scan.Id}/stop")).As<Scan>();
        Assert.Equal(ScanState.Stopped, stopped.State);
        Assert.Equal(300, (await it.Scan()).Files);
        Assert.Equal("rate-invalid", (await site.Admin.Send("POST", $"{it.Path}/scans", new NewScan(Rate: "fast"))).Code);
    }

    private async Task<List<Scan>> Ended()
    {
        List<Scan> all;
        while ((all = await site.Admin.Get<List<Scan>>("api/storages/share/scans")).Exists(scan => scan.EndedAt is null))
        {
            await Task.Delay(20);
        }

        return all.FindAll(scan => scan.AskedBy == "site");
    }
}
