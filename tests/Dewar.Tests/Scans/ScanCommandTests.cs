using Dewar.Hosting;
using Xunit;

namespace Dewar.Scans;

/// <summary>dewar scan, as it is typed.</summary>
public sealed class ScanCommandTests(SqliteScanSite site) : IClassFixture<SqliteScanSite>
{
    [Fact]
    public async Task What_is_found_is_told_and_listed_and_the_exit_code_says_whether_all_is_well()
    {
        var made = await Typed.Dewar(site, "experiment", "add", "typed", "--type", "test", "--storage", "share", "--storage-path", "typed", "--json");
        Assert.NotEqual(0, made.Code);
        Assert.Contains("The folder of 'typed' can't be read", made.Error);
        var folder = Path.Combine(site.Share, "typed");
        Directory.CreateDirectory(folder);
        Assert.Equal(0, (await Typed.Dewar(site, "experiment", "add", "typed", "--type", "test", "--storage", "share", "--storage-path", "typed")).Code);
        await File.WriteAllTextAsync(Path.Combine(folder, "a"), "a");
        var done = await Typed.Dewar(site, "scan", "typed", "--wait");
        Assert.Equal((0, "1 files seen in 1 folders: 1 new, 0 changed, 0 moved, 0 gone, 0 right again."), (done.Code, done.Error.Trim().Split('\n')[^1]));
        File.CreateSymbolicLink(Path.Combine(folder, "link"), "a");
        done = await Typed.Dewar(site, "scan", "typed", "--wait");
        Assert.Equal((int)ExitCode.Failed, done.Code);
        Assert.Contains("1 differ from the catalogue; 'dewar scan typed --report' lists them.", done.Error);
        done = await Typed.Dewar(site, "scan", "typed", "--report");
        Assert.Equal((int)ExitCode.Failed, done.Code);
        Assert.Contains("symbolic link", done.Out);
        File.Delete(Path.Combine(folder, "link"));
        done = await Typed.Dewar(site, "scan", "--storage", "share", "--wait", "--json");
        Assert.Equal((0, "share"), (done.Code, done.Json.GetProperty("storage").GetString()));
        done = await Typed.Dewar(site, "scan", "--storage", "share", "--report", "--json");
        Assert.Equal((0, 0), (done.Code, done.Json.GetArrayLength()));
        Assert.Contains("Nothing is being scanned.", (await Typed.Dewar(site, "scan", "typed", "--stop")).Error);
        Assert.Contains("Name an experiment", (await Typed.Dewar(site, "scan")).Error);
        Assert.Contains("inplace", (await Typed.Dewar(site, "storage", "list")).Out);
    }
}
