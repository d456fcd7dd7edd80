using System.Globalization;

namespace Dewar.Hosting;

/// <summary>How a site was set up. With nothing said: SQLite, a storage and a station below the home folder, on this computer only.</summary>
internal sealed record SiteSettings
{
    public static IReadOnlyList<Setting> Known { get; } =
    [
        new("home", null, "The folder where the site keeps its database, its own storage and its journal."),
        new("urls", "http://127.0.0.1:8470", "Where it listens; several separated by ';'."),
        new("tls-certificate", "", "For urls with https: a PEM file with the site's certificate and those that lead to its authority. A renewed one is taken up without a new start."),
        new("tls-key", "", "A PEM file with the certificate's key, without a password. Default: in the file of the certificate."),
        new("address", "", "How people reach the site in a browser, for what it sends out: https://data.example.org. Default: the first of urls."),
        new("name", "Dewar", "What people call this site; shown in the portal."),
        new("database", "", "postgres://user@host/name, or sqlite:///path. Default: SQLite in the home folder."),
        new("storages", "", "Storage trees by name (main: /gpfs/dewar). A tree whose files stay where they are and are only read: share: inplace:/central/share. Default: main, in the home folder."),
        new("embedded-station", "local", "The name of the station that runs inside the site; 'none' for a site without."),
        new("roots", "", "Folders that the embedded station may read for people who are not its staff. Staff may name any folder."),
        new("largest-upload", "0", "The largest file that people may send over HTTP (50GB); 0 for as large as the storage has room."),
        new("unfinished-uploads", "0", "How many bytes one person's unfinished uploads may come to (1TB); 0 for any number."),
        new("admin-password-file", "", "Sets the first administrator's password at the first start, from a file."),
        new("verify-every", "", "How old the last look at a replica may become before it is read again in the background, such as 90d. Default: none is read again by itself."),
        new("verify-rate", "", "How many bytes a second are read in the background, such as 20MB. Alone: always, each replica at most once a day. Default with verify-every: 50MB."),
        new("scan-every", "1h", "How often in-place storages are looked through for what is new, changed, moved or gone, such as 15m; 0 for only when somebody asks. Once a day every single file is asked, not only the folders."),
        new("scan-quiet", "5s", "How long a file must not have been touched before a scan takes it; 0 for at once."),
        new("reading", "", "How many files the site reads at once for what is in them; 0 leaves that to workers. Default: one for every two processors."),
        new("reading-time", "60s", "How long the reading of one file may take."),
        new("reading-memory", "512MB", "How much memory the reading of one file may take."),
        new("readers", "", "Programs of your own that read files, by name: zvd: '*.zvd /opt/bin/read-zvd'. A pattern for names, the program, and what stands before the file's path. It prints JSON; see docs/reference/reading.md."),
        new("plugins", "", "A folder with plug-ins: assemblies for Dewar, each in a folder of its own name."),
        new("proposals", "", "Where proposals are looked up that experiments are made from: a JSON file, or a folder with some."),
        new("secrets", "", "A folder with files that hold passwords and tokens of calendars, which this process may read. Default: 'secrets' in the home folder."),
        new("previews", "", "Where pictures of files are kept. Default: in the home folder. Several processes of one site share it."),
        new("search-memory", "", "How much of the index for searching is kept in memory at most, such as 1GB. Default: a sixteenth of the memory, 128MB at least."),
        new("record-delivery", "all", "To which targets records are delivered: all; first, the first that works; best-effort, as many as work, and one is enough."),
        new("log", "information", "How much is logged: error, warning, information or debug."),
    ];

    public const string DeliverToAll = "all";
    public const string DeliverToFirst = "first";
    public const string DeliverBestEffort = "best-effort";

    /// <summary>Before the path of a storage whose files stay where they are.</summary>
    public const string InPlace = "inplace:";

