using System.Data.Common;

namespace Dewar.Database;

/// <summary>The database of a site or of a station's journal: SQLite or PostgreSQL behind one face.</summary>
internal abstract class SiteDatabase : IAsyncDisposable
{
    /// <summary>How often a write that lost a race with another one is done again.</summary>
    private const int Attempts = 10;

    /// <summary>The engine and where it is, without secrets.</summary>
    public abstract string Description { get; }

    public abstract bool IsPostgres { get; }

    public static SiteDatabase Open(string address, string defaultFile) => address switch
    {
        "" => new SqliteDatabase(defaultFile, durable: true),
        _ when address.StartsWith("postgres", StringComparison.Ordinal) => new PostgresDatabase(address),
        _ when address.StartsWith("sqlite://", StringComparison.Ordinal) => new SqliteDatabase(address["sqlite://".Length..], durable: true),
        _ => throw new FormatException($"'{address}' is no database: write postgres://user@host/name or sqlite:///path."),
    };

    public abstract Task<T> Read<T>(Func<Transaction, Task<T>> work, CancellationToken ct);

    public Task<List<T>> Query<T>(Sql sql, Func<DbDataReader, T> row, CancellationToken ct) => Read(read => read.Query(sql, row, ct), ct);

    public Task<T?> First<T>(Sql sql, Func<DbDataReader, T> row, CancellationToken ct) => Read(read => read.First(sql, row, ct), ct);

    public Task<long> Number(Sql sql, CancellationToken ct) => Read(read => read.Number(sql, ct), ct);

    public Task<int> Execute(Sql sql, CancellationToken ct) => Write(write => write.Execute(sql, ct), ct);

    /// <summary>Does the work in a transaction. It may run more than once: another writer can win, then it starts anew.</summary>
    public async Task<T> Write<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Once(work, ct);
            }
            catch (DbException lost) when (attempt < Attempts && LostRace(lost))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(attempt * 5 + Random.Shared.Next(10)), TimeProvider.System, ct);
            }
        }
    }

    public Task Write(Func<Transaction, Task> work, CancellationToken ct) => Write<object?>(async write =>
    {
        await work(write);
        return null;
    }, ct);

    /// <summary>True for what says nothing about the request: the server is restarting, the line broke, too many connections.</summary>
    public abstract bool IsAway(Exception failure);

    /// <summary>True when nothing can be written, since there is no space for it.</summary>
    public abstract bool IsFull(Exception failure);

    /// <summary>What to look at when it can't be used.</summary>
    public abstract string Advice { get; }

    /// <summary>True when a text can't be kept, as PostgreSQL keeps no NUL.</summary>
    public virtual bool IsBadText(Exception failure) => false;

    public abstract ValueTask DisposeAsync();

    protected abstract Task<T> Once<T>(Func<Transaction, Task<T>> work, CancellationToken ct);

    protected abstract bool LostRace(DbException failure);
}
