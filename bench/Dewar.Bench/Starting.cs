using System.Diagnostics;

namespace Dewar.Bench;

/// <summary>How soon a site answers and how much memory site and station hold when idle; beside the smallest web program there is.</summary>
internal static class Starting
{
    private const int Starts = 10;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public static async Task Run(Bench bench)
    {
        var home = bench.Folder("home");
        await using (await Site.Start(home))
        {
            // The first start makes the database; those after it are what people wait for.
        }

        var bare = await BuildBare(bench);
        var (dewar, limit) = (new List<double>(), new List<double>());
        for (var round = 0; round < Starts; round++)
        {
            await using (var site = await Site.Start(home))
            {
                dewar.Add(site.StartedIn);
            }

            var (process, seconds) = await StartBare(bench, bare);
            limit.Add(seconds);
            await Site.End(process);
        }

        bench.Report.AddAtMost("start to the first answer", Tool.Median(dewar), "s", 1, dewar);
        bench.Report.AddFact("  the limit: an empty web program", Tool.Median(limit), "s", limit);
        await Memory(bench, home, bare);
    }

    private static async Task Memory(Bench bench, string home, string bare)
    {
        await using var site = await Site.Start(home);
        await site.SignIn();
        var token = Path.Combine(bench.Work, "station-token");
        await File.WriteAllTextAsync(token, (await site.Post("api/stations", new { name = "apart" })).GetProperty("token").GetString());
        var station = Site.Begin(Bench.Dewar, ["station", "--site", site.Url.ToString(), "--token-file", token, "--home", bench.Folder("station")], Path.Combine(bench.Work, "station.log"));
        var (process, _) = await StartBare(bench, bare);
        Report.Note($"memory: waiting {Idle.TotalSeconds} s");
        await Task.Delay(Idle);
        bench.Report.AddAtMost("memory of an idle site with its station", Site.Memory(site.ProcessId), "MB", 150);
        bench.Report.AddAtMost("memory of an idle station", Site.Memory(station.Id), "MB", 80);
        bench.Report.AddFact("  the limit: an empty web program", Site.Memory(process.Id), "MB");
        await Site.End(station);
        await Site.End(process);
    }

    private static async Task<(Process Process, double Seconds)> StartBare(Bench bench, string program)
    {
        var url = $"http://127.0.0.1:{Site.FreePort()}";
        var begun = Stopwatch.GetTimestamp();
        var process = Site.Begin("dotnet", ["exec", program, "--urls", url], Path.Combine(bench.Work, "bare.log"));
        return (process, await Site.Answers(process, new Uri(url), begun));
    }

    private static async Task<string> BuildBare(Bench bench)
    {
        var folder = bench.Folder("bare");
        // Else it would take our own build settings.
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        await File.WriteAllTextAsync(Path.Combine(folder, "bare.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), """
            var app = WebApplication.CreateSlimBuilder(args).Build();
            app.MapGet("/", () => "hello");
            app.Run();
            """);
        await Tool.Run("dotnet", ["build", folder, "-c", "Release", "-o", Path.Combine(folder, "out"), "-v", "q"]);
        return Path.Combine(folder, "out/bare.dll");
    }
}
