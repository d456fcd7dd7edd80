namespace Dewar.Bench;

/// <summary>One run: its options, its folder, and what it found.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private int _databases, _sites;

    public Bench(Options options)
    {
        Options = options;
        Work = Path.Combine(options.Work, $"{Environment.ProcessId}");
        Directory.CreateDirectory(Work);
        Console.CancelKeyPress += (_, _) => Remove(Work);
    }

    public static string Root { get; } = Environment.GetEnvironmentVariable("DEWAR_ROOT")
        ?? throw new InvalidOperationException("Start it with bench/run.");

    /// <summary>The published executable.</summary>
    public static string Dewar => Path.Combine(Root, "artifacts/dewar/dewar");

    public Options Options { get; }

    public Report Report { get; } = new();

    public string Work { get; }

    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(Work, name)).FullName;

    /// <summary>A site of its own with an empty database.</summary>
    /// <param name="share">A tree whose files stay where they are; null for none.</param>
    public async Task<Site> Start(string engine, string? share = null)
    {
        var home = Folder($"site-{engine}-{++_sites}");
        if (share is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(home, "dewar.yaml"), $"storages:\n  main: {home}/storage\n  share: inplace:{share}\nscan-every: 0\nscan-quiet: 0\n");
        }

        return await Site.Start(home, await Database(engine));
    }

    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public ValueTask DisposeAsync()
    {
        Remove(Work);
        return ValueTask.CompletedTask;
    }

    /// <summary>The address of a new database; null for SQLite, which needs none.</summary>
    public async Task<string?> Database(string engine)
    {
        if (engine == "sqlite")
        {
            return null;
        }

        var server = Environment.GetEnvironmentVariable("DEWAR_TEST_POSTGRES") is { Length: > 0 } set ? set
            : throw new InvalidOperationException("There is no PostgreSQL: set DEWAR_TEST_POSTGRES to its address, or leave it out with --engine sqlite.");
        var name = $"bench_{Environment.ProcessId}_{++_databases}";
        await Tool.Run("psql", ["--no-psqlrc", "-q", server, "-c", $"create database {name}"]);
        return new UriBuilder(server) { Path = name }.Uri.ToString();
    }
}
