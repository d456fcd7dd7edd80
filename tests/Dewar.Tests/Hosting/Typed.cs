using System.Diagnostics;
using System.Text.Json;

namespace Dewar.Hosting;

/// <summary>What the program did that somebody typed, in a process of its own.</summary>
internal sealed record Typed(int Code, string Out, string Error)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Out);

    /// <summary>As the administrator of the site.</summary>
    public static Task<Typed> Dewar(TestSite site, params string[] words) => Dewar(Path.GetTempPath(), site.Address.ToString(), site.Admin.Token!, words);

    /// <param name="config">The folder where a login is kept.</param>
    public static async Task<Typed> Dewar(string config, string url, string token, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "dewar.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment = { ["DEWAR_CONFIG"] = config, ["DEWAR_URL"] = url, ["DEWAR_TOKEN"] = token },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }
}
