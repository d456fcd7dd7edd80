using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dewar.Bench;

/// <summary>One line of what was found.</summary>
/// <param name="Value">The median, or what the unit says.</param>
/// <param name="All">Every measurement behind it.</param>
/// <param name="Figure">What the promise is about: a ratio, or the value itself.</param>
internal sealed record Finding(
    string Benchmark, string What, double Value, string Unit, IReadOnlyList<double>? All = null, double? Figure = null, string? Promise = null, bool? Met = null,
    DateTimeOffset At = default);

/// <summary>Prints what was found beside what was promised, and keeps it for programs.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly string File = Path.Combine(Bench.Root, "bench/results/LATEST.json");

    private readonly List<Finding> _findings = [];
    private string _benchmark = "";

    public void Begin(string benchmark, string what)
    {
        _benchmark = benchmark;
        _findings.Clear();
        Console.WriteLine($"\n== {benchmark}: {what}");
    }

    public static void Note(string text) => Console.WriteLine($"   {text}");

    public void Add(string what, IReadOnlyList<double> seconds) => Add(new(_benchmark, what, Tool.Median(seconds), "s", seconds));

    /// <summary>A peer's time, and how many times faster Dewar was in the same run.</summary>
    public void AddPeer(string what, IReadOnlyList<double> seconds, double dewar, double? promised)
    {
        var ratio = Tool.Median(seconds) / dewar;
        Add(new(_benchmark, what, Tool.Median(seconds), "s", seconds, ratio, promised is { } least ? $">= {least:0.#} x" : null, promised is null ? null : ratio >= promised));
    }

    /// <summary>A peer's times of several things, and the median of how many times faster Dewar was with each.</summary>
    public void AddPeerOf(string what, IReadOnlyList<double> seconds, IReadOnlyList<double> ratios, double promised)
    {
        var ratio = Tool.Median(ratios);
        Add(new(_benchmark, what, Tool.Median(seconds) * 1000, "ms", [.. seconds.Select(each => each * 1000)], ratio, $">= {promised:0.#} x", ratio >= promised));
    }

    public void AddAtLeast(string what, double value, string unit, double promised, IReadOnlyList<double>? all = null) =>
        Add(new(_benchmark, what, value, unit, all, null, $">= {promised:#,0.##}", value >= promised));

    public void AddAtMost(string what, double value, string unit, double promised, IReadOnlyList<double>? all = null) =>
        Add(new(_benchmark, what, value, unit, all, null, $"<= {promised:#,0.##}", value <= promised));

    public void AddFact(string what, double value, string unit, IReadOnlyList<double>? all = null) => Add(new(_benchmark, what, value, unit, all));

    public void AddFact(string what, double value, string unit, double ratio) => Add(new(_benchmark, what, value, unit, Figure: ratio));

    public void End()
    {
        string[][] rows =
        [
            ["what", "value", "", "best", "ratio", "promise", ""],
            .. _findings.Select(each => (string[])
            [
                each.What, Show(each.Value), each.Unit, each.All is null ? "" : Show(Best(each)), each.Figure is { } ratio ? $"{ratio:0.00} x" : "",
                each.Promise ?? "", each.Met switch { true => "met", false => "NOT MET", null => "" },
            ]),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            Console.WriteLine("   " + string.Join("  ", row.Select((cell, column) =>
                column is 1 or 3 or 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }

        Save();
    }

    private static double Best(Finding finding) => finding.Unit.EndsWith("/s", StringComparison.Ordinal) ? finding.All!.Max() : finding.All!.Min();

    private static string Show(double value) => value switch { >= 100 => $"{value:#,0}", >= 10 => $"{value:0.0}", _ => $"{value:0.00}" };

    private void Add(Finding finding) => _findings.Add(finding with { At = TimeProvider.System.GetUtcNow() });

    /// <summary>What other benchmarks found earlier stays.</summary>
    private void Save()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        var before = System.IO.File.Exists(File) ? JsonSerializer.Deserialize<Kept>(System.IO.File.ReadAllText(File), Json)?.Findings ?? [] : [];
        var kept = new Kept(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20, RuntimeInformation.FrameworkDescription,
            [.. before.Where(each => each.Benchmark != _benchmark), .. _findings]);
        System.IO.File.WriteAllText(File, JsonSerializer.Serialize(kept, Json));
    }

    private sealed record Kept(int Cores, long MemoryMb, string Runtime, IReadOnlyList<Finding> Findings);
}
