using Dewar.Hosting;
using Dewar.Sdk;
using Dewar.Transfers;
using Xunit;

namespace Dewar.Incoming;

/// <summary>What every transfer method promises, with a site in between.</summary>
public abstract class ThroughSiteTests : TransferMethodContract, IAsyncLifetime
{
    private readonly TestSite _site;
    private ApiClient? _api;
    private ThroughSite? _method;
    private long _source;

    protected ThroughSiteTests(TestSite site)
    {
        Assert.SkipWhen(site.Missing is not null, site.Missing ?? "");
        _site = site;
    }

    protected override ITransferMethod Method => _method!;

    protected override long Source => _source;

    public async ValueTask InitializeAsync()
    {
        var line = await _site.Beamline();
        (_api, _source) = (new(_site.Address, line.Clients[0].Token), line.Sources[0]);
        _method = new(_api);
        await _site.Database.Execute($"update experiments_experiment set storage_path = {line.Experiment.Name} where storage_path = {To.Folder}", default);
        await _site.Database.Execute($"update experiments_experiment set storage_path = {To.Folder} where name = {line.Experiment.Name}", default);
        await Tell(To);
    }

    protected override Task Tell(Destination to) => _site.Database.Execute($"update storages_storage set path = {to.Root}, mark = {to.Mark}", default);

    public ValueTask DisposeAsync()
    {
        _api?.Dispose();
        Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class ThroughSiteTestsOnSqlite(SqliteSite site) : ThroughSiteTests(site), IClassFixture<SqliteSite>;

public sealed class ThroughSiteTestsOnPostgres(PostgresSite site) : ThroughSiteTests(site), IClassFixture<PostgresSite>;
