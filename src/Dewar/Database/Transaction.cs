using System.Data.Common;

namespace Dewar.Database;

/// <summary>One piece of work on the database: all of it happens, or nothing.</summary>
internal abstract class Transaction(DbConnection connection, DbTransaction? transaction)
{
    public DbConnection Connection => connection;

    public async Task<List<T>> Query<T>(Sql sql, Func<DbDataReader, T> row, CancellationToken ct)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>The first row, or the type's default when there is none.</summary>
    public async Task<T?> First<T>(Sql sql, Func<DbDataReader, T> row, CancellationToken ct)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? row(reader) : default;
    }

    public async Task<long> Number(Sql sql, CancellationToken ct) => await First(sql, row => row.IsDBNull(0) ? 0 : row.GetInt64(0), ct);

    public async Task<int> Execute(Sql sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Writes many rows the fastest way the engine has: COPY in PostgreSQL, one prepared statement in SQLite.
    /// Values are long, string, byte[], <see cref="Json"/> or null, in the order of the columns.
    /// </summary>
    public abstract Task Insert(string table, string[] columns, IEnumerable<object?[]> rows, CancellationToken ct);

    /// <summary>Reserves <paramref name="count"/> keys of a table in a row and returns the first.</summary>
    public abstract Task<long> ReserveKeys(string table, int count, CancellationToken ct);

    /// <summary>
    /// Until this transaction ends nobody else is past this line for the same name. For chains and counters whose order must be the
    /// order of commits. SQLite has one writer anyway.
    /// </summary>
    public abstract Task Lock(string name, CancellationToken ct);

    protected DbCommand Command(Sql sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        sql.Fill(command);
        return command;
    }

    public DbTransaction? Inner => transaction;
}
