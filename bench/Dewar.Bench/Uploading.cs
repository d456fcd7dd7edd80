using System.Diagnostics;

namespace Dewar.Bench;

/// <summary>One <c>dewar upload</c> from a computer that does not see the storage, and how it goes on.</summary>
internal sealed class Uploading
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };

    private readonly List<(double Second, long Amount)> _progress = [(0, 0)];
    private readonly Site _site;
    private readonly string _experiment;
    private readonly string _folder;
    private readonly long _whole;
    private Task<Uploading> _ended = null!;

    private Uploading(Site site, string experiment, string folder, long whole) => (_site, _experiment, _folder, _whole) = (site, experiment, folder, whole);

    /// <summary>The address of the experiment.</summary>
    public string At => $"api/experiments/{_experiment}";

    /// <summary>Bytes in the storage, those of unfinished files, too.</summary>
    public long Stored => Directory.Exists(_folder) ? new DirectoryInfo(_folder).EnumerateFiles("*", All).Sum(Length) : 0;

    /// <summary>From the start of the command to its end.</summary>
    public double Seconds { get; private set; }

    /// <summary>Of the command, in MB.</summary>
    public double Peak { get; private set; }

    /// <summary>From the start of the command until all was there; what comes after it is reading back, or good-bye.</summary>
    public double Arrived => _progress[^1].Second;

    /// <summary>From the start of the command until something was there.</summary>
    public double First => _progress[1].Second;

    /// <summary>The longest time, from then until all was there, in which nothing more came.</summary>
    public double LongestPause => _progress.Skip(1).Zip(_progress.Skip(2), (before, after) => after.Second - before.Second).DefaultIfEmpty().Max();

    /// <param name="amount">How much has come.</param>
    public static async Task<Uploading> Begin(
        Bench bench, Site site, Person person, string experiment, string station, string source, long whole, Func<Uploading, Task<long>> amount)
    {
        var made = await site.Post("api/experiments", new { name = experiment, type = "bench", station, members = new[] { new { kind = "user", name = person.Name, role = "member" } } });
        var upload = new Uploading(site, experiment, Path.Combine(site.Home, "storage", made.GetProperty("storagePath").GetString()!), whole);
        upload._ended = upload.Follow(Site.Begin(Bench.Dewar, ["upload", experiment, source, "--wait"], upload.Log, new Dictionary<string, string>
        {
            ["DEWAR_URL"] = site.Url.ToString(),
            ["DEWAR_TOKEN"] = person.Token,
            ["XDG_DATA_HOME"] = bench.Folder("data"),
        }), amount);
        return upload;
    }

    public Task<Uploading> Ended() => _ended;

    /// <summary>How much came in a second, until then.</summary>
    public double Rate(double until) => _progress.Last(each => each.Second <= until) is var (_, amount) ? amount / until : 0;

    /// <summary>Deletes what was brought, and waits until it is gone from the storage.</summary>
    public async Task Remove()
    {
        var paths = (await _site.Get($"{At}/files")).GetProperty("items").EnumerateArray().Select(file => file.GetProperty("path").GetString()).ToList();
        await _site.Post($"{At}/delete", new { paths, reason = "measured" });
        while (Stored > 0)
        {
            await Task.Delay(Turn);
        }
    }

    private string Log => Path.Combine(_site.Home, $"{_experiment}.log");

    private async Task Look(long begun, Func<Uploading, Task<long>> amount)
    {
        if (_progress[^1].Amount < _whole && await amount(this) is var now && now > _progress[^1].Amount)
        {
            _progress.Add((Stopwatch.GetElapsedTime(begun).TotalSeconds, now));
        }
    }

    private async Task<Uploading> Follow(Process process, Func<Uploading, Task<long>> amount)
    {
        using (process)
        {
            var begun = Stopwatch.GetTimestamp();
            var ended = process.WaitForExitAsync();
            while (!ended.IsCompleted)
            {
                await Look(begun, amount);
                // Of one that has just ended it is nothing any more.
                Peak = Math.Max(Peak, Site.Memory(process.Id, "VmHWM"));
                await Task.WhenAny(ended, Task.Delay(Turn));
            }

            Seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            await Look(begun, amount);
            return process.ExitCode == 0 && _progress[^1].Amount == _whole ? this
                : throw new InvalidOperationException($"The upload into {_experiment} ended with {process.ExitCode}; {_progress[^1].Amount} of {_whole} came: {await File.ReadAllTextAsync(Log)}");
        }
    }

    /// <summary>A file that just got its name, or went, has none under its earlier one.</summary>
    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
