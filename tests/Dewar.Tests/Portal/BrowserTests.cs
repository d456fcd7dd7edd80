using System.Diagnostics;
using Dewar.Hosting;
using Xunit;

namespace Dewar.Portal;

/// <summary>The portal in a real browser, against a real process; the steps are in tests/browser.</summary>
public sealed class BrowserTests(Postgres server)
{
    private static readonly string[] Browsers = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    private static string Steps => Repository.PathOf("tests/browser");

    // What these look at comes from the files themselves, or is tried on both databases elsewhere.
    private static readonly string[] OfFiles = ["booking.test.js", "look.test.js", "viewer.test.js"];

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Steps, "*.test.js").Select(path => Path.GetFileName(path)!).Except(OfFiles).Order()];

    [Fact]
    public Task A_newcomer_finds_the_way_in_a_browser() => Run("");

    [Theory, MemberData(nameof(Files))]
    public async Task And_on_PostgreSQL(string file)
    {
        Assert.SkipWhen(Postgres.Missing is not null, Postgres.Missing ?? "");
        var address = await server.Create(empty: true);
        try
        {
            await Run(address, file);
        }
        finally
        {
            await Postgres.Drop(address);
        }
    }

    /// <param name="files">All, if none is named; each starts a site of its own.</param>
    private static async Task Run(string database, params string[] files)
    {
        var missing = !Browsers.Any(File.Exists) ? "There is no Chromium." : !Directory.Exists(Path.Combine(Steps, "node_modules")) ? "Run npm ci in tests/browser first." : null;
        if (missing is not null && Environment.GetEnvironmentVariable("DEWAR_TEST_REQUIRE") == "all")
        {
            Assert.Fail(missing);
        }

        Assert.SkipWhen(missing is not null, missing ?? "");
        var start = new ProcessStartInfo("node", ["--test", "--test-reporter=spec", .. files])
        {
            WorkingDirectory = Steps,
            RedirectStandardOutput = true,
            Environment =
            {
                // Without a locale Chromium offers no name with letters beyond ASCII for a download.
                ["LC_ALL"] = "C.UTF-8",
                ["DEWAR"] = Path.Combine(AppContext.BaseDirectory, "dewar"),
                ["CHROMIUM"] = Browsers.First(File.Exists),
                ["DEWAR_DATABASE"] = database,
            },
        };
        using var node = Process.Start(start)!;
        var told = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(node.ExitCode == 0, told);
    }
}