    public required string Home { get; init; }
    public required string Urls { get; init; }
    public required string? Certificate { get; init; }
    public required string? CertificateKey { get; init; }
    public required string Address { get; init; }
    public required string Name { get; init; }
    public required string RecordDelivery { get; init; }
    public required string Database { get; init; }
    public required IReadOnlyDictionary<string, string> Storages { get; init; }
    public required string? EmbeddedStation { get; init; }
    public required IReadOnlyList<string> Roots { get; init; }
    public required long LargestUpload { get; init; }
    public required long UnfinishedUploads { get; init; }
    public required string? AdminPasswordFile { get; init; }
    public required TimeSpan? VerifyEvery { get; init; }
    public required long? VerifyRate { get; init; }
    public required TimeSpan? ScanEvery { get; init; }
    public required TimeSpan ScanQuiet { get; init; }
    public required int Reading { get; init; }
    public required TimeSpan ReadingTime { get; init; }
    public required long ReadingMemory { get; init; }
    public required IReadOnlyDictionary<string, string> Readers { get; init; }
    public required string? Plugins { get; init; }
    public required string? Proposals { get; init; }
    public required string Secrets { get; init; }
    public required string Previews { get; init; }
    public required long SearchMemory { get; init; }
    public required LogLevel Log { get; init; }

    /// <summary>All of it as words, for administrators to look at.</summary>
    public IReadOnlyList<SettingInForce> InForce { get; init; } = [];

    public string DatabaseFile => Path.Combine(Home, "dewar.db");

