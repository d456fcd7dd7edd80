using Dewar.Hosting;

namespace Dewar.Station;

/// <summary>How a station was set up.</summary>
internal sealed record StationOptions
{
    public static IReadOnlyList<Setting> Known { get; } =
    [
        new("site", null, "The address of the site."),
        new("token-file", null, "A file with the station's token, as 'dewar station add' printed it. Or the token itself in DEWAR_TOKEN."),
        new("home", null, "The folder of the station's journal."),
        new("roots", "", "Folders that people who are not its staff may have watched. Staff may name any folder."),
        new("storages", "", "Where this computer sees the site's storages, if elsewhere than the site (main: /mnt/gpfs)."),
        new("movers", "0", "How many batches are copied at a time; 0 for two a core and two more, since half of them wait for the disk."),
        new("look", "1s", "How often folders are looked at."),
        new("log", "information", "How much is logged: error, warning, information or debug."),
    ];

    public required Uri Site { get; init; }
    public required string Token { get; init; }

    /// <summary>Where the token was read from; null when the environment gave it.</summary>
    public string? TokenFile { get; init; }

    public required string Home { get; init; }
    public IReadOnlyList<string> Roots { get; init; } = [];
    /// <summary>If not, everything goes through the site, whatever may be mounted here.</summary>
    public bool SeesStorages { get; init; } = true;
    public IReadOnlyDictionary<string, string> Storages { get; init; } = new Dictionary<string, string>();
    public int Movers { get; init; } = Math.Clamp(2 * Environment.ProcessorCount + 2, 4, 16);
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Every file is asked so often at least; a tree so large that this would cost more than a fiftieth of the time, less often.</summary>
    public TimeSpan FullLookEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long files that are still being written may hold up the end of an acquisition.</summary>
    public TimeSpan FinalPatience { get; init; } = TimeSpan.FromSeconds(60);

    public LogLevel Log { get; init; } = LogLevel.Information;

    private static Uri ParseSite(string url)
    {
        try
        {
            return Profile.ParseSite(url.Length == 0 ? "http://none" : url);
        }
        catch (ApiProblem bad)
        {
            throw new FormatException(bad.Message, bad);
        }
    }

    public static StationOptions Read(string? file, IReadOnlyDictionary<string, string?> flags)
    {
        var set = new Settings(Known, file, flags);
        if (set.Text("site").Length == 0)
        {
            set.Mistakes.Add("site: the address of the site is missing (--site URL).");
        }

        var token = Environment.GetEnvironmentVariable("DEWAR_TOKEN") ?? "";
        if (set.Text("token-file") is { Length: > 0 } tokenFile)
        {
            if (set.FileOf("token-file") is { } text && (token = text.Trim()).Length == 0)
            {
                set.Mistakes.Add($"token-file: there is no token in '{tokenFile}'.");
            }
        }
        else if (token.Length == 0)
        {
            set.Mistakes.Add("token-file: a station needs its token; 'dewar station add NAME' prints one (--token-file FILE, or DEWAR_TOKEN).");
        }

        var storages = set.Map("storages");
        set.MustBeAbsolute("storages", storages.Values);
        set.MustBeAbsolute("roots", set.List("roots"));
        var movers = (int)set.As("movers", uint.Parse, 0u, "a number");
        var options = new StationOptions
        {
            Site = set.As("site", ParseSite, new Uri("http://none"), "an address such as https://dewar.example.org"),
            Token = token,
            TokenFile = set.Text("token-file") is { Length: > 0 } from ? from : null,
            Home = Path.GetFullPath(set.Text("home") is { Length: > 0 } home ? home : Path.Combine(SiteSettings.DefaultHome, "station")),
            Roots = set.List("roots"),
            Storages = storages,
            LookEvery = set.As("look", Duration.Parse, TimeSpan.FromSeconds(1), "a duration such as 1s"),
            Log = set.Level("log"),
        };
        set.Check();
        return movers > 0 ? options with { Movers = movers } : options;
    }
}
