using Dewar.Database;
using Dewar.Hosting;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(Postgres))]

namespace Dewar.Hosting;

/// <summary>The PostgreSQL server of the tests. Databases are copies of one that is brought up to date once.</summary>
public sealed class Postgres : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _run = Guid.NewGuid().ToString("N")[..12];
    private int _copies;
    private bool _hasTemplate;

    private static string? Server => Environment.GetEnvironmentVariable("DEWAR_TEST_POSTGRES") is { Length: > 0 } address ? address : null;

    private string Template => $"dewar_{_run}_template";

    /// <summary>Why there is none; null when there is. Where everything is required that fails instead.</summary>
    public static string? Missing => Server is not null ? null
        : Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all"
            ? throw new InvalidOperationException("DEWAR_TEST_POSTGRES is not set, and DEWAR_TEST_REQUIRE=all.")
            : "PostgreSQL is not there: DEWAR_TEST_POSTGRES is not set (see tests/services/postgres).";

    /// <summary>Makes a database and returns its address.</summary>
    /// <param name="empty">Without tables, instead of brought up to date.</param>
    public async Task<string> Create(bool empty = false)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_hasTemplate && !empty)
            {
                await Run($"create database {Template}");
                await using var database = SiteDatabase.Open(AddressOf(Template), "");
                await Migrator.Bring(database, Migrator.OfSite, TimeProvider.System, default);
                _hasTemplate = true;
            }

            var name = $"dewar_{_run}_{++_copies}";
            await Run($"create database {name} template {(empty ? "template0" : Template)}");
            return AddressOf(name);
        }
        finally
        {
            _turn.Release();
        }
    }

    public static Task Drop(string address) => Run($"drop database if exists {new Uri(address).AbsolutePath.Trim('/')} with (force)");

    public async ValueTask DisposeAsync()
    {
        if (_hasTemplate)
        {
            await Run($"drop database {Template} with (force)");
        }

        _turn.Dispose();
    }

    private static string AddressOf(string name) => new UriBuilder(Server!) { Path = name }.Uri.ToString();

    private static async Task Run(string statement)
    {
        var server = new Uri(Server!);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = server.Host,
            Port = server.Port,
            Username = server.UserInfo,
            Database = server.AbsolutePath.Trim('/'),
            Pooling = false,
        });
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
