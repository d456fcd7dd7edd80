using System.CommandLine;
using Dewar.Hosting;

namespace Dewar.Extraction;

/// <summary>dewar worker: reads files for a site, on a computer that sees its storages.</summary>
internal static class WorkerCommand
{
    public static IReadOnlyList<Setting> Known { get; } =
    [
        new("site", null, "The site's address."),
        new("token-file", "", "A file with the worker's token ('dewar token add NAME --scope worker'); or DEWAR_TOKEN."),
        new("storages", "", "Where this computer sees the site's storages, if elsewhere than the site (main: /mnt/gpfs)."),
        new("reading", "", "How many files are read at once. Default: one for every two processors."),
        new("reading-time", "60s", "How long the reading of one file may take."),
        new("reading-memory", "512MB", "How much memory the reading of one file may take."),
        new("readers", "", "Programs of your own that read files, by name; as for a site."),
        new("plugins", "", "A folder with plug-ins; as for a site."),
        new("log", "information", "How much is logged: error, warning, information or debug."),
    ];

    public static Command Build(MakeReaders make)
    {
        var config = new Option<string?>("--config") { Description = "A YAML file with settings" };
        var site = new Option<string?>("--site") { Description = "The site's address" };
        var token = new Option<string?>("--token-file") { Description = "A file with the worker's token; or DEWAR_TOKEN" };
        return new Command("worker", "Run a worker: read files for a site, on a computer that sees its storages") { config, site, token }.Runs(async (line, ct) =>
        {
            var set = new Settings(Known, line.GetValue(config), new Dictionary<string, string?> { ["site"] = line.GetValue(site), ["token-file"] = line.GetValue(token) });
            var address = set.As("site", text => new Uri(text), new Uri("http://nowhere"), "an address such as https://dewar.example.org");
            var secret = set.Text("token-file") is { Length: > 0 } ? set.FileOf("token-file")?.Trim() : Environment.GetEnvironmentVariable("DEWAR_TOKEN");
            var options = Options(set, make);
            set.Check();
            using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(set.Level("log")).AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            }));
            using var api = new ApiClient(address, secret ?? throw new FormatException("A worker needs a token: --token-file, or DEWAR_TOKEN."));
            await new ReadingWorker(api, options, TimeProvider.System, logs.CreateLogger<ReadingWorker>()).Run(ct);
            return ExitCode.Done;
        });
    }

    /// <summary>The worker inside a site.</summary>
    public static WorkerOptions Of(SiteSettings site, MakeReaders make) => Options(
        site.Reading, new(site.ReadingTime, site.ReadingMemory), new(site.Readers, site.Plugins), make, new Dictionary<string, string>());

    private static WorkerOptions Options(Settings set, MakeReaders make) => Options(
        set.As("reading", text => text.Length == 0 ? Math.Max(1, Environment.ProcessorCount / 2) : Math.Max(1, int.Parse(text)), 1, "a number"),
        new(set.As("reading-time", Duration.Parse, TimeSpan.FromMinutes(1), "a duration such as 60s"), set.As("reading-memory", Bytes.Parse, 512L << 20, "a size such as 512MB")),
        new(set.Map("readers"), set.Text("plugins") is { Length: > 0 } plugins ? Path.GetFullPath(plugins) : null), make, set.Map("storages"));

    private static WorkerOptions Options(int atOnce, ReadingLimits limits, ReaderSetup setup, MakeReaders make, IReadOnlyDictionary<string, string> storages) => new(
        atOnce, limits, make(setup).ToDictionary(reader => reader.Name, reader => (long)reader.Version), [.. OwnProgram.Command, "extract", .. setup.Arguments], storages);
}
