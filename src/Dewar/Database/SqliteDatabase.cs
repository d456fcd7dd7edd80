using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dewar.Database;

/// <summary>SQLite in write-ahead mode. One writer at a time, queued here instead of polling for the file's lock.</summary>
/// <param name="durable">
/// True for a site: what was answered must survive a power cut. A station's journal may lose its last moments, since all that it does can be done again.
/// </param>
internal sealed class SqliteDatabase(string file, bool durable) : SiteDatabase
{
    private readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>Open connections that nobody uses: setting one up costs more than most queries.</summary>
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly string _connection = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = 60,
    }.ToString();

    static SqliteDatabase() => SqliteLibrary.Choose();

    public override string Description => $"SQLite {SqliteLibrary.Version} {file}";

    public override bool IsPostgres => false;

    public override bool IsAway(Exception failure) => failure is SqliteException { SqliteErrorCode: 5 or 6 or 10 or 14 };

    /// <summary>Full, or not to be written to: the disk was mounted anew as read-only.</summary>
    public override bool IsFull(Exception failure) => failure is SqliteException { SqliteErrorCode: 8 or 13 };

    public override string Advice => "Is there space, and may this user write to it and its folder? One that is damaged must be restored from a back-up.";

    public override ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    public override async Task<T> Read<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        var connection = await Take(ct);
        try
        {
            var result = await work(new SqliteTransactionOf(connection, null));
            _idle.Add(connection);
            return result;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection whose work failed is not given back: nobody knows what state it is in.</summary>
    private async Task<SqliteConnection> Take(CancellationToken ct)
    {
        if (_idle.TryTake(out var idle))
        {
            return idle;
        }

        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            pragma busy_timeout = 60000; pragma journal_mode = wal; pragma synchronous = {(durable ? "full" : "normal")}; pragma foreign_keys = on;
            pragma temp_store = memory; pragma wal_autocheckpoint = 4000; pragma cache_size = -8000;
            """;
        await command.ExecuteNonQueryAsync(ct);
        return connection;
    }

    protected override async Task<T> Once<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        await _writer.WaitAsync(ct);
        try
        {
            var connection = await Take(ct);
            try
            {
                // Disposed of only when all went well: see Discard.
                var transaction = connection.BeginTransaction(deferred: false);
                var result = await work(new SqliteTransactionOf(connection, transaction));
                await transaction.CommitAsync(ct);
                await transaction.DisposeAsync();
                _idle.Add(connection);
                return result;
            }
            catch
            {
                Discard(connection);
                throw;
            }
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>
    /// A full or broken disk makes SQLite end the transaction by itself. Closing would then fail, as there is nothing left to roll back,
    /// and hide the reason: so it is given something.
    /// </summary>
    private static void Discard(SqliteConnection connection)
    {
        if (connection.Handle is { } handle && raw.sqlite3_get_autocommit(handle) != 0)
        {
            _ = raw.sqlite3_exec(handle, "begin");
        }

        connection.Dispose();
    }

    protected override bool LostRace(DbException failure) => failure is SqliteException { SqliteErrorCode: 5 };

    private sealed class SqliteTransactionOf(SqliteConnection connection, SqliteTransaction? transaction) : Transaction(connection, transaction)
    {
        public override Task Insert(string table, string[] columns, IEnumerable<object?[]> rows, CancellationToken ct)
        {
            var sql = $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})";
            SqliteBulk.Run(connection, sql, rows, ct);
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
