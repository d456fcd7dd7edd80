using Dewar.Disk;
using Dewar.Hosting;

namespace Dewar.Scans;

/// <summary>A site with an in-place storage beside its own, where nothing is scanned by itself.</summary>
public interface IScanSite
{
    /// <summary>The central share.</summary>
    string Share { get; }

    TestSite Site { get; }

    internal static IReadOnlyDictionary<string, string?> Settings(TestFolder main, TestFolder share) => new Dictionary<string, string?>
    {
        ["storages"] = $"main={main.Path},share=inplace:{share.Path}",
        ["scan-every"] = "0",
        ["scan-quiet"] = "0",
    };
}

public sealed class SqliteScanSite : SqliteSite, IScanSite
{
    private readonly TestFolder _main = new();
    private readonly TestFolder _share = new();

    public string Share => _share.Path;

    public TestSite Site => this;

    internal override string StorageRoot => _main.Path;

    protected override IReadOnlyDictionary<string, string?> More => IScanSite.Settings(_main, _share);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _main.Dispose();
        _share.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class PostgresScanSite(Postgres server) : PostgresSite(server), IScanSite
{
    private readonly TestFolder _main = new();
    private readonly TestFolder _share = new();

    public string Share => _share.Path;

    public TestSite Site => this;

    internal override string StorageRoot => _main.Path;

    protected override IReadOnlyDictionary<string, string?> More => IScanSite.Settings(_main, _share);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _main.Dispose();
        _share.Dispose();
        GC.SuppressFinalize(this);
    }
}
