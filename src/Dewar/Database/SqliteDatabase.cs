using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dewar.Database;

/// <summary>SQLite in write-ahead mode. One writer at a time, queued here instead of polling for the file's lock.</summary>
/// <param name="durable">
/// True for a site: what was answered must survive a power cut. A station's journal may lose its last moments, since all that it does can be done again.
/// </param>
internal sealed class SqliteDatabase(string file, bool durable) : SiteDatabase
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _connection = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = true,
        DefaultTimeout = 60,
    }.ToString();

    static SqliteDatabase() => SqliteLibrary.Choose();

    public override string Description => $"SQLite {SqliteLibrary.Version} {file}";

    public override bool IsPostgres => false;

    public override bool IsAway(Exception failure) => failure is SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 or 14 };

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task<DbConnection> Connect(CancellationToken ct)
    {
        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            pragma journal_mode = wal; pragma synchronous = {(durable ? "full" : "normal")}; pragma foreign_keys = on;
            pragma busy_timeout = 60000; pragma temp_store = memory; pragma wal_autocheckpoint = 4000; pragma cache_size = -16000;
            """;
        await command.ExecuteNonQueryAsync(ct);
        return connection;
    }

    protected override Transaction Begin(DbConnection connection, DbTransaction? transaction) =>
        new SqliteTransactionOf((SqliteConnection)connection, (SqliteTransaction?)transaction);

    protected override async Task<T> Once<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        await _writer.WaitAsync(ct);
        try
        {
            await using var connection = (SqliteConnection)await Connect(ct);
            await using var transaction = connection.BeginTransaction(deferred: false);
            var result = await work(Begin(connection, transaction));
            await transaction.CommitAsync(ct);
            return result;
        }
        finally
        {
            _writer.Release();
        }
    }

    protected override bool LostRace(DbException failure) => failure is SqliteException { SqliteErrorCode: 5 };

    private sealed class SqliteTransactionOf(SqliteConnection connection, SqliteTransaction? transaction) : Transaction(connection, transaction)
    {
        public override Task Insert(string table, string[] columns, IEnumerable<object?[]> rows, CancellationToken ct)
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText =
                $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
            var parameters = columns.Select((_, i) => command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" })).ToArray();
            foreach (var row in rows)
            {
                ct.ThrowIfCancellationRequested();
                for (var i = 0; i < row.Length; i++)
                {
                    parameters[i].Value = row[i] switch { null => DBNull.Value, Json json => json.Text, var value => value };
                }

                command.ExecuteNonQuery();
            }

            return Task.CompletedTask;
        }

        public override async Task<long> ReserveKeys(string table, int count, CancellationToken ct)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"select coalesce(max(id), 0) + 1 from {table}";
            return (long)(await command.ExecuteScalarAsync(ct))!;
        }

        public override Task Lock(string name, CancellationToken ct) => Task.CompletedTask;
    }
}
