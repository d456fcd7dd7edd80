using System.CommandLine;

namespace Dewar.Hosting;

/// <summary>dewar serve.</summary>
internal static class ServeCommand
{
    public static Command Build(Func<SiteSettings, CancellationToken, Task> run)
    {
        var config = new Option<string?>("--config") { Description = "A YAML file with settings; default: dewar.yaml in the home folder, if it is there" };
        var home = new Option<string?>("--home") { Description = "Where database, storage and journal are kept" };
        var urls = new Option<string?>("--urls") { Description = "Where to listen, such as http://127.0.0.1:8470" };
        var database = new Option<string?>("--database") { Description = "postgres://user@host/name; default: SQLite in the home folder" };
        var password = new Option<string?>("--admin-password-file") { Description = "Sets the first administrator's password at the first start" };
        var command = new Command("serve", "Run a site, with a station and a worker in the same process") { config, home, urls, database, password };
        return command.Runs(async (line, ct) =>
        {
            var flags = new Dictionary<string, string?>
            {
                ["home"] = line.GetValue(home), ["urls"] = line.GetValue(urls), ["database"] = line.GetValue(database), ["admin-password-file"] = line.GetValue(password),
            };
            await run(SiteSettings.Read(line.GetValue(config) ?? DefaultFile(flags["home"]), flags), ct);
            return ExitCode.Done;
        });
    }

    private static string? DefaultFile(string? home)
    {
        var file = Path.Combine(home ?? Environment.GetEnvironmentVariable("DEWAR_HOME") ?? SiteSettings.DefaultHome, "dewar.yaml");
        return File.Exists(file) ? file : null;
    }
}
