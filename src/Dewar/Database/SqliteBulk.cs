using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dewar.Database;

/// <summary>
/// One statement for many rows, straight on SQLite: the provider above it looks parameters up by name and makes a reader for every row,
/// which costs more than the row.
/// </summary>
internal static class SqliteBulk
{
    /// <param name="sql">With ?1, ?2 … for the values.</param>
    /// <param name="rows">Values are long, string, byte[], <see cref="Json"/> or null.</param>
    public static void Run(SqliteConnection connection, string sql, IEnumerable<object?[]> rows, CancellationToken ct)
    {
        var database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, sql, out var statement), database);
        using (statement)
        {
            foreach (var row in rows)
            {
                ct.ThrowIfCancellationRequested();
                for (var i = 0; i < row.Length; i++)
                {
                    Check(Bind(statement, i + 1, row[i]), database);
                }

                var result = raw.sqlite3_step(statement);
                var reset = raw.sqlite3_reset(statement);
                Check(result == raw.SQLITE_DONE ? reset : result, database);
            }
        }
    }

    private static int Bind(sqlite3_stmt statement, int at, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, at),
        long number => raw.sqlite3_bind_int64(statement, at, number),
        string text => raw.sqlite3_bind_text(statement, at, text),
        byte[] bytes => raw.sqlite3_bind_blob(statement, at, bytes),
        Json json => raw.sqlite3_bind_text(statement, at, json.Text),
        _ => throw new ArgumentException($"A {value.GetType().Name} can't go into a bulk statement."),
    };

    private static void Check(int result, sqlite3 database)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, database);
        }
    }
}
