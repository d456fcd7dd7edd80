using System.Diagnostics;

namespace Dewar.Bench;

/// <summary>Runs other programs and takes the time.</summary>
internal static class Tool
{
    /// <summary>Seconds from the command's start to its end. What fails is no measurement.</summary>
    public static async Task<double> Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        (await Output(program, arguments, environment)).Seconds;

    public static Task<double> Shell(string script, params IEnumerable<string> arguments) => Run("bash", ["-c", $"set -euo pipefail; {script}", "bench", .. arguments]);

    public static async Task<(double Seconds, string Text)> Output(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        process.StandardInput.Close();
        var (text, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return process.ExitCode == 0 ? (seconds, await text)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {(await errors).Trim()} {(await text).Trim()}");
    }

    /// <summary>Seconds of processor time that ended child processes have used, or a process that runs.</summary>
    public static double Processor(int? process = null)
    {
        var fields = File.ReadAllText($"/proc/{process?.ToString() ?? "self"}/stat").Split(") ")[1].Split(' ');
        var (user, system) = process is null ? (13, 14) : (11, 12);
        return (long.Parse(fields[user]) + long.Parse(fields[system])) / 100.0;
    }

    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    public static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        var at = share * (sorted.Length - 1);
        var (low, high) = (sorted[(int)Math.Floor(at)], sorted[(int)Math.Ceiling(at)]);
        return low + (high - low) * (at - Math.Floor(at));
    }
}
