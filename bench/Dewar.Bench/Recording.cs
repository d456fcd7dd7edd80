using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Dewar.Bench;

/// <summary>From the end of a session to its record with pictures, when all its files come at that moment; and how soon the page of a long session is there.</summary>
internal static class Recording
{
    private const int Files = 300, ManyFiles = 5000, Side = 1024, SmallSide = 64;

    public static async Task Run(Bench bench)
    {
        foreach (var engine in bench.Options.Engines)
        {
            await using var site = await bench.Start(engine);
            await site.SignIn();
            await site.Put("api/instruments/titan", new { name = "titan", station = "local", description = "", settling = new { quietSeconds = 0.1 } });
            await One(bench, site, engine);
            await Long(bench, site, engine);
        }
    }

    private static async Task One(Bench bench, Site site, string engine)
    {
        var (session, seconds) = await Session(bench, site, $"{engine}-record", Files, Side, TimeSpan.FromHours(3));
        var record = (await site.Get($"api/sessions/{session}/record")).GetProperty("session");
        var files = record.GetProperty("activities").EnumerateArray().SelectMany(activity => activity.GetProperty("files").EnumerateArray()).ToList();
        var pictures = files.Count(file => file.GetProperty("preview").GetString() is not null);
        Report.Note($"{engine}: {files.Count} files of 2 MB in {record.GetProperty("activities").GetArrayLength()} activities");
        bench.Report.AddAtMost($"{engine}: from \"End\" to the record of {Files} files, which come at that moment", seconds, "s", 60);
        bench.Report.AddAtLeast($"{engine}: of them with a picture", pictures, "", Files);
        await Pages(bench, site, engine, session, Files);
    }

    private static async Task Long(Bench bench, Site site, string engine)
    {
        var (session, seconds) = await Session(bench, site, $"{engine}-long", ManyFiles, SmallSide, TimeSpan.FromHours(12));
        bench.Report.AddFact($"{engine}: from \"End\" to the record of {ManyFiles:#,0} small files", seconds, "s");
        await Pages(bench, site, engine, session, ManyFiles);
    }

    private static async Task Pages(Bench bench, Site site, string engine, string session, int files)
    {
        var pages = await Times(site, $"sessions/{session}");
        bench.Report.AddAtMost($"{engine}: its page in the portal, p95 of {pages.Count}", Tool.Quantile(pages, 0.95), "s", 1, pages);
        foreach (var form in (string[])["json", "xml", "pdf"])
        {
            bench.Report.AddFact($"{engine}: its record of {files:#,0} files as {form}", Tool.Median(await Times(site, $"api/sessions/{session}/record?format={form}", 3)), "s");
        }
    }

    private static async Task<List<double>> Times(Site site, string path, int times = 20)
    {
        var all = new List<double>();
        for (var time = 0; time < times; time++)
        {
            var begun = Stopwatch.GetTimestamp();
            await site.Fetch(path);
            all.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        return all;
    }

    /// <summary>A session that is over, whose files lie in a folder and are brought from when it ends on; seconds until its record has all of them.</summary>
    private static async Task<(string Session, double Seconds)> Session(Bench bench, Site site, string name, int files, int side, TimeSpan lasted)
    {
        var (experiment, folder, end) = (await site.AddExperiment(), bench.Folder(name), DateTimeOffset.UtcNow.AddMinutes(-1));
        Write(folder, files, side, end - lasted, lasted);
        var at = end - lasted - TimeSpan.FromMinutes(1);
        var session = (await site.Post("api/instruments/titan/sessions", new { experiment, sample = "steel", purpose = "bench", at })).GetProperty("id").GetString()!;
        var begun = Stopwatch.GetTimestamp();
        await site.Post($"api/sessions/{session}/end", new { at = end });
        await site.Post($"api/experiments/{experiment}/acquisitions", new { sources = new[] { new { folder } }, kind = "upload", options = new { instrument = "titan" } });
        while (true)
        {
            var status = await site.Get($"api/sessions/{session}/record/status");
            if (status.GetProperty("state").GetString() == "built" && await Count(site, session) == files)
            {
                return (session, Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }

            await Task.Delay(200);
        }
    }

    private static async Task<int> Count(Site site, string session) =>
        (await site.Get($"api/sessions/{session}/record")).GetProperty("session").GetProperty("activities").EnumerateArray().Sum(activity => activity.GetProperty("files").GetArrayLength());

    /// <summary>Grey pictures with noise, of 16 bits, taken one after the other with a pause after every fiftieth.</summary>
    private static void Write(string folder, int files, int side, DateTimeOffset from, TimeSpan lasted)
    {
        var (random, header) = (new Random(7), Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P5 {side} {side} 65535\n")));
        var bytes = new byte[header.Length + 2 * side * side];
        var step = lasted / (files + 20.0 * (files / 50));
        var taken = from;
        for (var number = 0; number < files; number++)
        {
            random.NextBytes(bytes);
            header.CopyTo(bytes, 0);
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:00000}.pgm"));
            File.WriteAllBytes(path, bytes);
            File.SetLastWriteTimeUtc(path, taken.UtcDateTime);
            taken += number % 50 == 49 ? 20 * step : step;
        }
    }
}
