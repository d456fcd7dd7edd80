using System.Diagnostics;
using Dewar.Torture;
using Xunit;

namespace Dewar.Downloads;

/// <summary>Programs of others, which were not written with ours in mind.</summary>
internal static class Foreign
{
    /// <summary>Runs one that must be content, and returns what it printed.</summary>
    public static async Task<string> Run(string folder, string program, params string[] words)
    {
        var (code, text) = await Try(folder, program, words);
        Assert.True(code == 0, $"{program} {string.Join(' ', words)} ended with {code}: {text}");
        return text;
    }

    public static async Task<(int Code, string Text)> Try(string folder, string program, params string[] words)
    {
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);
        Laboratory.Need(path is not null, $"{program} is not installed.");
        var start = new ProcessStartInfo(path!, words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment = { ["LC_ALL"] = "C.UTF-8", ["TZ"] = "UTC", ["HOME"] = folder },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
