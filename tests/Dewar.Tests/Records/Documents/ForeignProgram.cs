using System.Diagnostics;
using System.Text;
using Xunit;

namespace Dewar.Records;

/// <summary>Programs of others that judge our documents: xmllint, pdftotext.</summary>
internal static class ForeignProgram
{
    /// <returns>Its exit code, and all that it printed.</returns>
    public static (int Code, string Output) Run(string program, string package, params string[] arguments)
    {
        var isThere = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.SkipWhen(!isThere && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") != "all", $"{program} is not here: tests/install {package}");
        var complaints = new StringBuilder();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, line) => complaints.Append(line.Data);
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + complaints);
    }
}
