using System.Reflection;

namespace Dewar.Database;

/// <summary>
/// Brings a database to the shape this version needs: every embedded .sql file is applied once, in the order of the dates in the names,
/// all in one transaction. Two processes that start together take turns.
/// </summary>
internal static class Migrator
{
    private static readonly Assembly Product = typeof(Migrator).Assembly;

    /// <summary>The migrations of a site; the rooms keep them beside the code that needs them.</summary>
    public static IReadOnlyList<string> OfSite { get; } = [.. Files().Where(name => !name.StartsWith("Journeys/", StringComparison.Ordinal))];

    /// <summary>The migrations of a station's journal.</summary>
    public static IReadOnlyList<string> OfJournal { get; } = [.. Files().Where(name => name.StartsWith("Journeys/", StringComparison.Ordinal))];

    public static Task Bring(SiteDatabase database, IReadOnlyList<string> migrations, TimeProvider time, CancellationToken ct) => database.Write(async write =>
    {
        await write.Lock("migrations", ct);
        await write.Execute($"create table if not exists database_migration (name text primary key, applied_us bigint not null)", ct);
        var applied = (await write.Query($"select name from database_migration", row => row.GetString(0), ct)).ToHashSet();
        if (applied.Except(migrations.Select(Path.GetFileName)).FirstOrDefault() is { } stranger)
        {
            throw new InvalidDataException(
                $"{database.Description} was last used by a newer Dewar (it has '{stranger}'). Start that version, or restore the backup taken before the upgrade.");
        }

        foreach (var migration in migrations.Where(each => !applied.Contains(Path.GetFileName(each))))
        {
            await using var command = write.Connection.CreateCommand();
            command.CommandText = Dialect.Translate(Text(migration), database.IsPostgres);
            command.Transaction = write.Inner;
            await command.ExecuteNonQueryAsync(ct);
            await write.Execute($"insert into database_migration (name, applied_us) values ({Path.GetFileName(migration)}, {time.GetUtcNow().InMicroseconds})", ct);
        }
    }, ct);

    private static IEnumerable<string> Files() => Product.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
        .OrderBy(name => Path.GetFileName(name), StringComparer.Ordinal);

    private static string Text(string name)
    {
        using var reader = new StreamReader(Product.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
