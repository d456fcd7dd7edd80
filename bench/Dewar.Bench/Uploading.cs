using System.Diagnostics;

namespace Dewar.Bench;

/// <summary>One <c>dewar upload</c> from a computer that does not see the storage, and how it goes on.</summary>
internal sealed class Uploading : IAsyncDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };

    private readonly List<(double Second, long Amount)> _progress = [(0, 0)];
    private readonly Site _site;
    private readonly string _experiment;
    private readonly string _folder;
    private readonly long _whole;
    private readonly Process _process;

    private Uploading(Site site, string experiment, string folder, long whole, Process process, Func<Uploading, Task<long>> amount)
    {
        (_site, _experiment, _folder, _whole, _process) = (site, experiment, folder, whole, process);
        Ended = Follow(amount);
    }

    public Task<Uploading> Ended { get; }

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
        var folder = Path.Combine(site.Home, "storage", made.GetProperty("storagePath").GetString()!);
        var process = Site.Begin(Bench.Dewar, ["upload", experiment, source, "--wait"], LogOf(site, experiment), new Dictionary<string, string>
        {
            ["DEWAR_URL"] = site.Url.ToString(),
            ["DEWAR_TOKEN"] = person.Token,
            ["XDG_DATA_HOME"] = bench.Folder("data"),
        });
        return new(site, experiment, folder, whole, process, amount);
    }

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

    /// <summary>By itself it would wait for the site for ever.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await ((Task)Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private static string LogOf(Site site, string experiment) => Path.Combine(site.Home, $"{experiment}.log");

    private async Task Look(long begun, Func<Uploading, Task<long>> amount)
    {
        if (_progress[^1].Amount < _whole && await amount(this) is var now && now > _progress[^1].Amount)
        {
            _progress.Add((Stopwatch.GetElapsedTime(begun).TotalSeconds, now));
        }
    }

    private async Task<Uploading> Follow(Func<Uploading, Task<long>> amount)
    {
        var begun = Stopwatch.GetTimestamp();
        var ended = _process.WaitForExitAsync();
        while (!ended.IsCompleted)
        {
            await Look(begun, amount);
            Peak = Math.Max(Peak, Site.Memory(_process.Id, "VmHWM"));
            await Task.WhenAny(ended, Task.Delay(Turn));
        }

        Seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await Look(begun, amount);
        return _process.ExitCode == 0 && _progress[^1].Amount == _whole ? this
            : throw new InvalidOperationException($"The upload into {_experiment} ended with {_process.ExitCode}; {_progress[^1].Amount} of {_whole} came: {await File.ReadAllTextAsync(LogOf(_site, _experiment))}");
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