    /// <summary>What is kept when nothing is said: beside the other data of this user, or of the system for root.</summary>
    public static string DefaultHome => Environment.UserName == "root"
        ? "/var/lib/dewar" : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "dewar");

    public static SiteSettings Read(string? file, IReadOnlyDictionary<string, string?> flags)
    {
        var set = new Settings(Known, file, flags);
        var home = Path.GetFullPath(set.Text("home") is { Length: > 0 } given ? given : DefaultHome);
        var storages = set.Map("storages");
        if (storages.Count == 0)
        {
            storages["main"] = Path.Combine(home, "storage");
        }

        set.MustBeAbsolute("storages", storages.Values.Select(PathOf));
        MustBeApart(set, storages);
        set.MustBeAbsolute("roots", set.List("roots"));

        if (set.Text("database") is { Length: > 0 } database && !database.StartsWith("sqlite:///", StringComparison.Ordinal) &&
            !(Uri.TryCreate(database, UriKind.Absolute, out var server) && server is { Scheme: "postgres" or "postgresql", Host.Length: > 0, AbsolutePath.Length: > 1 }))
        {
            set.Mistakes.Add("database: this is neither postgres://user@host/name nor sqlite:///path.");
        }

        foreach (var url in set.Text("urls").Split(';'))
        {
            if (!Uri.TryCreate(url.Replace("*", "any", StringComparison.Ordinal).Replace("+", "any", StringComparison.Ordinal), UriKind.Absolute, out var uri) ||
                uri.Scheme is not ("http" or "https"))
            {
                set.Mistakes.Add($"urls: '{url}' is no address such as http://127.0.0.1:8470.");
            }
        }

        foreach (var needed in (string[])["admin-password-file", "tls-certificate", "tls-key"])
        {
            _ = set.Text(needed).Length > 0 ? set.FileOf(needed) : null;
        }

        if (set.Text("tls-certificate").Length == 0 && set.Text("urls").Contains("https:", StringComparison.OrdinalIgnoreCase))
        {
            set.Mistakes.Add("urls: https needs tls-certificate, the file with the site's certificate.");
        }

        var settings = new SiteSettings
        {
            Home = home,
            Urls = set.Text("urls"),
            Certificate = set.Text("tls-certificate") is { Length: > 0 } certificate ? Path.GetFullPath(certificate) : null,
            CertificateKey = set.Text("tls-key") is { Length: > 0 } key ? Path.GetFullPath(key) : null,
            Address = set.Text("address") is { Length: > 0 } address ? address : set.Text("urls").Split(';')[0],
            Name = set.Text("name"),
            RecordDelivery = set.As("record-delivery", text => text is DeliverToAll or DeliverToFirst or DeliverBestEffort ? text : throw new FormatException(), DeliverToAll, "all, first or best-effort"),
            Database = set.Text("database"),
            Storages = storages,
            EmbeddedStation = set.Text("embedded-station") is "none" ? null : set.Text("embedded-station"),
            Roots = set.List("roots"),
            LargestUpload = set.As("largest-upload", Bytes.Parse, 0L, "a size such as 50GB"),
            UnfinishedUploads = set.As("unfinished-uploads", Bytes.Parse, 0L, "a size such as 1TB"),
            AdminPasswordFile = set.Text("admin-password-file") is { Length: > 0 } secret ? secret : null,
            VerifyEvery = set.As("verify-every", text => text.Length == 0 ? (TimeSpan?)null : Positive(Duration.Parse(text)), null, "a duration such as 90d"),
            VerifyRate = set.As("verify-rate", text => text.Length == 0 ? (long?)null : Positive(Bytes.Parse(text)), null, "a size such as 20MB"),
            ScanEvery = set.As("scan-every", text => text == "0" ? (TimeSpan?)null : Positive(Duration.Parse(text)), null, "a duration such as 15m"),
            ScanQuiet = set.As("scan-quiet", text => text == "0" ? TimeSpan.Zero : Duration.Parse(text), TimeSpan.Zero, "a duration such as 5s"),
            Reading = set.As("reading", text => text.Length == 0 ? Math.Max(1, Environment.ProcessorCount / 2) : NotNegative(int.Parse(text, CultureInfo.InvariantCulture)), 0, "a number"),
            ReadingTime = set.As("reading-time", text => Positive(Duration.Parse(text)), TimeSpan.FromMinutes(1), "a duration such as 60s"),
            ReadingMemory = set.As("reading-memory", text => Positive(Bytes.Parse(text)), 512L << 20, "a size such as 512MB"),
            Readers = set.Map("readers"),
            Plugins = set.Text("plugins") is { Length: > 0 } plugins ? Path.GetFullPath(plugins) : null,
            Proposals = set.Text("proposals") is { Length: > 0 } proposals ? Path.GetFullPath(proposals) : null,
            Secrets = set.Text("secrets") is { Length: > 0 } secrets ? Path.GetFullPath(secrets) : Path.Combine(home, "secrets"),
            Previews = set.Text("previews") is { Length: > 0 } previews ? Path.GetFullPath(previews) : Path.Combine(home, "previews"),
            SearchMemory = set.As("search-memory", text => text.Length == 0 ? Math.Max(128L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16) : Positive(Bytes.Parse(text)), 0, "a size such as 512MB"),
            Log = set.Level("log"),
            InForce = [.. set.InForce.Select(each => each.Key == "home" ? each with { Value = home } : each)],
        };
        set.Check();
        return settings;
    }

    /// <summary>The path of a storage as the settings name it.</summary>
    public static string PathOf(string storage) => storage.StartsWith(InPlace, StringComparison.Ordinal) ? storage[InPlace.Length..].Trim() : storage;

    /// <summary>A tree in another's tree would have its files twice in the catalogue.</summary>
    private static void MustBeApart(Settings set, Dictionary<string, string> storages)
    {
        var ends = storages.Select(each => (Name: each.Key, Path: Path.GetFullPath(PathOf(each.Value)).TrimEnd('/') + "/")).ToList();
        set.Mistakes.AddRange(ends.SelectMany(one => ends.Where(other => one.Name != other.Name && one.Path.StartsWith(other.Path, StringComparison.Ordinal)
                && (one.Path.Length > other.Path.Length || string.CompareOrdinal(one.Name, other.Name) > 0))
            .Select(other => $"storages: '{one.Name}' lies in '{other.Name}'.")));
    }

    private static int NotNegative(int value) => value >= 0 ? value : throw new FormatException();

    private static T Positive<T>(T value) where T : struct, IComparable<T> => value.CompareTo(default) > 0 ? value : throw new FormatException();
}
