using System.Net;
using System.Net.Sockets;
using Dewar.Access;
using Dewar.Acquisitions;
using Dewar.Catalogue;
using Dewar.Experiments;
using Dewar.Hosting;
using Dewar.Instruments;
using Npgsql;
using Xunit;

namespace Dewar.Torture;

/// <summary>A site, its stations and its instruments' folders, all of one test, below one temporary folder.</summary>
internal sealed class Laboratory : IAsyncDisposable
{
    public const string Experiment = "torture";
    private const string Password = "nothing-is-lost";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly List<Product> _products = [];

    private Laboratory(string? database, string? storage)
    {
        Root = Directory.CreateTempSubdirectory("dewar-torture-").FullName;
        Storage = storage ?? Path.Combine(Root, "site", "storage");
        File.WriteAllText(PathOf("password"), Password);
        File.WriteAllText(PathOf("site.yaml"), $"storages:\n  main: {Storage}\n  share: inplace:{Folder("share")}\nscan-every: 0\nscan-quiet: 200ms\nlog: warning\n");
        string[] arguments = ["serve", "--home", PathOf("site"), "--urls", Url, "--config", PathOf("site.yaml"), "--admin-password-file", PathOf("password")];
        Site = Keep(new(PathOf("site.log"), database is null ? arguments : [.. arguments, "--database", database]));
    }

    public string Root { get; }

    public string Storage { get; }

    public string Url { get; } = $"http://127.0.0.1:{FreePort()}";

    public Product Site { get; }

    public ApiClient Api { get; private set; } = null!;

    /// <summary>Started, with an administrator signed in and an experiment made.</summary>
    /// <param name="database">A PostgreSQL address; null for SQLite.</param>
    public static async Task<Laboratory> Open(string? database = null, string? storage = null)
    {
        var laboratory = new Laboratory(database, storage);
        laboratory.Site.Start();
        using var nobody = new ApiClient(new(laboratory.Url), null);
        var signed = await Insist(() =>
        {
            Assert.True(laboratory.Site.IsRunning, $"The site ended by itself: {laboratory.Site.Log}");
            return nobody.Post<SignedIn>("api/sign-in", new SignIn("admin", Password, "torture"), default);
        });
        laboratory.Api = new(new(laboratory.Url), signed.Secret);
        await Insist(() => laboratory.Api.Post<Experiment>("api/experiments", new NewExperiment(Experiment, "test", Station: "local"), default));
        return laboratory;
    }

    /// <summary>An empty database of its own in the PostgreSQL server for tests; skips the test where there is none.</summary>
    public static async Task<string> FreshDatabase()
    {
        var server = Environment.GetEnvironmentVariable("DEWAR_TEST_POSTGRES") ?? "";
        Need(server.Length > 0, "DEWAR_TEST_POSTGRES names no PostgreSQL server.");
        var address = new Uri(server);
        var name = $"torture_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection($"Host={address.Host};Port={address.Port};Username={address.UserInfo};Database={address.AbsolutePath.Trim('/')};Pooling=false");
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return $"postgres://{address.UserInfo}@{address.Host}:{address.Port}/{name}";
    }

