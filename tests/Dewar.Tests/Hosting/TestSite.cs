using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Audit;
using Dewar.Catalogue;
using Dewar.Database;
using Dewar.Experiments;
using Dewar.Instruments;
using Xunit;

namespace Dewar.Hosting;

/// <summary>
/// A whole site in this process, on a port of loopback and a database of its own. Tests of a class share one; each makes the experiment
/// it works on.
/// </summary>
public abstract class TestSite : IAsyncLifetime
{
    internal const string Password = "correct-horse";

    private readonly string _home = Directory.CreateTempSubdirectory("dewar-test-").FullName;
    private WebApplication? _app;
    private int _names;

    /// <summary>Why there can't be one here; null when it runs.</summary>
    public virtual string? Missing => null;

    internal SiteSettings Settings { get; private set; } = null!;

    /// <summary>Settings beside those that every test site has.</summary>
    protected virtual IReadOnlyDictionary<string, string?> More { get; } = new Dictionary<string, string?>();

    internal SiteDatabase Database => Get<SiteDatabase>();

    internal Uri Address => new(SiteHost.LocalAddress(_app!));

    /// <summary>What the tests of a class only read, made by the first.</summary>
    internal Beamline? Shared { get; set; }

    internal WebApplication App => _app!;

    /// <summary>The administrator.</summary>
    internal Client Admin { get; private set; } = null!;

    /// <summary>Where the files of experiments are.</summary>
    internal virtual string StorageRoot => Path.Combine(_home, "storage");

    protected abstract Task<string> MakeDatabase(string home);

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        var database = await MakeDatabase(_home);
        Settings = SiteSettings.Read(null, new Dictionary<string, string?>(More)
        {
            ["home"] = _home,
            ["urls"] = More.GetValueOrDefault("urls") ?? "http://127.0.0.1:0",
            ["database"] = database,
            ["embedded-station"] = "none",
            ["log"] = Environment.GetEnvironmentVariable("DEWAR_TEST_LOG") ?? "none",
        });
        _app = Server.Build(Settings);
        await Server.Prepare(_app, Settings, default);
        await Get<UserStore>().EnsureAdministrator(Password, default);
        await _app.StartAsync();
        Admin = await SignIn("admin");
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Directory.Delete(_home, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal T Get<T>() where T : notnull => _app!.Services.GetRequiredService<T>();

    /// <summary>A name that nothing else here has.</summary>
    internal string Name(string of) => $"{of}-{Interlocked.Increment(ref _names)}";

    internal Client Nobody() => new(Address, null);

    internal Client With(string token) => new(Address, token);

    internal async Task<Client> SignIn(string user)
    {
        var found = await Database.First($"select id, role from access_user where name = {user}", row => (Id: row.GetInt64(0), Role: row.GetString(1)), default);
        return With(await Token(user, found.Role == "administrator" ? Scope.Admin : Scope.Write));
    }

    internal async Task<string> Token(string user, Scope scope) => (await Get<TokenStore>().Make(Caller.Nobody, "program", "test",
        await Database.Number($"select id from access_user where name = {user}", default), null, scope, TimeSpan.FromDays(1), default)).Secret;

    /// <summary>Makes a user and signs in.</summary>
    internal async Task<Client> User(string name, Role role = Role.User, params string[] staffOf)
    {
        await Get<UserStore>().Add(Caller.Nobody, new(name, Password, Role: role, StaffOf: staffOf), default);
        return await SignIn(name);
    }

    /// <summary>Makes a station and speaks as it.</summary>
    internal async Task<Client> Station(string name, string template = Instruments.Station.DefaultTemplate) =>
        With((await Admin.Post<StationMade>("api/stations", new NewStation(name, "", template))).Token);

    internal async Task<Experiment> Experiment(string? name = null, string? station = null, params Member[] members)
    {
        name ??= Name("experiment");
        return await Admin.Post<Experiment>("api/experiments", new NewExperiment(name, "test", Station: station, Members: members));
    }

    /// <summary>An experiment with an acquisition at a station of its own: what registering takes.</summary>
    internal async Task<Beamline> Beamline(int stations = 1)
    {
        var names = Enumerable.Range(0, stations).Select(_ => Name("station")).ToList();
        var clients = new List<Client>();
        foreach (var name in names)
        {
            clients.Add(await Station(name));
        }

        var experiment = await Experiment(station: names[0]);
        var acquisition = await Admin.Post<Acquisition>($"api/experiments/{experiment.Name}/acquisitions",
            new NewAcquisition([.. names.Select(name => new NewSource("/data", name))]));
        var places = new List<Beamline.Place>();
        foreach (var (name, client) in names.Zip(clients))
        {
            places.Add(new(name, client, await Database.Number($"select max(id) from acquisitions_source where station = {name}", default)));
        }

        return new(this, experiment, acquisition, places);
    }
}

public class SqliteSite : TestSite
{
    protected override Task<string> MakeDatabase(string home) => Task.FromResult("");
}

public class PostgresSite(Postgres server) : TestSite
{
    private string? _address;

    public override string? Missing => Postgres.Missing;

    protected override async Task<string> MakeDatabase(string home) => _address = await server.Create();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_address is not null)
        {
            await Postgres.Drop(_address);
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>Tests that run on both engines: a sealed class for each names its site.</summary>
public abstract class SiteTests
{
    protected SiteTests(TestSite site)
    {
        Assert.SkipWhen(site.Missing is not null, site.Missing ?? "");
        Site = site;
    }

    internal TestSite Site { get; }
}
