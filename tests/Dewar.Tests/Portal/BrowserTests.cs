using System.Diagnostics;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Portal;

/// <summary>The portal in a real browser, against a real process; the steps are in tests/browser.</summary>
public sealed class BrowserTests(Postgres server)
{
    private static readonly string[] Browsers = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    [Fact]
    public Task A_newcomer_finds_the_way_in_a_browser() => Run("", "");

    // Each has a site of its own, and so a database of its own.
    [Theory, InlineData("look.test.js")]
    public async Task The_same_is_so_on_PostgreSQL(string steps)
    {
        Assert.SkipWhen(Postgres.Missing is not null, Postgres.Missing ?? "");
        var database = await server.Create();
        try
        {
            await Run(database, steps);
        }
        finally
        {
            await Postgres.Drop(database);
        }
    }

    /// <param name="steps">One file of steps; all when it is empty.</param>
    private static async Task Run(string database, string steps)
    {
        var folder = Repository.PathOf("tests/browser");
        var missing = !Browsers.Any(File.Exists) ? "There is no Chromium." : !Directory.Exists(Path.Combine(folder, "node_modules")) ? "Run npm ci in tests/browser first." : null;
        if (missing is not null && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all")
        {
            Assert.Fail(missing);
        }

        Assert.SkipWhen(missing is not null, missing ?? "");
        var start = new ProcessStartInfo("node", ["--test", "--test-reporter=spec", .. steps.Length > 0 ? new[] { steps } : []])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment =
            {
                // Without a locale Chromium offers no name with letters beyond ASCII for a download.
                ["LC_ALL"] = "C.UTF-8", ["DEWAR"] = Path.Combine(AppContext.BaseDirectory, "dewar"), ["CHROMIUM"] = Browsers.First(File.Exists), ["DEWAR_BROWSER_DATABASE"] = database,
            },
        };
        using var node = Process.Start(start)!;
        var told = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(node.ExitCode == 0, told);
    }
}
