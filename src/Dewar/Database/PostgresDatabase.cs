using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Dewar.Database;

/// <summary>PostgreSQL 15 or later.</summary>
internal sealed class PostgresDatabase : SiteDatabase
{
    private readonly NpgsqlDataSource _source;

    public PostgresDatabase(string address)
    {
        var settings = Parse(address);
        Description = $"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database}";
        _source = NpgsqlDataSource.Create(settings);
    }

    public override string Description { get; }

    public override bool IsPostgres => true;

    public override bool IsAway(Exception failure) => failure is NpgsqlException { IsTransient: true } or
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" } or TimeoutException ||
        (failure is NpgsqlException and not PostgresException);

    public override bool IsFull(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    public override string Advice => "Is it running, are name and rights right, and is there space?";

    public override bool IsBadText(Exception failure) => failure is PostgresException { SqlState: "22021" or "22P05" };

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    public override async Task<T> Read<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        return await work(new PostgresTransaction(connection, null));
    }

    protected override async Task<T> Once<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(new PostgresTransaction(connection, transaction));
        await transaction.CommitAsync(ct);
        return result;
    }

    protected override bool LostRace(DbException failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation,
    };

    /// <summary>Reads the usual address form, postgres://user:password@host:port/database?option=value; Npgsql itself only knows key=value.</summary>
    private static NpgsqlConnectionStringBuilder Parse(string address)
    {
        var uri = new Uri(address);
        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = Uri.UnescapeDataString(uri.Host),
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')),
            ApplicationName = "dewar",
            Timeout = 5,
            CommandTimeout = 120,
            MaxPoolSize = 50,
        };
        if (user[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            settings.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            settings[Uri.UnescapeDataString(pair[0])] = Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? "");
        }

        return settings;
    }

    private sealed class PostgresTransaction(NpgsqlConnection connection, DbTransaction? transaction) : Transaction(connection, transaction)
    {
        public override async Task Insert(string table, string[] columns, IEnumerable<object?[]> rows, CancellationToken ct)
        {
            var copy = $"copy {table} ({string.Join(", ", columns)}) from stdin (format binary)";
            await using var writer = await connection.BeginBinaryImportAsync(copy, ct);
            foreach (var row in rows)
            {
                await writer.StartRowAsync(ct);
                foreach (var value in row)
                {
                    await (value switch
                    {
                        null => writer.WriteNullAsync(ct),
                        long number => writer.WriteAsync(number, NpgsqlDbType.Bigint, ct),
                        string text => writer.WriteAsync(text, NpgsqlDbType.Text, ct),
                        byte[] bytes => writer.WriteAsync(bytes, NpgsqlDbType.Bytea, ct),
                        Json json => writer.WriteAsync(json.Text, NpgsqlDbType.Jsonb, ct),
                        _ => throw new ArgumentException($"A {value.GetType().Name} can't go into {table}."),
                    });
                }
            }

            await writer.CompleteAsync(ct);
        }

        public override async Task<long> ReserveKeys(string table, int count, CancellationToken ct)
        {
            // setval under a lock: the keys of a batch are one run, and rows of a batch lie together in every index that begins with the key.
            await Lock($"keys of {table}", ct);
            return await Number($"""
                select setval(pg_get_serial_sequence({table}, 'id'), nextval(pg_get_serial_sequence({table}, 'id')) + {count} - 1) - {count} + 1
                """, ct);
        }

        public override async Task Lock(string name, CancellationToken ct)
        {
            var key = Hash(name);
            await Execute($"select pg_advisory_xact_lock({key})", ct);
        }

        private static long Hash(string name) => BitConverter.ToInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
    }
}
