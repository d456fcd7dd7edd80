using System.Diagnostics;
using System.Text.Json;
using Dewar.Formats;
using Dewar.Formats.Bytes;
using Dewar.Formats.Drawing;
using Dewar.Sdk;

namespace Dewar.Bench;

/// <summary>What readers and pictures take: real files beside HyperSpy, HDF5 beside h5py, and the memory for a very large file.</summary>
internal static class Reading
{
    /// <summary>The measuring program as a process of its own that describes one file and says its peak memory.</summary>
    public const string Alone = "--describe";

    private const int Rounds = 9;
    private const int WarmingRounds = 150;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);
    private static readonly string[] Families = ["dm3", "dm4", "ser", "mrc", "tiff", "tiff-vendor"];
    private static readonly string[] Endings = [".dm3", ".dm4", ".ser", ".mrc", ".tif", ".tiff"];

    public static async Task Run(Bench bench)
    {
        await RealFiles(bench);
        await ReadingHdf5.Tree(bench);
        await ReadingHdf5.Values(bench);
        await ReadingLarge.Run(bench);
    }

    /// <summary>Reads a file and draws its thumbnail.</summary>
    public static (Dewar.Formats.Finding Finding, byte[]? Picture) Describe(string path)
    {
        using var file = Open(path);
        var finding = new Inspector(FormatsPlugin.Readers).Inspect(file);
        return (finding, Preview.Draw(finding, Preview.Thumbnail));
    }

    public static FileSource Open(string path) =>
        FileSource.Open(new PlainFolder(Path.GetDirectoryName(path)!), Path.GetFileName(path)) ?? throw new InvalidOperationException($"{path} can't be read.");

    /// <summary>A script beside this, run by the system's Python, which has the Debian packages.</summary>
    public static async Task<JsonElement> Python(string script, params IEnumerable<string> arguments)
    {
        var environment = new Dictionary<string, string> { ["PYTHONDONTWRITEBYTECODE"] = "1", ["OMP_NUM_THREADS"] = "1" };
        var (_, text) = await Tool.Output("/usr/bin/python3", ["-W", "ignore", Path.Combine(AppContext.BaseDirectory, "Reading", script), .. arguments], environment);
        return text.Trim() is "" ? default : JsonDocument.Parse(text[text.IndexOfAny(['{', '['])..]).RootElement;
    }

    private static async Task RealFiles(Bench bench)
    {
        if (DataFolder() is not { } folder)
        {
            Report.Note("real files: left out, DEWAR_TEST_DATA does not say where they are");
            return;
        }

        var files = Families.Select(format => Path.Combine(folder, "formats", format)).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles)
            .Where(file => Endings.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal).ToArray();
        var theirs = await Python("hyperspy_reads.py", [$"{Rounds}", .. files]);
        var readable = files.Where(file => theirs.GetProperty(file).ValueKind == JsonValueKind.Array).ToArray();
        foreach (var file in files.Except(readable))
        {
            Report.Note($"left out: HyperSpy can't read {Path.GetFileName(file)} ({theirs.GetProperty(file).GetString()!.Split('\n')[0]})");
        }

        var ours = Measure(readable);
        if (Environment.GetEnvironmentVariable("DEWAR_BENCH_EACH") is { Length: > 0 })
        {
            foreach (var file in readable)
            {
                var (dewar, peer) = (Tool.Median(ours[file]), Tool.Median(Numbers(theirs.GetProperty(file))));
                Report.Note($"{dewar * 1000,8:0.00} ms  {peer * 1000,8:0.0} ms  {peer / dewar,6:0.0} x  {Path.GetFileName(file)}");
            }
        }

        foreach (var format in Families)
        {
            var names = readable.Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == format).ToArray();
            if (names.Length > 0)
            {
                var peer = names.Select(name => Tool.Median(Numbers(theirs.GetProperty(name)))).ToArray();
                double[] dewar = [.. names.Select(name => Tool.Median(ours[name]))];
                bench.Report.AddFact($"{format}: metadata and thumbnail, {names.Length} files, processor time", Tool.Median(dewar) * 1000, "ms", [.. dewar.Select(each => each * 1000)]);
                bench.Report.AddPeerOf($"  {format}: HyperSpy, ratio of each file", peer, [.. peer.Zip(dewar, (one, other) => one / other)], 10);
            }
        }
    }

    // By processor time of all threads, because others may use the machine as well.
    private static Dictionary<string, List<double>> Measure(IReadOnlyList<string> files)
    {
        // Code is compiled again when it was called often, and that by the way.
        var begun = Stopwatch.GetTimestamp();
        for (var round = 0; round < WarmingRounds || Stopwatch.GetElapsedTime(begun) < Warming; round++)
        {
            foreach (var file in files)
            {
                Describe(file);
            }
        }

        var seconds = files.ToDictionary(file => file, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var file in files)
            {
                var before = Environment.CpuUsage.TotalTime;
                Describe(file);
                seconds[file].Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            }
        }

        return seconds;
    }

    /// <summary>Peak memory of a process of its own that describes a file.</summary>
    public static async Task<double> Memory(string path)
    {
        var (_, text) = await Tool.Output(Environment.ProcessPath!, [.. Self(), Alone, path]);
        return double.Parse(text);
    }

    // Started by "dotnet exec": the path of the process is that of dotnet.
    private static IEnumerable<string> Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? ["exec", Path.Combine(AppContext.BaseDirectory, "Dewar.Bench.dll")]
        : [];

    /// <summary>The real files, where the tests look for them.</summary>
    private static string? DataFolder() => new[] { Environment.GetEnvironmentVariable("DEWAR_TEST_DATA"), Path.Combine(Bench.Root, "../shared/data") }
        .FirstOrDefault(folder => folder is not (null or "") && Directory.Exists(folder));

    public static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
