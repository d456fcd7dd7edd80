using System.CommandLine;
using Dewar.Acquisitions;
using Dewar.Hosting;
using Dewar.Instruments;

namespace Dewar.Station;

/// <summary>dewar station: runs one, and its verbs tell of those a site knows.</summary>
internal static partial class StationCommand
{
    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "A YAML file with settings" };
        var site = new Option<string?>("--site") { Description = "The site's address" };
        var token = new Option<string?>("--token-file") { Description = "A file with the station's token; or DEWAR_TOKEN" };
        var home = new Option<string?>("--home") { Description = "Where its journal is kept" };
        var command = new Command("station", "Run a station beside instruments; or, with a verb, tell of stations") { config, site, token, home };
        foreach (var verb in InstrumentCommands.OfStations())
        {
            command.Add(verb);
        }

        command.Add(AcquisitionCommands.Browse());
        return command.Runs(async (line, ct) =>
        {
            var flags = new Dictionary<string, string?> { ["site"] = line.GetValue(site), ["token-file"] = line.GetValue(token), ["home"] = line.GetValue(home) };
            var options = StationOptions.Read(line.GetValue(config), flags);
            using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(options.Log).AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            }));
            if (options.TokenFile is { } file && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & UnixFileMode.OtherRead) != 0)
            {
                TokenIsOpen(logs.CreateLogger(nameof(StationCommand)), file);
            }

            await new StationAgent(options, TimeProvider.System, logs).Run(ct);
            return ExitCode.Done;
        });
    }

    [LoggerMessage(LogLevel.Warning, "Everybody on this computer can read the station's token in {File}; with it they can bring files in its name. Let only its user: chmod 600")]
    private static partial void TokenIsOpen(ILogger log, string file);
}
