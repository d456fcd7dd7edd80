using System.Diagnostics;
using Dewar.Access;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Viewing;

/// <summary>h5grove's API, asked by another program that knows from h5py and numpy what must come.</summary>
public sealed class GroveTests(SqliteSite site) : SiteTests(site), IClassFixture<SqliteSite>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_h5grove_is_asked_is_answered_as_h5py_and_numpy_would()
    {
        var folder = Directory.CreateTempSubdirectory("dewar-h5-").FullName;
        try
        {
            await Script("make", folder);
            var line = await Site.Beamline();
            foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            {
                var path = Path.GetRelativePath(folder, file);
                var content = await File.ReadAllBytesAsync(file, Ct);
                // What nobody registered lies in the folder, and is in no catalogue.
                await (path is "hidden.h5" ? Put(line, path, content) : line.Bring($"run 1/{path}", content));
            }

            var token = await Site.Token("admin", Scope.Read);
            var told = await Script("check", folder, $"{Site.Address}{line.Path}/h5grove", token);

            var lines = told.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(lines.Length == 1, told);
            Assert.InRange(int.Parse(lines[0].Split(' ')[0]), 400, 4000);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task Put(Beamline line, string path, byte[] content)
    {
        line.Put($"run 1/{path}", content);
        return Task.CompletedTask;
    }

    private static async Task<string> Script(params string[] words)
    {
        const string Needs = "import h5py, numpy, tifffile";
        var (missing, _, why) = await Python("-c", Needs);
        Assert.SkipWhen(missing != 0 && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") != "all", $"Python can't '{Needs}' here.");
        Assert.True(missing == 0, why);
        var (code, told, errors) = await Python([Repository.PathOf("tests/Dewar.Tests", "Viewing/h5grove.py"), .. words]);
        Assert.True(code == 0, errors);
        return told;
    }

    private static async Task<(int Code, string Told, string Errors)> Python(params string[] words)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync(Ct);
        var told = await python.StandardOutput.ReadToEndAsync(Ct);
        await python.WaitForExitAsync(Ct);
        return (python.ExitCode, told, await errors);
    }
}
