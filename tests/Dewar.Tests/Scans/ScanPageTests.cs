using Dewar.Hosting;
using Xunit;

namespace Dewar.Scans;

/// <summary>What the page of an experiment tells of scans.</summary>
public sealed class ScanPageTests(SqliteScanSite site) : IClassFixture<SqliteScanSite>
{
    [Fact]
    public async Task The_page_shows_the_last_scan_and_what_differs_and_asks_for_another()
    {
        await ScanAll();
        var it = await Scanned.InPlace(site);
        var page = $"experiments/{it.Experiment.Name}";
        Assert.Contains("Not looked at yet", await Page(page));
        Assert.DoesNotContain("Bring files", await Page(page));
        it.Put("a", "a");
        File.CreateSymbolicLink(it.At("link"), "a");
        var asked = await site.Admin.Send("POST", $"{page}/scan");
        Assert.Equal((303, $"/{page}#scan"), (asked.Status, asked.Headers.Location!.ToString()));
        var scan = Assert.Single(await site.Admin.Get<List<Scan>>($"{it.Path}/scans"));
        await it.Ended(scan.Id);
        var text = await Page(page);
        Assert.Contains("1 new", text);
        Assert.Contains("1 difference from the catalogue", text);
        Assert.Contains("It is a symbolic link", text);
    }

    [Fact]
    public async Task Of_a_scan_of_the_whole_storage_nothing_is_told_that_is_others()
    {
        var (mine, others) = (await Scanned.InPlace(site), await Scanned.InPlace(site));
        mine.Put("mine", "mine");
        others.Put("theirs", "theirs");
        await others.Scan();
        Directory.Delete(others.At(""), recursive: true);
        var scan = await ScanAll();
        Assert.Contains(others.Experiment.Name, scan.Message);
        var text = await Page($"experiments/{mine.Experiment.Name}");
        Assert.Contains("With the whole storage", text);
        Assert.DoesNotContain(others.Experiment.Name, text);
        Assert.Empty(await site.Admin.Get<List<Scan>>($"{mine.Path}/scans"));
    }

    private async Task<Scan> ScanAll()
    {
        var scan = await site.Admin.Post<Scan>("api/storages/share/scans", new NewScan());
        while ((scan = await site.Admin.Get<Scan>($"api/storages/share/scans/{scan.Id}")).EndedAt is null)
        {
            await Task.Delay(20);
        }

        return scan;
    }

    private async Task<string> Page(string path)
    {
        var answer = await site.Admin.Send("GET", path);
        Assert.Equal(200, answer.Status);
        return answer.Text;
    }
}
