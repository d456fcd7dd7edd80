using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Dewar.Bench;

/// <summary>
/// What a facility's catalogue looks like: a fifth of the files in twenty small experiments, the others in one, most of them in folders
/// of 1000, some in one large folder; three metadata keys on each, a few with more; a few files with an earlier version.
/// </summary>
internal sealed class World
{
    public const int Flat = 100_000;
    private const int Batch = 2000;
    private const int PerScan = 1000;
    private const int Others = 20;
    private const long Start = 1_700_000_000_000_000_000;
    private const long Apart = 100_000_000;

    private readonly Site _site;
    private readonly List<(string Name, string Token, long Source)> _places = [];

    private World(Site site, int files) => (_site, Files) = (site, files);

    public int Files { get; }

    /// <summary>The number of the first file of the large experiment.</summary>
    public int Main0 => Files / 5 / Batch / Others * Batch * Others;

    public int InMain => Files - Main0;

    public int Scans => (InMain - Flat) / PerScan;

    public string Main => _places[^1].Name;

    public bool IsDescribed { get; private set; }

    public static async Task<World> Open(Site site, int files)
    {
        var world = files >= 5 * Flat && files % Flat == 0 ? new World(site, files) : throw new FormatException($"Take a multiple of {Flat} as --catalogue, {5 * Flat} or more.");
        for (var place = 0; place <= Others; place++)
        {
            var station = $"station-{place}";
            var token = (await site.Post("api/stations", new { name = station })).GetProperty("token").GetString()!;
            var experiment = await site.AddExperiment();
            await site.Post($"api/experiments/{experiment}/acquisitions", new { sources = new[] { new { folder = "/nowhere", station } } });
            var assignments = await site.First($"api/stations/{station}/assignments", token);
            world._places.Add((experiment, token, assignments[0].GetProperty("source").GetInt64()));
        }

        return world;
    }

    public static string Digest(long number) => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)));

    public static DateTimeOffset ModifiedAt(long number) => DateTimeOffset.UnixEpoch.AddTicks((Start + number * Apart) / 100);

    public static string Folder(int scan) => $"scans/scan-{scan:000000}";

    /// <summary>The place in the listing in the middle of a folder.</summary>
    public static string Cursor(int scan) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { $"{Folder(scan)}/", Name(scan, PerScan / 2) }));

    /// <summary>The number of any file of the large experiment.</summary>
    public int Any(Random random) => Main0 + random.Next(InMain);

    /// <summary>Of a file of the large experiment.</summary>
    public string Path(int number) => number - Main0 is var at and < Flat ? $"flat/frame-{at:0000000}-{at % 1000:0000}.tif"
        : $"{Folder((number - Main0 - Flat) / PerScan)}/{Name((number - Main0 - Flat) / PerScan, (number - Main0 - Flat) % PerScan)}";

    /// <summary>Seconds for so many files from a number on, as stations send them; making the requests is not counted.</summary>
    public async Task<double> Register(int from, int count)
    {
        var seconds = 0.0;
        for (var first = from; first < from + count; first += Batch)
        {
            var (name, token, source) = _places[first < Main0 ? first / (Main0 / Others) : Others];
            var numbers = Enumerable.Range(first, Math.Min(Batch, from + count - first));
            var scan = Math.Max(0, first - Main0 - Flat) / PerScan;
            var body = new
            {
                source,
                files = numbers.Select(number => Arrival(number, first < Main0 ? Elsewhere(number) : Path(number), 1)).ToList(),
                metadata = new Dictionary<string, string>
                {
                    ["detector"] = first < Main0 ? "other" : $"d{scan / 2 % 4}",
                    ["sample"] = $"sample-{scan / 100:0000}",
                    ["operator"] = $"person-{scan / 20 % 30}",
                },
            };
            seconds += await _site.TimeToPost($"api/experiments/{name}/registrations", body, token);
        }

        return seconds;
    }

    /// <summary>Gives some files more metadata, and some a second version.</summary>
    public async Task Describe()
    {
        IsDescribed = true;
        // Those that are there already: the last part is yet to come.
        var scans = Enumerable.Range(0, Math.Max(1, Scans - Flat / PerScan)).ToList();
        await Tell(scans, "kind", "dark", scan => $"{Folder(scan)}/{Name(scan, 3)}");
        await Tell([.. Enumerable.Range(0, 20).Select(each => scans[each * scans.Count / 20])], "quality", "bad", scan => $"{Folder(scan)}/{Name(scan, 11)}");
        var (name, token, source) = _places[^1];
        foreach (var chunk in scans.Chunk(Batch))
        {
            var files = chunk.Select(scan => Arrival(Main0 + Flat + scan * PerScan, $"{Folder(scan)}/{Name(scan, 0)}", 2)).ToList();
            await _site.Post($"api/experiments/{name}/registrations", new { source, files }, token);
        }
    }

    private async Task Tell(IEnumerable<int> scans, string key, string value, Func<int, string> path)
    {
        foreach (var chunk in scans.Chunk(1000))
        {
            await _site.Post($"api/experiments/{Main}/metadata", new { paths = chunk.Select(path).ToList(), set = new Dictionary<string, string> { [key] = value } });
        }
    }

    private static string Elsewhere(int number) => $"run-{number / PerScan:00000}/frame-{number:00000000}.raw";

    private static string Name(int scan, int frame) => string.Create(CultureInfo.InvariantCulture, $"frame-{scan:000000}-{frame:000}.tif");

    private static object Arrival(int number, string path, int version) => new
    {
        path,
        size = 8_000_000 + number % 100_000,
        sha256 = Digest(version == 1 ? number : -number),
        modifiedNs = Start + number * Apart,
        delivery = $"delivered-{number:00000000}.{version}",
        verifiedAt = DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000),
    };
}