    /// <summary>Skips the test, or fails it where everything is required.</summary>
    public static void Need(bool there, string otherwise)
    {
        if (!there && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all")
        {
            Assert.Fail(otherwise);
        }

        Assert.SkipUnless(there, otherwise);
    }

    /// <summary>Asks until it is answered: the site may be away.</summary>
    public static async Task<T> Insist<T>(Func<Task<T>> ask)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception away) when (MayPass(away) && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(200);
            }
        }
    }

    public static bool MayPass(Exception failure) => failure is ApiProblem { MayPass: true } or HttpRequestException or IOException;

    public static async Task Until(Func<Task<bool>> done, Func<string> what, TimeSpan? patience = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await done())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < (patience ?? Patience), $"In vain waited for: {what()}");
            await Task.Delay(200);
        }
    }

    public static int FreePort()
    {
        // Below those that the kernel deals out by itself, so that nobody takes it while the site is down.
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; another one.
            }
        }
    }

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>A folder into which an instrument writes.</summary>
    public string Folder(string name) => Directory.CreateDirectory(PathOf(name)).FullName;

    /// <summary>A station of its own process; not started yet.</summary>
    /// <param name="seesStorage">If not, its files go through the site.</param>
    public async Task<Product> AddStation(string name, string? url = null, IReadOnlyDictionary<string, string>? environment = null, bool seesStorage = true)
    {
        var made = await Insist(() => Api.Post<StationMade>("api/stations", new NewStation(name), default));
        await File.WriteAllTextAsync(PathOf($"{name}.token"), made.Token);
        await File.WriteAllTextAsync(PathOf($"{name}.yaml"), seesStorage ? "look: 300ms\n" : $"look: 300ms\nstorages:\n  main: {PathOf("nowhere")}\n");
        return Keep(new(PathOf($"{name}.log"),
            ["station", "--site", url ?? Url, "--token-file", PathOf($"{name}.token"), "--home", PathOf($"{name}-home"), "--config", PathOf($"{name}.yaml")], environment));
    }

    /// <summary>A verb, as somebody at some computer calls it.</summary>
    public Product Run(string log, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) => Keep(new(PathOf($"{log}.log"), arguments, environment));

    public Task<Acquisition> Acquire(IReadOnlyList<NewSource> sources, double quiet = 1, AcquisitionKind kind = AcquisitionKind.Acquisition) =>
        Insist(() => Api.Post<Acquisition>($"api/experiments/{Experiment}/acquisitions", new NewAcquisition(sources, kind, new()
        {
            Settling = new() { QuietSeconds = quiet, Temporary = ["*.tmp"] },
        }), default));

    public Task<Acquisition> Show(Acquisition acquisition) =>
        Insist(() => Api.Get<Acquisition>($"api/experiments/{Experiment}/acquisitions/{acquisition.Id}", default));

    public async Task<List<CatalogueFile>> Files(string? glob = null, string experiment = Experiment)
    {
        var all = new List<CatalogueFile>();
        for (string? after = ""; after is not null;)
        {
            var page = await Insist(() => Api.Get<Page<CatalogueFile>>(
                Query.Of($"api/experiments/{experiment}/files", ("path", glob), ("limit", "5000"), ("after", after.Length > 0 ? after : null)), default));
            all.AddRange(page.Items);
            after = page.Next;
        }

        return all;
    }

    public Task<List<FileVersion>> Versions(string path) =>
        Insist(() => Api.Get<List<FileVersion>>($"api/experiments/{Experiment}/versions/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}", default));

    /// <summary>Waits until each of these paths has a current version with this digest.</summary>
    public async Task UntilCurrent(IReadOnlyDictionary<string, string> digests, TimeSpan? patience = null)
    {
        List<string> missing = [];
        await Until(async () =>
        {
            var there = (await Files()).ToDictionary(file => file.Path, file => file.Sha256);
            missing = [.. digests.Where(each => there.GetValueOrDefault(each.Key) != each.Value).Select(each => each.Key)];
            return missing.Count == 0;
        }, () => $"{missing.Count} of {digests.Count} files, such as {string.Join(", ", missing.Take(5))}", patience);
    }

    public Task UntilCurrent(string path, string sha256) => Until(async () =>
    {
        try
        {
            return (await Insist(() => Api.Get<CatalogueFile>($"api/experiments/{Experiment}/files/{path}", default))).Sha256 == sha256;
        }
        catch (ApiProblem not) when (not.Status == 404)
        {
            return false;
        }
    }, () => $"{path} as {sha256[..12]}");

    /// <summary>Stops an acquisition and waits for its end.</summary>
    public async Task<Acquisition> Stop(Acquisition acquisition)
    {
        await Insist(() => Api.Post<Acquisition>($"api/experiments/{Experiment}/acquisitions/{acquisition.Id}/stop", new StopAcquisition(), default));
        return await End(acquisition);
    }

    public async Task<Acquisition> End(Acquisition acquisition)
    {
        await Until(async () => (acquisition = await Show(acquisition)).EndedAt is not null, () => $"the end of {acquisition}, whose sources are {string.Join("; ", acquisition.Sources)}");
        return acquisition;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var product in _products)
        {
            product.Dispose();
        }

        Api?.Dispose();
        if (Environment.GetEnvironmentVariable("DEWAR_TEST_KEEP") is null)
        {
            try
            {
                Directory.Delete(Root, recursive: true);
            }
            catch (IOException)
            {
                // The instruments of a test that failed write on. What they leave must not hide why it failed.
            }
        }

        return ValueTask.CompletedTask;
    }

    private Product Keep(Product product)
    {
        _products.Add(product);
        return product;
    }
}
