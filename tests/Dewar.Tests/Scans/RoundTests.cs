using Dewar.Disk;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Scans;

/// <summary>Where files must have stood still for a second.</summary>
public sealed class SqliteQuietScanSite : SqliteSite, IScanSite
{
    private readonly TestFolder _main = new();
    private readonly TestFolder _share = new();

    public string Share => _share.Path;

    public TestSite Site => this;

    internal override string StorageRoot => _main.Path;

    protected override IReadOnlyDictionary<string, string?> More => new Dictionary<string, string?>(IScanSite.Settings(_main, _share)) { ["scan-quiet"] = "1s" };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _main.Dispose();
        _share.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A scan that comes back to what was being written.</summary>
public sealed class RoundTests(SqliteQuietScanSite site) : IClassFixture<SqliteQuietScanSite>
{
    [Fact]
    public async Task What_is_being_written_is_looked_at_again_alone()
    {
        var it = await Scanned.InPlace(site);
        for (var i = 0; i < 50; i++)
        {
            it.Put($"d{i}/f", "f");
        }

        await Task.Delay(4000);
        await it.Scan();
        it.Put("new", "new");
        var scan = await it.Scan(new(Quick: true));
        Assert.Equal(1, scan.Added);
        Assert.True(scan.Folders < 60, $"{scan.Folders} folders, {scan.Files} files");
    }
}
