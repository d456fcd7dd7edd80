using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Dewar.Formats;

/// <summary>
/// Independent programs: scripts beside the tests that write files with other people's libraries, or say what those read in ours.
/// </summary>
internal static class Python
{
    /// <summary>Runs a script of this project and gives what it prints, which is JSON.</summary>
    /// <param name="script">Its path from the tests' folder: <c>Mrc/write_mrc.py</c>.</param>
    /// <param name="needs">Modules it imports; without them the test fails in CI and is skipped elsewhere.</param>
    public static JsonElement Run(string script, string needs, params string[] arguments)
    {
        var missing = Start(["-c", $"import {needs}"], out _, out var why) != 0;
        Assert.SkipWhen(missing && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") != "all", $"Python has no {needs} here: {why}");
        Assert.False(missing, why);
        var code = Start([Repository.PathOf("tests/Dewar.Formats.Tests", script), .. arguments], out var output, out var errors);
        Assert.True(code == 0, $"{script} {string.Join(' ', arguments)}: {errors}");
        return JsonDocument.Parse(output).RootElement;
    }

    private static int Start(string[] arguments, out string output, out string errors)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var python = Process.Start(start)!;
        var complaints = new StringBuilder();
        python.ErrorDataReceived += (_, line) => complaints.AppendLine(line.Data);
        python.BeginErrorReadLine();
        output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        errors = complaints.ToString();
        return python.ExitCode;
    }
}
