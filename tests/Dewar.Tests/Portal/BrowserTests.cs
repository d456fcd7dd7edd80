using System.Diagnostics;
using Xunit;

namespace Dewar.Portal;

/// <summary>The portal in a real browser, against a real process; the steps are in tests/browser.</summary>
public sealed class BrowserTests
{
    private static readonly string[] Browsers = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    [Fact]
    public async Task A_newcomer_finds_the_way_in_a_browser()
    {
        var folder = Repository.PathOf("tests/browser");
        var missing = !Browsers.Any(File.Exists) ? "There is no Chromium." : !Directory.Exists(Path.Combine(folder, "node_modules")) ? "Run npm ci in tests/browser first." : null;
        if (missing is not null && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all")
        {
            Assert.Fail(missing);
        }

        Assert.SkipWhen(missing is not null, missing ?? "");
        var start = new ProcessStartInfo("node", ["--test", "--test-reporter=spec"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            // Without a locale Chromium offers no name with letters beyond ASCII for a download.
            Environment = { ["LC_ALL"] = "C.UTF-8", ["DEWAR"] = Path.Combine(AppContext.BaseDirectory, "dewar"), ["CHROMIUM"] = Browsers.First(File.Exists) },
        };
        using var node = Process.Start(start)!;
        var told = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(node.ExitCode == 0, told);
    }
}
