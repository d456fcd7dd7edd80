using Dewar.Audit;
using Dewar.Database;
using Xunit;

namespace Dewar.Hosting;

/// <summary>Databases without a site around them, for tests of what lies below.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private readonly List<SiteDatabase> _open = [];
    private (SiteDatabase Database, AuditLog Audit)? _shared;

    public virtual string? Missing => null;

    internal SetClock Clock { get; } = new();

    /// <summary>The address of a database without tables.</summary>
    public abstract Task<string> Empty();

    /// <summary>Opens it the way another process would.</summary>
    internal SiteDatabase Open(string address)
    {
        var database = SiteDatabase.Open(address, "");
        _open.Add(database);
        return database;
    }

    /// <summary>One database for all tests of a class, up to date, with an audit log and nothing in it.</summary>
    internal async Task<(SiteDatabase Database, AuditLog Audit)> Shared()
    {
        _shared ??= await Ready();
        await _shared.Value.Database.Execute($"delete from audit_entry", default);
        await _shared.Value.Database.Execute($"delete from access_group", default);
        return _shared.Value;
    }

    /// <summary>A database brought up to date, and an audit log on it.</summary>
    internal async Task<(SiteDatabase Database, AuditLog Audit)> Ready()
    {
        var database = Open(await Empty());
        await Migrator.Bring(database, Migrator.OfSite, Clock, default);
        return (database, new AuditLog(database, Clock));
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var database in _open)
        {
            await database.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteFiles : TestDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dewar-test-").FullName;
    private int _files;

    public override Task<string> Empty() => Task.FromResult($"sqlite://{_folder}/{++_files}.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class PostgresDatabases(Postgres server) : TestDatabase
{
    private readonly List<string> _made = [];

    public override string? Missing => Postgres.Missing;

    public override async Task<string> Empty()
    {
        _made.Add(await server.Create(empty: true));
        return _made[^1];
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var address in _made)
        {
            await Postgres.Drop(address);
        }
    }
}

/// <summary>Tests that run on both engines without a site.</summary>
public abstract class DatabaseTests
{
    protected DatabaseTests(TestDatabase databases)
    {
        Assert.SkipWhen(databases.Missing is not null, databases.Missing ?? "");
        Databases = databases;
    }

    internal TestDatabase Databases { get; }
}
